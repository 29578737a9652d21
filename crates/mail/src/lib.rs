//! E-mail: reading what hostile senders wrote, and writing answers. No I/O, clock or randomness.
//!
//! [`read`] makes of any bytes what Daehwa keeps of a mail. It never fails: what can't be read, or is not read for its size or depth, is said
//! ([`Fault`]), and the bytes stay with who has them. [`clean_html`] is what of a mail's HTML may be shown. [`compose`] writes ours.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod charset;
mod compose;
mod guard;
mod html;
mod ids;
mod kind;
mod name;
mod parties;
mod read;
mod report;

pub use compose::{File, Letter, compose, reply_subject};
pub use html::{clean_html, page, text_of_html};
pub use ids::{is_id, thread_of};
pub use kind::{Kind, MAILBOX_HEADER, MAX_HOPS};
pub use read::{Attachment, Contents, Fault, MAX_MAIL_BYTES, Mail, Party, attachment, html, read, read_head};
pub use report::{Failure, MAX_FAILURES};
