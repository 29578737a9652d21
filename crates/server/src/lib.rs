//! The central server: API, live push, sign-in.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod session;
