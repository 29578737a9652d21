//! The central server: API, live push, sign-in.
//!
//! A desktop signs in over HTTP ([`api`]), then keeps one WebSocket open (`socket`), whose every message goes through a
//! [`session::Session`] to the store. What is committed is passed to everybody whom it concerns by the [`hub`].
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod api;
mod attempts;
pub mod audit;
pub mod chat;
pub mod clock;
pub mod hub;
pub mod mail;
mod outgoing;
pub mod password;
pub mod people;
pub mod seed;
pub mod serve;
pub mod session;
mod sign_in;
mod site_script;
mod socket;
pub mod texts;
pub mod tls;
mod token;
pub mod topic_model;
mod watch;
pub mod web;
