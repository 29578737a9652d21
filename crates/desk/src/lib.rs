//! What a person can do at the desk: use cases over cache, sync and phone, behind a [`host::Host`]. No Tauri here.
//!
//! [`commands`] is the one list of what the UI can ask for; [`api`] holds the shapes that travel; [`Desk`] answers.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod agent;
mod announcer;
pub mod api;
mod articles;
mod callbacks;
mod calls;
mod cases;
mod changes;
pub mod commands;
mod conversations;
mod customers;
mod desk;
mod dispatch;
mod engagement;
mod fault;
mod funnel;
pub mod host;
mod lists;
mod repair;
mod rules;
mod scripts;
mod segments;
mod session;
mod settings;
mod shift;
mod start;
mod suggestion;
mod sync_view;
pub mod telephone;
#[cfg(test)]
mod test_host;
mod topics;
mod treatments;
mod triage;
mod uplink;
mod web;
mod wrap_up;

pub use desk::{Desk, DeskConfig};
pub use start::{AudioConfig, StartConfig};
