//! Who has a member: one person at a time, for a while (D-22). The server decides; a desktop asks before it dials.

use thiserror::Error;

use crate::{
    id::UserId,
    record::{Record, Versioned},
    time::Timestamp,
};

/// How long a member is somebody's after it was taken, in milliseconds: long enough to work through a few without the server, short
/// enough that an unplugged desktop's come back within a shift.
pub const LEASE_MS: i64 = 2 * 60 * 60 * 1_000;

/// Who has a member, and until when. It counts from the stamp of the edit that took it, which the server bounds by its own clock: no desktop
/// can hold anything for longer by a clock that is ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Who.
    pub by: UserId,
    /// Until when, in the server's time.
    pub until_ms: Timestamp,
}

impl Lease {
    /// The lease on a member as it is stored; `None` when nobody has it, or it is no member.
    pub fn of(versioned: &Versioned) -> Option<Self> {
        let Record::ListMember(member) = &versioned.record else { return None };
        let by = member.taken?;
        Some(Self { by, until_ms: versioned.set_ms("taken").plus_ms(LEASE_MS) })
    }

    /// Whether it lasts at `now`, in the server's time.
    pub fn lasts(&self, now: Timestamp) -> bool {
        now < self.until_ms
    }
}

/// Why a member can't be taken or given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LeaseFault {
    /// Somebody else has it.
    #[error("somebody else has it")]
    Held,
    /// Only for oneself.
    #[error("taken for somebody else")]
    NotOneself,
}

/// Whether `user` may set who has a member to `wanted`. Who leads may take anything back, but not hand it to anybody: that person's
/// desktop could not know in time.
pub fn check_lease(
    held: Option<Lease>,
    wanted: Option<UserId>,
    user: UserId,
    leads: bool,
    now: Timestamp,
) -> Result<(), LeaseFault> {
    if wanted.is_some_and(|it| it != user) {
        return Err(LeaseFault::NotOneself);
    }
    let others = held.is_some_and(|it| it.by != user && it.lasts(now));
    match others && !(leads && wanted.is_none()) {
        true => Err(LeaseFault::Held),
        false => Ok(()),
    }
}
