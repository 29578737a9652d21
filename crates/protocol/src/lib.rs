//! What travels between desktop and server: sync messages over WebSocket, sign-in over HTTP, error codes, versions.

pub mod auth;
pub mod error;
pub mod frame;
pub mod message;
pub mod op;
pub mod schema;
pub mod scope;
pub mod topic_model;
pub mod web;

/// The protocol's version. A server leaves out for a desktop what its version does not know. 2: agents' states are the server's
/// ([`message::Up::Agent`]). 3: chats are live ([`message::Up::Chat`]).
pub const PROTOCOL_VERSION: u16 = 3;
/// The first protocol whose server owns agents' states.
pub const AGENTS_FROM_PROTOCOL: u16 = 2;
/// The first protocol in which both sides tell what goes on in a chat while it does.
pub const CHATS_FROM_PROTOCOL: u16 = 3;
/// The version of the shapes in [`daehwa_domain::record`]; [`schema`] says what each brought. A desktop is sent what its own can read.
pub const SCHEMA_VERSION: u16 = 9;
/// The most bytes in one frame, before compression.
pub const MAX_FRAME_BYTES: usize = 4 * 1024 * 1024;
/// The most bytes of ops in one [`message::Up::Push`].
pub const MAX_PUSH_BYTES: usize = 1024 * 1024;
