//! What visitors agree to becomes part of the customer's record, with its source and moment.

use daehwa_domain::{
    customer::ConsentChange,
    id::{ConsentId, CustomerId},
    interaction::Channel,
    record::Fact,
};

use super::{NewIds, contact::History, visitor::Consent};

impl History {
    /// The fact that a consent of the customer's on the web site is; `None` when it changes nothing: it is so already, or something later
    /// was said.
    pub fn agree(&mut self, customer: CustomerId, consent: &Consent, ids: &NewIds) -> Option<Fact> {
        let said = self.consents.iter().filter(|it| it.purpose == consent.purpose && it.channel == Some(Channel::Web));
        // A withdrawal wins a tie, as everywhere.
        let latest = said.max_by_key(|it| (it.at_ms, !it.granted));
        if latest.is_some_and(|it| it.granted == consent.granted || it.at_ms > consent.at_ms) {
            return None;
        }
        let change = ConsentChange {
            id: ConsentId(ids()),
            customer,
            purpose: consent.purpose,
            channel: Some(Channel::Web),
            granted: consent.granted,
            at_ms: consent.at_ms,
            source: consent.source.clone(),
        };
        self.consents.push(change.clone());
        Some(Fact::Consent(change))
    }
}
