//! The widget that sites put into their pages, made from `site/chat/` by `site/chat/build.mjs`.

use axum::response::Response;

use crate::site_script::site_script;

/// Where it is.
pub(super) const PATH: &str = "/chat.js";

const SCRIPT: &str = include_str!("../../../../site/chat.js");

pub(super) async fn script() -> Response {
    site_script(SCRIPT)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_widget_runs_nothing_that_it_is_sent_and_asks_for_no_looser_policy() {
        for word in ["eval(", "new Function", "document.write", "innerHTML", "insertAdjacentHTML", "<style"] {
            assert!(!super::SCRIPT.contains(word), "{word}");
        }
    }
}
