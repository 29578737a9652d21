//! What a person can do at the desk: use cases over cache, sync and phone, behind a [`host::Host`]. No Tauri here.
//!
//! [`commands`] is the one list of what the UI can ask for; [`api`] holds the shapes that travel; [`Desk`] answers.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod api;
pub mod commands;
pub mod host;
pub mod telephone;
