//! The script that sites put into their pages.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

/// Where it is: the version changes when what it says to pages does.
pub(super) const PATH: &str = "/web/v1/daehwa.js";

const SCRIPT: &str = include_str!("../../../../site/daehwa.js");

pub(crate) async fn script() -> Response {
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
    fn the_script_is_small_and_loads_nothing_h_6() {
        assert!(super::SCRIPT.len() < 8 * 1024, "{} bytes", super::SCRIPT.len());
        for word in ["import ", "import(", "eval(", "document.write", "createElement"] {
            assert!(!super::SCRIPT.contains(word), "{word}");
        }
    }
}
