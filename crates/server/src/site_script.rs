//! A script of ours that sites put into their pages.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

/// What a browser gets for it: kept for an hour, never taken for anything but a script.
pub(crate) fn site_script(source: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Pages that load it with `crossorigin` see its errors.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (headers, source).into_response()
}
