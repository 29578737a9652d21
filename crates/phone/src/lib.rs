//! SIP user agent and media
