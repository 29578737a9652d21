//! What keeps a customer from being called from a list: asked when the list is made, and again at the moment of calling.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    customer::{ConsentChange, ContactKind, ContactPoint, marketing_on},
    dialogue::Purpose,
    interaction::Channel,
    number,
    quality::{self, OpenComplaint},
    segment::before,
    time::Timestamp,
};

/// Why a customer is not called. In the order in which reasons are told; the first is the one that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// A complaint is open, and the list sells (P-11).
    Complaint,
    /// The customer does not want advertising by phone, or at all.
    Refused,
    /// Nobody knows of a consent to advertising by phone: unknown is not allowed.
    NoConsent,
    /// There is no number that can be called.
    NoNumber,
    /// The customer is on another open list and was not called from it yet.
    OnList,
    /// We called within the list's days of rest.
    CalledLately,
    /// The list is full: stronger needs came first.
    Full,
}

impl Obstacle {
    /// Every obstacle, in the order in which reasons are told.
    pub const ALL: [Obstacle; 7] =
        [Self::Complaint, Self::Refused, Self::NoConsent, Self::NoNumber, Self::OnList, Self::CalledLately, Self::Full];
}

/// What a list's calls are for, as far as it decides who may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Selling waits for complaints; selling and keeping customers are advertising, helping is not.
    pub purpose: Purpose,
    /// Whom we called within so many days is left alone; 0 for no rest.
    pub rest_days: u16,
}

/// All of a customer that decides about a call.
#[derive(Clone, Copy, Debug)]
pub struct Callee<'a> {
    /// Changes of consent, in any order.
    pub consents: &'a [ConsentChange],
    /// The complaint that is open longest.
    pub complaint: Option<&'a OpenComplaint>,
    /// Numbers and addresses.
    pub contact_points: &'a [ContactPoint],
    /// Region of numbers written without a country (ISO 3166-1 alpha-2), such as `KR`.
    pub region: &'a str,
    /// Waits on another list that is open.
    pub on_another_list: bool,
    /// When we last called, whether or not somebody answered.
    pub last_call_ms: Option<Timestamp>,
    /// When the last call from the list itself was written down: rest is from other calls, its own ones have pauses.
    pub tried_ms: Option<Timestamp>,
}

/// All that keeps a customer from being called at `now`, in the order of [`Obstacle::ALL`]; empty when the call may be made.
pub fn obstacles(callee: &Callee, terms: &Terms, now: Timestamp) -> Vec<Obstacle> {
    let consent = (terms.purpose != Purpose::Service).then(|| marketing_on(callee.consents, Channel::Phone));
    let since = before(now, terms.rest_days);
    let stands = |it: &Obstacle| match it {
        Obstacle::Complaint => quality::held(terms.purpose, callee.complaint),
        Obstacle::Refused => consent == Some(Some(false)),
        Obstacle::NoConsent => consent == Some(None),
        Obstacle::NoNumber => number_to_call(callee.contact_points, callee.region, 0).is_none(),
        Obstacle::OnList => callee.on_another_list,
        Obstacle::CalledLately => {
            let counts = |at| at > since && callee.tried_ms.is_none_or(|tried| at > tried);
            terms.rest_days > 0 && callee.last_call_ms.is_some_and(counts)
        }
        Obstacle::Full => false,
    };
    Obstacle::ALL.into_iter().filter(stands).collect()
}

/// The number to call: a telephone or mobile number in use that can be dialed, the primary one before others. When `tried` of them were
/// called before, the next one, and the first one again after the last.
pub fn number_to_call<'a>(points: &'a [ContactPoint], region: &str, tried: usize) -> Option<&'a ContactPoint> {
    let speaks = |it: &&ContactPoint| matches!(it.kind, ContactKind::Phone | ContactKind::Mobile) && !it.retired;
    let mut usable: Vec<_> =
        points.iter().filter(speaks).filter(|it| number::e164(&it.value, region).is_some()).collect();
    usable.sort_by_key(|it| (!it.primary, it.id));
    usable.get(tried.checked_rem(usable.len())?).copied()
}
