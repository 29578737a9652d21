//! Taking a batch in: which events are new, whose they are, which rows change. One transaction; the same on every database.

use std::collections::{BTreeMap, BTreeSet};

use daehwa_domain::{
    dialogue::Topic,
    id::{CustomerId, TeamId, TopicId},
    record::{Fact, Record, RecordKind},
    time::Timestamp,
    treatment::Treatments,
    web::{self, Stretch},
};
use daehwa_protocol::message::ScopeHead;
use uuid::Uuid;

use super::{
    Arrived, Counts, DAY_MS, NewIds, Stored, Taken, Touch, WebBatch, WebRows, WebTaken,
    contact::History,
    identity::{self, Residents},
    visitor::{Consent, LoggedAt, Seen, TakenPart, Visitor},
};
use crate::{
    Rulebook, StoreError,
    accept::scope_named,
    item::{
        ASSIGNED_KIND, CONSENT_KIND, CONTACT_KIND, DIALOGUE_KIND, Item, ItemKey, MOVE_KIND, PARTICIPATION_KIND,
        record_kind,
    },
    rows::{Head, Logged, Rows, What},
};

/// An item's bytes beside its body, and those of its row in the log: keys, digest, seq.
const ITEM_KEY_BYTES: i64 = 66;
const LOG_ROW_BYTES: i64 = 82;

/// Of what a customer's dialogues are folded, and what else is filed here.
pub(crate) const HISTORY_KINDS: [i16; 6] =
    [DIALOGUE_KIND, CONTACT_KIND, MOVE_KIND, CONSENT_KIND, ASSIGNED_KIND, PARTICIPATION_KIND];

/// The name of a visitor's row.
pub(super) type Name = (String, Uuid);
/// Which visitor's row remembers where a contact stands in the log.
pub(super) type Tellers = BTreeMap<Uuid, Name>;

/// A customer of whom something arrived.
pub(super) struct Owner {
    scope: Uuid,
    pub history: History,
    /// Each once, as it is now.
    written: BTreeMap<ItemKey, (Item, usize)>,
}

impl Owner {
    /// Keeps an item, new or grown, in the order in which it was made.
    pub fn write(&mut self, item: Item) {
        let next = self.written.len();
        let order = self.written.get(&item.key).map_or(next, |(_, order)| *order);
        self.written.insert(item.key, (item, order));
    }

    fn write_facts(&mut self, name: &Name, facts: Vec<Fact>, tellers: &mut Tellers) -> Result<(), StoreError> {
        for fact in facts {
            if let Fact::Interaction(contact) = &fact {
                tellers.insert(contact.id.0, name.clone());
            }
            self.write(Item::of_fact(&fact)?);
        }
        Ok(())
    }
}

pub(super) struct Take<'a, R> {
    pub rows: &'a mut R,
    topics: BTreeMap<TopicId, &'a Topic>,
    treatments: &'a Treatments,
    pub now: Timestamp,
    pub ids: &'a NewIds,
    pub visitors: BTreeMap<Name, (Visitor, usize)>,
    pub residents: Residents,
    pub owners: BTreeMap<Uuid, Owner>,
    before: BTreeMap<ItemKey, Item>,
    counts: BTreeMap<String, Counts>,
    pages: BTreeMap<(String, String), i64>,
}

/// Stores a batch.
pub(crate) async fn take<R: Rows + WebRows>(
    rows: &mut R,
    batch: &WebBatch,
    book: &Rulebook,
    now: Timestamp,
    ids: &NewIds,
) -> Result<WebTaken, StoreError> {
    let names: BTreeSet<Name> = batch.arrivals.iter().map(|it| (it.site.clone(), it.visitor)).collect();
    let names: Vec<Name> = names.into_iter().collect();
    let mut visitors = BTreeMap::new();
    for stored in rows.lock_visitors(&names, now).await? {
        let visitor = match stored.body.is_empty() {
            true => Visitor::default(),
            false => rmp_serde::from_slice(&stored.body)?,
        };
        visitors.insert((stored.site, stored.id), (visitor, stored.body.len()));
    }
    let residents = identity::residents(rows, batch).await?;
    let mut take = Take {
        rows,
        topics: book.topics.iter().map(|it| (it.id, it)).collect(),
        treatments: &book.treatments,
        now,
        ids,
        visitors,
        residents,
        owners: BTreeMap::new(),
        before: BTreeMap::new(),
        counts: batch.counts.clone(),
        pages: BTreeMap::new(),
    };
    let heads = take.find_owners(batch).await?;
    let mut taken = Vec::with_capacity(batch.arrivals.len());
    let mut tellers = Tellers::new();
    for arrival in &batch.arrivals {
        let name = (arrival.site.clone(), arrival.visitor);
        taken.push(take.arrival(&name, &arrival.what, &mut tellers).await?);
    }
    let grown = take.finish(heads, &tellers).await?;
    Ok(WebTaken { taken, grown })
}

impl<R: Rows + WebRows> Take<'_, R> {
    /// Locks the scopes of all customers concerned, and reads their facts.
    async fn find_owners(&mut self, batch: &WebBatch) -> Result<BTreeMap<Uuid, Head>, StoreError> {
        let said = batch.arrivals.iter().filter_map(|it| match it.what {
            Arrived::IsCustomer { customer, .. } => Some(customer.0),
            _ => None,
        });
        let known = self.visitors.values().filter_map(|(visitor, _)| visitor.customer.map(|it| it.0));
        let alone = self.residents.values().filter(|it| it.len() == 1).flatten().copied();
        let customers: BTreeSet<Uuid> = said.chain(known).chain(alone).filter(|it| !it.is_nil()).collect();
        let customers: Vec<Uuid> = customers.into_iter().collect();
        let scopes: BTreeSet<Uuid> = self.rows.scopes_of(&customers).await?.into_iter().map(|(_, it)| it).collect();
        let heads = self.rows.lock_heads(&scopes).await?;
        // Read again under the locks; who was moved just now to a scope that isn't locked is as unknown, for this moment.
        let scopes = self.rows.scopes_of(&customers).await?;
        let mut facts: BTreeMap<Uuid, Vec<Fact>> = BTreeMap::new();
        for item in self.rows.items_of(&customers, &HISTORY_KINDS).await? {
            facts.entry(item.key.customer).or_default().push(item.fact()?);
            self.before.insert(item.key, item);
        }
        for (customer, scope) in scopes.into_iter().filter(|(_, scope)| heads.contains_key(scope)) {
            let history = History::of(facts.remove(&customer).unwrap_or_default());
            self.owners.insert(customer, Owner { scope, history, written: BTreeMap::new() });
        }
        Ok(heads)
    }

    async fn arrival(&mut self, name: &Name, what: &Arrived, tellers: &mut Tellers) -> Result<Taken, StoreError> {
        match what {
            Arrived::Events { stream, touches } => self.events(name, *stream, touches, tellers).await,
            Arrived::IsCustomer { customer, only_if_unknown } => {
                let known = self.visitors.get(name).and_then(|(visitor, _)| visitor.customer);
                match known.filter(|_| *only_if_unknown) {
                    Some(_) => Ok(Taken::default()),
                    None => self.is_customer(name, *customer, tellers).await,
                }
            }
            Arrived::HasAddress { key } => self.has_address(name, key, tellers).await,
            Arrived::Consent { purpose, granted, source } => {
                let (purpose, granted, source) = (*purpose, *granted, source.clone());
                self.consents(name, Consent { purpose, granted, at_ms: self.now, source })
            }
            Arrived::Forget => {
                self.visitors.remove(name);
                self.rows.remove_visitor(&name.0, name.1).await?;
                self.rows.drop_suggestion(&name.0, name.1).await?;
                Ok(Taken::default())
            }
        }
    }

    async fn events(
        &mut self,
        name: &Name,
        stream: u64,
        touches: &[Touch],
        tellers: &mut Tellers,
    ) -> Result<Taken, StoreError> {
        let mut taken = Taken::default();
        let mut read: Vec<Stretch> = Vec::new();
        let mut parts: Vec<TakenPart> = Vec::new();
        let (visitor, _) = self.visitors.entry(name.clone()).or_default();
        for touch in touches {
            match visitor.see(stream, touch.number) {
                Seen::Past => taken.refused += 1,
                Seen::Before => taken.duplicate += 1,
                Seen::New => {
                    if let Some(it) = &touch.judged {
                        web::add(&mut read, Stretch::of(it.topic, it.stage, &it.rule, &touch.page, touch.at_ms));
                    }
                    parts.extend(touch.taken_part());
                    if touch.judged.is_some() || touch.part.is_some() {
                        taken.stored += 1;
                    } else {
                        taken.unknown += 1;
                        *self.pages.entry((name.0.clone(), web::pattern(&touch.page))).or_default() += 1;
                    }
                }
            }
        }
        let counts = self.counts.entry(name.0.clone()).or_default();
        counts.stored += i64::from(taken.stored);
        counts.duplicate += i64::from(taken.duplicate);
        counts.unknown += i64::from(taken.unknown);
        counts.refused += i64::from(taken.refused);
        match visitor.customer {
            None => visitor.keep_all(read, parts, self.now),
            Some(customer) if self.owners.contains_key(&customer.0) => {
                self.reads(name, customer, &read, tellers)?;
                self.takes_part(name, customer, &parts, tellers).await?;
            }
            // Erased, or about to be moved: what is known of the visitor goes with an erased customer.
            Some(customer) if self.rows.is_erased(customer.0).await? => {
                self.visitors.remove(name);
                self.rows.remove_visitor(&name.0, name.1).await?;
            }
            Some(_) => visitor.keep_all(read, parts, self.now),
        }
        Ok(taken)
    }

    /// A customer has read something.
    pub(super) fn reads(
        &mut self,
        name: &Name,
        customer: CustomerId,
        read: &[Stretch],
        tellers: &mut Tellers,
    ) -> Result<(), StoreError> {
        let Some(owner) = self.owners.get_mut(&customer.0) else { return Ok(()) };
        for it in read {
            let facts = owner.history.read(customer, TeamId(owner.scope), it, &self.topics, self.now, self.ids);
            owner.write_facts(name, facts, tellers)?;
        }
        Ok(())
    }

    /// A customer has taken part in something. Where the treatment that applies switches that off, it is not filed (P-13), as nobody can write
    /// it down at a desktop.
    pub(super) async fn takes_part(
        &mut self,
        name: &Name,
        customer: CustomerId,
        parts: &[TakenPart],
        tellers: &mut Tellers,
    ) -> Result<(), StoreError> {
        if parts.is_empty() || !self.counts_parts_of(customer).await? {
            return Ok(());
        }
        let Some(owner) = self.owners.get_mut(&customer.0) else { return Ok(()) };
        for it in parts {
            let whose = (customer, TeamId(owner.scope));
            let facts = owner.history.take_part(whose, it, &self.topics, self.now, self.ids);
            owner.write_facts(name, facts, tellers)?;
        }
        Ok(())
    }

    /// Whether a customer's taking part is on. Read only where a treatment switches it off.
    async fn counts_parts_of(&mut self, customer: CustomerId) -> Result<bool, StoreError> {
        let Some(owner) = self.owners.get(&customer.0) else { return Ok(true) };
        if self.treatments.all().all(|it| !it.enabled || it.measures.participation) {
            return Ok(true);
        }
        let kinds = [RecordKind::Customer, RecordKind::Remark].map(record_kind);
        let (mut profile, mut remarks) = (None, Vec::new());
        for item in self.rows.items_of(&[customer.0], &kinds).await? {
            match item.versioned()?.record {
                Record::Customer(it) => profile = Some(it),
                Record::Remark(it) => remarks.push(it),
                _ => {}
            }
        }
        let Some(profile) = profile else { return Ok(true) };
        let treatment = owner.history.treatment(&profile, &remarks, self.treatments, &self.topics, self.now);
        Ok(treatment.measures.participation)
    }

    async fn finish(
        mut self,
        mut heads: BTreeMap<Uuid, Head>,
        tellers: &Tellers,
    ) -> Result<Vec<ScopeHead>, StoreError> {
        let (mut items, mut logged, mut replaced) = (Vec::new(), Vec::new(), Vec::new());
        let mut grown = BTreeSet::new();
        for (_, owner) in std::mem::take(&mut self.owners) {
            let Some(head) = heads.get_mut(&owner.scope) else { continue };
            let mut written: Vec<(Item, usize)> = owner.written.into_values().collect();
            // A dialogue before its contact, the contact before the move that it caused.
            written.sort_by_key(|(_, order)| *order);
            for (item, _) in written {
                let before = self.before.get(&item.key);
                if let Some(before) = before {
                    head.checksum.take_away(before);
                }
                head.checksum.add(&item);
                head.head += 1;
                grown.insert(owner.scope);
                logged.push(Logged { scope: owner.scope, seq: head.head, what: What::Item, key: item.key });
                let mut bytes = item.body.len() as i64 + ITEM_KEY_BYTES + LOG_ROW_BYTES;
                if let Some(before) = before {
                    bytes -= before.body.len() as i64 + ITEM_KEY_BYTES;
                }
                let teller = tellers.get(&item.key.id);
                let visitor = teller.and_then(|name| self.visitors.get_mut(name));
                let at = LoggedAt { contact: item.key.id.into(), scope: owner.scope, seq: head.head };
                if let Some(before) = visitor.and_then(|(visitor, _)| visitor.log(at)) {
                    replaced.push((before.scope, before.seq, item.key.id));
                    bytes -= LOG_ROW_BYTES;
                }
                if let Some((site, _)) = teller {
                    self.counts.entry(site.clone()).or_default().stored_bytes += bytes;
                }
                items.push(item);
            }
        }
        self.rows.put_items(&items).await?;
        self.rows.drop_logged(&replaced).await?;
        self.rows.put_log(&logged).await?;
        let grown: Vec<(Uuid, &Head)> = grown.iter().filter_map(|it| Some((*it, heads.get(it)?))).collect();
        self.rows.put_heads(&grown).await?;
        let told = grown.iter().map(|(scope, it)| ScopeHead { scope: scope_named(*scope), head: it.head }).collect();
        let mut rows = Vec::with_capacity(self.visitors.len());
        for ((site, id), (visitor, before)) in std::mem::take(&mut self.visitors) {
            let body = rmp_serde::to_vec(&visitor)?;
            let counts = self.counts.entry(site.clone()).or_default();
            counts.stored_bytes += body.len() as i64 - before as i64;
            rows.push(Stored { site, id, body });
        }
        self.rows.put_visitors(&rows, self.now).await?;
        self.rows.count(self.now.0.div_euclid(DAY_MS), &self.counts).await?;
        self.rows.count_pages(&self.pages, self.now).await?;
        Ok(told)
    }
}
