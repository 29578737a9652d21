//! What speaks for each of the customers of whom a visitor could be one.

use std::{cmp::Reverse, collections::BTreeSet};

use daehwa_cache::CustomerView;
use daehwa_domain::{
    address,
    customer::ContactPoint,
    id::{CustomerId, TopicId},
};
use daehwa_protocol::web::{Suggestion, TopicRead};

use crate::{
    api::{
        error::CommandError,
        web::{Evidence, OpenTopic, PossibleCustomer, SharedPoint, VisitorRead, VisitorRow},
    },
    shift::Shift,
};

impl Shift {
    pub(super) fn visitor_row(&self, it: Suggestion) -> Result<VisitorRow, CommandError> {
        let region = self.settings().region;
        let view = |id: CustomerId| self.cache.customer_view(id, self.now());
        let views = it.customers.iter().map(|id| Ok((*id, view(*id)?))).collect::<Result<Vec<_>, CommandError>>()?;
        let shared = shared_keys(views.iter().filter_map(|(_, view)| view.as_ref()), &region);
        let possible = |id: CustomerId, view: Option<CustomerView>, shared: &BTreeSet<String>| PossibleCustomer {
            id,
            known: view.map(|view| Evidence {
                shared: shared_points(&view.contact_points, shared, &region),
                open: open_topics(&view, &it.read),
                card: self.customer_card(&view),
            }),
        };
        let known_as =
            it.known_as.map(|id| Ok::<_, CommandError>(possible(id, view(id)?, &BTreeSet::new()))).transpose()?;
        let mut customers: Vec<_> = views.into_iter().map(|(id, view)| possible(id, view, &shared)).collect();
        customers.sort_by_key(|it| (Reverse(strength(it)), it.id));
        Ok(VisitorRow {
            site: it.site,
            site_name: it.site_name,
            visitor: it.visitor,
            at_ms: it.at_ms,
            read: it.read.into_iter().map(visitor_read).collect(),
            known_as,
            customers,
        })
    }
}

fn visitor_read(it: TopicRead) -> VisitorRead {
    VisitorRead { topic: it.topic, stage: it.stage, touches: it.touches, last_ms: it.last_ms }
}

/// What all of several customers have in use; what one alone has tells nothing.
fn shared_keys<'a>(views: impl Iterator<Item = &'a CustomerView>, region: &str) -> BTreeSet<String> {
    let keys = |view: &CustomerView| -> BTreeSet<String> {
        view.contact_points.iter().filter_map(|it| address::of_contact_point(it, region)).collect()
    };
    let all: Vec<_> = views.map(keys).collect();
    match &all[..] {
        [first, others @ ..] if !others.is_empty() => {
            first.iter().filter(|key| others.iter().all(|it| it.contains(*key))).cloned().collect()
        }
        _ => BTreeSet::new(),
    }
}

fn shared_points(points: &[ContactPoint], shared: &BTreeSet<String>, region: &str) -> Vec<SharedPoint> {
    let is_shared = |it: &&ContactPoint| address::of_contact_point(it, region).is_some_and(|key| shared.contains(&key));
    let shown =
        |it: &ContactPoint| SharedPoint { value: it.value.clone(), primary: it.primary, verified_ms: it.verified_ms };
    points.iter().filter(is_shared).map(shown).collect()
}

fn open_topics(view: &CustomerView, read: &[TopicRead]) -> Vec<OpenTopic> {
    let was_read = |topic: TopicId| read.iter().any(|it| it.topic == topic);
    let dialogues = view.dialogues.iter().map(|it| &it.dialogue).filter(|it| it.open);
    let mut open: Vec<_> =
        dialogues.map(|it| OpenTopic { topic: it.topic, stage: it.stage, read: was_read(it.topic) }).collect();
    open.sort_by_key(|it| !it.read);
    open
}

/// How much speaks for one: somebody who is here at all, a dialogue about what was read, the address being theirs first, a late contact.
fn strength(it: &PossibleCustomer) -> Option<(bool, bool, bool, Option<i64>)> {
    let known = it.known.as_ref()?;
    Some((
        known.open.iter().any(|it| it.read),
        known.shared.iter().any(|it| it.verified_ms.is_some()),
        known.shared.iter().any(|it| it.primary),
        known.card.last_contact_ms.map(|at| at.0),
    ))
}
