//! What a contact shows of itself on its channel.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Sign;
use crate::{
    call::Route,
    interaction::{Channel, Interaction, Outcome},
    participation::{self, Part},
};

/// Of a longer text only the beginning is compared, in characters: what judging costs is bounded.
pub const MAX_COMPARED_CHARS: usize = 10_000;

/// What a contact shows on its channel. Hostile input: compared, never trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Event {
    /// On which channel.
    pub channel: Channel,
    /// What it shows; a sign can come more than once.
    pub signs: Vec<(Sign, String)>,
}

impl Event {
    /// What a contact on `channel` shows: what is empty or no sign of the channel is left out, and what is longer than
    /// [`MAX_COMPARED_CHARS`] is cut.
    pub fn new(channel: Channel, signs: impl IntoIterator<Item = (Sign, String)>) -> Self {
        let shown =
            signs.into_iter().filter(|(sign, value)| Sign::of(channel).contains(sign) && !value.trim().is_empty());
        let cut = |(sign, value): (Sign, String)| match value.char_indices().nth(MAX_COMPARED_CHARS) {
            Some((end, _)) => (sign, value[..end].to_owned()),
            None => (sign, value),
        };
        Self { channel, signs: shown.map(cut).collect() }
    }

    /// What a call shows that came this way; how it ended where that is known.
    pub fn of_call(route: Option<&Route>, outcome: Option<Outcome>) -> Self {
        let signs = [
            (Sign::Queue, route.and_then(|it| it.queue.clone())),
            (Sign::Campaign, route.and_then(|it| it.campaign.clone())),
            (Sign::Called, route.and_then(|it| it.called.clone())),
            (Sign::Outcome, outcome.map(|it| it.key().to_owned())),
        ];
        Self::new(Channel::Phone, signs.into_iter().filter_map(|(sign, value)| Some((sign, value?))))
    }

    /// What a customer's taking part shows, in a contact on `channel`.
    pub fn of_part(channel: Channel, part: &Part) -> Self {
        Self::new(channel, part.signs().into_iter().map(|it| (Sign::Participation, it)))
    }

    /// What a page shows that was read, with the action taken there: `/help/rate#survey:4`.
    pub fn of_page(page: &str) -> Self {
        let action = page.split_once('#').map_or("", |(_, action)| action);
        let taken = participation::signs_of_action(action).into_iter().map(|it| (Sign::Participation, it));
        Self::new(Channel::Web, std::iter::once((Sign::Page, page.to_owned())).chain(taken))
    }

    /// What a contact that was kept shows. `words` is what was written about it or in it.
    pub fn of_contact(contact: &Interaction, words: Option<&str>) -> Self {
        let summary = || contact.summary.clone();
        let words = || words.map_or_else(summary, str::to_owned);
        match contact.channel {
            Channel::Phone => Self::of_call(contact.route.as_ref(), contact.outcome),
            Channel::Email => Self::new(contact.channel, [(Sign::Subject, summary()), (Sign::Text, words())]),
            Channel::Web => Self::of_page(&contact.summary),
            Channel::Chat | Channel::Sms | Channel::Fax | Channel::Visit => {
                Self::new(contact.channel, [(Sign::Text, summary()), (Sign::Text, words())])
            }
        }
    }
}
