//! Use cases of a desk over a real cache, with a host and a telephone that do as the test says.
#![allow(clippy::unwrap_used, missing_docs)]

mod articles;
mod bench;
mod callbacks;
mod calls;
mod care;
mod cases;
mod conversations;
mod customers;
mod funnel;
mod identity;
mod lists;
mod missed;
mod new_chats;
mod rules;
mod scripts;
mod segments;
mod session;
mod settings;
mod sign_in_server;
mod suggestion;
mod topics;
mod treatments;
mod triage;
mod web;
mod with_server;
