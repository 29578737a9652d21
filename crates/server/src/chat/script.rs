//! The widget that sites put into their pages, made from `site/chat/` by `site/chat/build.mjs`.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

/// Where it is.
pub(super) const PATH: &str = "/chat.js";

const SCRIPT: &str = include_str!("../../../../site/chat.js");

pub(super) async fn script() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Pages that load it with `crossorigin` see its errors.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (headers, SCRIPT).into_response()
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
