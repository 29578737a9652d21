//! The server as desktops see it: over real sockets on loopback, with a real database file.
#![allow(clippy::unwrap_used, missing_docs)]

mod audit;
mod centre;
mod chat;
mod chat_room;
mod desktop;
mod live;
mod matrix;
mod shop;
mod sign_in;
mod socket;
mod texts;
mod tls;
mod web;
mod web_people;
