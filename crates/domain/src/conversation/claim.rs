//! Who answers a conversation: one person at a time (D-12). The server decides; a desktop asks.

use thiserror::Error;

use crate::id::UserId;

/// Why a conversation can't be taken, given away or given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ClaimFault {
    /// Somebody else has it.
    #[error("somebody else has it")]
    Held {
        /// Who.
        by: UserId,
    },
    /// What nobody has is taken for oneself; who leads gives it to others.
    #[error("taken for somebody else")]
    NotOneself,
}

/// Whether `user` may set who has a conversation to `wanted`. Who has it may hand it to anybody or give it back; who leads may do so with
/// everybody's. It is held without an end, unlike a call list's member: an answer takes as long as it takes, and whoever wrote to a
/// customer is who the customer writes back to.
pub fn check_claim(held: Option<UserId>, wanted: Option<UserId>, user: UserId, leads: bool) -> Result<(), ClaimFault> {
    match held {
        _ if leads => Ok(()),
        Some(by) if by != user && wanted != held => Err(ClaimFault::Held { by }),
        None if wanted.is_some_and(|it| it != user) => Err(ClaimFault::NotOneself),
        _ => Ok(()),
    }
}
