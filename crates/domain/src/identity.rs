//! Which customers are one (D-12).
//!
//! That two customers are one person is a fact, and so is taking that back. Nothing that was written under either of them is written
//! again: who stands for whom follows from the set of these facts, in whatever order they arrive, and reading goes by it. So a merge moves
//! nothing that its undoing would have to find again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::{
    id::{CustomerId, DeviceId, KeptApartId, MergeId, UnmergeId, UserId},
    limits::{Fault, LimitError, holds},
    record::{Record, Versioned},
    time::Timestamp,
};

/// The fields of a customer of which a merge keeps either value, in the order in which they are asked. What is not here is kept of both, or
/// is not a person's to choose.
pub const CHOOSABLE: [&str; 9] =
    ["name", "name_latin", "company", "account_no", "address", "language", "tier", "time_zone", "preferred_agent"];

/// Two customers are one person. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Merged {
    /// Identity.
    pub id: MergeId,
    /// Who stands for both from now on.
    pub customer: CustomerId,
    /// Who is found under the other from now on.
    pub absorbed: CustomerId,
    /// When.
    pub at_ms: Timestamp,
    /// Who decided it.
    pub by: UserId,
    /// On which desktop: its edit of the chosen fields is known by that when it is undone.
    pub device: DeviceId,
    /// The fields of the customer that were set to the other's value, in an edit of their own.
    pub chosen: Vec<Chosen>,
}

/// A field that a merge took from the absorbed customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Chosen {
    /// One of [`CHOOSABLE`].
    pub field: String,
    /// What it was, in the record's serialised form.
    #[ts(type = "unknown")]
    pub before: Value,
    /// What it was set to.
    #[ts(type = "unknown")]
    pub after: Value,
}

/// A merge was taken back. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Unmerged {
    /// Identity.
    pub id: UnmergeId,
    /// Who stood for both: the merge lies in this customer's history, and so does this.
    pub customer: CustomerId,
    /// Who was found under the other.
    pub absorbed: CustomerId,
    /// Which merge.
    pub merge: MergeId,
    /// When.
    pub at_ms: Timestamp,
    /// Who decided it.
    pub by: UserId,
}

/// Two customers that look alike are two people: they are not suggested again. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeptApart {
    /// Identity.
    pub id: KeptApartId,
    /// One of them.
    pub customer: CustomerId,
    /// The other.
    pub other: CustomerId,
    /// When.
    pub at_ms: Timestamp,
    /// Who decided it.
    pub by: UserId,
}

impl Merged {
    /// Two customers, and no field that a merge does not choose, or twice.
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        holds("absorbed", self.absorbed != self.customer, Fault::OutOfRange)?;
        let fields: BTreeSet<&str> = self.chosen.iter().map(|it| it.field.as_str()).collect();
        let known = fields.len() == self.chosen.len() && fields.iter().all(|it| CHOOSABLE.contains(it));
        holds("chosen", known, Fault::OutOfRange)
    }

    /// The link that this fact makes.
    pub fn link(&self) -> Link {
        Link { id: self.id, survivor: self.customer, absorbed: self.absorbed, at_ms: self.at_ms }
    }

    /// The fields that undoing sets back, with their values from before: those that nobody has set since.
    pub fn to_set_back(&self, survivor: &Versioned) -> Vec<(String, Value)> {
        let Record::Customer(customer) = &survivor.record else { return Vec::new() };
        let Ok(Value::Object(now)) = serde_json::to_value(customer) else { return Vec::new() };
        let is_as_set = |it: &&Chosen| {
            let stamp = survivor.stamps.get(&it.field).copied().unwrap_or(survivor.created);
            let disputed = survivor.conflicts.iter().any(|conflict| conflict.field == it.field);
            now.get(&it.field) == Some(&it.after) && stamp.device == self.device && !disputed
        };
        self.chosen.iter().filter(is_as_set).map(|it| (it.field.clone(), it.before.clone())).collect()
    }
}

/// A merge that holds: one that was not undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The merge.
    pub id: MergeId,
    /// Who was to stand for both.
    pub survivor: CustomerId,
    /// Who was to be found under the other.
    pub absorbed: CustomerId,
    /// When it was decided.
    pub at_ms: Timestamp,
}

/// Who stands for whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Persons {
    head_of: BTreeMap<CustomerId, CustomerId>,
}

impl Persons {
    /// From the links that hold, in any order. All whom links connect are one person. Links count in the order in which they were decided:
    /// each puts the person of the absorbed under that of the survivor; one between two who are one already changes nothing. So of two merges
    /// that cross, the earlier says who survives, and no cycle is one.
    pub fn of(links: &[Link]) -> Self {
        let mut persons = Self::default();
        for link in in_order(links) {
            persons.join(link);
        }
        persons
    }

    /// Who stands for a customer: the customer itself where nothing links it.
    pub fn head(&self, customer: CustomerId) -> CustomerId {
        self.head_of.get(&customer).copied().unwrap_or(customer)
    }

    /// All who are one with a customer, the head among them.
    pub fn members(&self, customer: CustomerId) -> BTreeSet<CustomerId> {
        let head = self.head(customer);
        let found = self.head_of.iter().filter(|(_, of)| **of == head).map(|(id, _)| *id);
        found.chain([customer]).collect()
    }

    fn join(&mut self, link: &Link) {
        let (head, under) = (self.head(link.survivor), self.head(link.absorbed));
        self.head_of.entry(link.survivor).or_insert(head);
        self.head_of.entry(link.absorbed).or_insert(under);
        self.head_of.values_mut().filter(|it| **it == under).for_each(|it| *it = head);
    }
}

/// The merges that have to be undone so that the two customers of one of them are two again: that one, and whatever else links them. Empty
/// when it does not hold.
pub fn parting(links: &[Link], merge: MergeId) -> Vec<MergeId> {
    let Some(parted) = links.iter().find(|it| it.id == merge) else { return Vec::new() };
    let mut undone = vec![merge];
    let mut persons = Persons::default();
    for link in in_order(links).into_iter().filter(|it| it.id != merge) {
        let ends = BTreeSet::from([persons.head(link.survivor), persons.head(link.absorbed)]);
        if ends == BTreeSet::from([persons.head(parted.survivor), persons.head(parted.absorbed)]) {
            undone.push(link.id);
        } else {
            persons.join(link);
        }
    }
    undone
}

fn in_order(links: &[Link]) -> Vec<&Link> {
    let mut sorted: Vec<&Link> = links.iter().collect();
    sorted.sort_by_key(|it| (it.at_ms, it.id));
    sorted
}
