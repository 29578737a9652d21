//! The script that sites put into their pages.

use axum::response::Response;

use crate::site_script::site_script;

/// Where it is: the version changes when what it says to pages does.
pub(super) const PATH: &str = "/web/v1/daehwa.js";

const SCRIPT: &str = include_str!("../../../../site/daehwa.js");

pub(crate) async fn script() -> Response {
    site_script(SCRIPT)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_script_is_small_and_loads_nothing_h_6() {
        assert!(super::SCRIPT.len() < 8 * 1024, "{} bytes", super::SCRIPT.len());
        for word in ["import ", "import(", "eval(", "document.write", "createElement"] {
            assert!(!super::SCRIPT.contains(word), "{word}");
        }
    }
}
