//! What happens, as JSON lines.

use std::io::Write;

use daehwa_domain::{call::EndCause, id::CallId};
use serde::Serialize;

/// One thing that happened.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Report {
    /// Desktops can register now.
    Listening { address: String },
    /// A user registered for the first time.
    Registered { user: String },
    /// A user took its registration back.
    Unregistered { user: String },
    /// Somebody tried with a wrong password.
    Unauthorized,
    /// A customer calls: the INVITE was handed to the network at `at_ms`, milliseconds since 1970 with a fraction.
    Calling { call: CallId, user: String, number: String, name: Option<String>, at_ms: f64 },
    /// It rings at the desktop.
    Ringing { call: CallId },
    /// The agent dialed a number.
    Dialed { call: CallId, number: String },
    /// Both can talk.
    Answered { call: CallId, codec: Option<String>, encrypted: bool },
    /// The agent put the call on hold, or took it back.
    Held { call: CallId, held: bool },
    /// The agent's sound changed: a tone with its level from 0 to 1, or none.
    Heard { call: CallId, hz: Option<f32>, level: f32 },
    /// The agent pressed a key.
    Digit { call: CallId, digit: char },
    /// The agent asked to hand the call to a number.
    TransferAsked { call: CallId, number: String },
    /// The call is over.
    Ended { call: CallId, cause: Option<EndCause> },
    /// A command was not understood or could not be done.
    Error { message: String },
}

impl Report {
    /// Writes the line. When nobody reads any more, practice is over for them, not for the desktop.
    pub fn tell(&self) {
        if let Ok(line) = serde_json::to_string(self) {
            let mut out = std::io::stdout().lock();
            let _ = writeln!(out, "{line}");
            let _ = out.flush();
        }
    }
}
