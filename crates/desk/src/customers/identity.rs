//! Customers who may be one: found, compared, merged, parted again (D-12).

use std::collections::BTreeSet;

use daehwa_cache::{CustomerView as Known, Matched};
use daehwa_domain::{
    customer::{ContactKind, Customer},
    duplicates::{self, Form, Likeness, Person, Reason, Subject},
    id::{CustomerId, MergeId},
    identity::{CHOOSABLE, Chosen, KeptApart, Merged, Unmerged, parting},
    record::{Fact, RecordKind, RecordRef},
};
use serde_json::{Map, Value};

use super::{off_the_runtime, view};
use crate::{
    Desk,
    api::{
        customer::CustomerView,
        error::{CommandError, ErrorCode},
        identity::{
            FieldChoice, LookAlike, MatchLikeness, MatchReason, MatchSubject, MergeForm, MergeObstacle, MergePreview,
            MergeRef, MergeSide, MergedView, Pair,
        },
    },
    shift::Shift,
};

/// Customers with whom one is compared.
const MAX_COMPARED: usize = 40;
/// Hits that are looked at for one name or address.
const MAX_HITS: usize = 20;
/// Look-alikes that are told.
const MAX_TOLD: usize = 5;

impl Desk {
    /// Customers who may be the same person as this one, the most probable first.
    pub async fn look_alikes(&self, customer: CustomerId) -> Result<Vec<LookAlike>, CommandError> {
        let shift = self.shift()?;
        off_the_runtime(move || shift.look_alikes(customer)).await
    }

    /// What merging two customers would do.
    pub async fn preview_merge(&self, pair: Pair) -> Result<MergePreview, CommandError> {
        let shift = self.shift()?;
        off_the_runtime(move || {
            let (ours, theirs) = (shift.known(pair.customer)?, shift.known(pair.other)?);
            let obstacle = obstacle(&ours, &theirs);
            let (a, b) = (fields_of(&ours.customer)?, fields_of(&theirs.customer)?);
            let differing = CHOOSABLE.into_iter().filter(|field| a.get(*field) != b.get(*field));
            let choice = |field: &str| {
                let (ours, theirs) = (shift.readable(field, &a), shift.readable(field, &b));
                FieldChoice { field: field.to_owned(), take_theirs: ours.is_empty(), ours, theirs }
            };
            // That nothing is known of the other is nothing to take.
            let fields = differing.map(choice).filter(|it| !it.theirs.is_empty()).collect();
            let compared = shift.compared(&[&ours, &theirs]);
            let reasons = compared.into_iter().next().map(|it| reasons(&it.reasons)).unwrap_or_default();
            Ok(MergePreview { customer: shift.side(&ours), other: shift.side(&theirs), fields, reasons, obstacle })
        })
        .await
    }

    /// Makes two customers one.
    pub async fn merge_customers(&self, form: MergeForm) -> Result<CustomerView, CommandError> {
        let shift = self.shift()?;
        let (ours, theirs) = (shift.known(form.pair.customer)?, shift.known(form.pair.other)?);
        match obstacle(&ours, &theirs) {
            Some(MergeObstacle::TwoTeams) => return Err(CommandError::new(ErrorCode::TwoTeams)),
            Some(MergeObstacle::OneAlready) => return Err(CommandError::invalid("other")),
            None => {}
        }
        let (a, b) = (fields_of(&ours.customer)?, fields_of(&theirs.customer)?);
        let value = |of: &Map<String, Value>, field: &str| of.get(field).cloned().unwrap_or_default();
        let takes = |field: &&str| form.take.iter().any(|it| it == field) && a.get(*field) != b.get(*field);
        let chosen: Vec<Chosen> = CHOOSABLE
            .into_iter()
            .filter(takes)
            .map(|field| Chosen { field: field.to_owned(), before: value(&a, field), after: value(&b, field) })
            .collect();
        let customer = ours.customer.id;
        let fields = chosen.iter().map(|it| (it.field.clone(), it.after.clone())).collect();
        let merged = Merged {
            id: shift.host.new_id(),
            customer,
            absorbed: theirs.customer.id,
            at_ms: shift.now(),
            by: shift.user.id,
            device: shift.cache.sync_state()?.device,
            chosen,
        };
        let own = RecordRef { kind: RecordKind::Customer, id: customer.0 };
        shift.act().append(Fact::Merged(merged))?.set(customer, own, fields).commit()?;
        shift.customer_view(customer)
    }

    /// Makes two of a customer again: everything is where it was, and what was written meanwhile is with whom it names.
    pub async fn undo_merge(&self, merge: MergeRef) -> Result<CustomerView, CommandError> {
        let shift = self.shift()?;
        let held = shift.cache.merges(merge.customer)?;
        let undone = held.iter().find(|it| it.id == merge.merge);
        let undone = undone.ok_or_else(|| CommandError::new(ErrorCode::NothingToUndo))?;
        let parted: BTreeSet<MergeId> = parting(&shift.cache.links(undone.customer)?, undone.id).into_iter().collect();
        let mut act = shift.act();
        for it in held.iter().filter(|it| parted.contains(&it.id)) {
            let own = RecordRef { kind: RecordKind::Customer, id: it.customer.0 };
            let survivor = shift.cache.record(own, Some(it.customer))?;
            let back = survivor.map(|survivor| it.to_set_back(&survivor)).unwrap_or_default();
            let unmerged = Unmerged {
                id: shift.host.new_id(),
                customer: it.customer,
                absorbed: it.absorbed,
                merge: it.id,
                at_ms: shift.now(),
                by: shift.user.id,
            };
            act = act.append(Fact::Unmerged(unmerged))?.set(it.customer, own, back);
        }
        act.commit()?;
        shift.customer_view(merge.customer)
    }

    /// Two customers who look alike are two people: they are not suggested again.
    pub async fn keep_apart(&self, pair: Pair) -> Result<Vec<LookAlike>, CommandError> {
        let shift = self.shift()?;
        let (customer, other) = (shift.known(pair.customer)?.customer.id, shift.known(pair.other)?.customer.id);
        let apart = KeptApart { id: shift.host.new_id(), customer, other, at_ms: shift.now(), by: shift.user.id };
        shift.act().append(Fact::KeptApart(apart))?.commit()?;
        off_the_runtime(move || shift.look_alikes(customer)).await
    }
}

impl Shift {
    fn known(&self, customer: CustomerId) -> Result<Known, CommandError> {
        let view = self.cache.customer_view(customer, self.now())?;
        view.ok_or_else(|| CommandError::new(ErrorCode::UnknownCustomer))
    }

    fn look_alikes(&self, customer: CustomerId) -> Result<Vec<LookAlike>, CommandError> {
        let one = self.known(customer)?;
        let others: Vec<Known> = self
            .who_shares_with(&one)?
            .into_iter()
            .filter_map(|it| self.known(it).ok())
            .filter(|it| obstacle(&one, it).is_none())
            .collect();
        let all: Vec<&Known> = std::iter::once(&one).chain(&others).collect();
        let mut alike = Vec::new();
        for pair in self.compared(&all).into_iter().filter(|it| it.a == 0 && speaks_for_one(&it.reasons)) {
            let Some(other) = all.get(pair.b) else { continue };
            // A person said so, here or elsewhere; the other one's word is kept with it.
            let apart = [&one, other].map(|it| self.cache.kept_apart(it.customer.id));
            let [ours, theirs] = apart;
            if ours?.contains(&other.customer.id) || theirs?.contains(&one.customer.id) {
                continue;
            }
            alike.push(LookAlike {
                card: self.customer_card(other),
                score: pair.score,
                reasons: reasons(&pair.reasons),
            });
            if alike.len() == MAX_TOLD {
                break;
            }
        }
        Ok(alike)
    }

    /// Other customers who share a number, an address of mail or the name.
    fn who_shares_with(&self, one: &Known) -> Result<BTreeSet<CustomerId>, CommandError> {
        let mut found = BTreeSet::new();
        for point in &one.contact_points {
            if point.kind.is_number() {
                found.extend(self.cache.match_number(&point.value)?.into_iter().map(|it| it.customer));
            } else {
                found.extend(self.hits(&point.value, Matched::Email)?);
            }
        }
        for name in [Some(&one.customer.name), one.customer.name_latin.as_ref()].into_iter().flatten() {
            found.extend(self.hits(name, Matched::Name)?);
        }
        found.remove(&one.customer.id);
        Ok(found.into_iter().take(MAX_COMPARED).collect())
    }

    fn hits(&self, text: &str, by: Matched) -> Result<Vec<CustomerId>, CommandError> {
        let found = self.cache.search(text, MAX_HITS, self.now())?;
        Ok(found.hits.into_iter().filter(|it| it.matched == by).map(|it| it.customer).collect())
    }

    fn compared(&self, customers: &[&Known]) -> Vec<duplicates::Pair> {
        let people: Vec<Person> = customers.iter().map(|it| person(it)).collect();
        duplicates::find(&people, Form { region: &self.settings().region, twins: &[] })
    }

    fn side(&self, of: &Known) -> MergeSide {
        let count = |all: usize| u32::try_from(all).unwrap_or(u32::MAX);
        MergeSide {
            card: self.customer_card(of),
            created_ms: of.customer.created_ms,
            contact_points: of.contact_points.clone(),
            contacts: of.timeline.total,
            open_dialogues: count(of.dialogues.iter().filter(|it| it.dialogue.open).count()),
            remarks: count(of.remarks.len()),
            callbacks: count(of.callbacks.len()),
        }
    }

    /// A field's value for reading; people go by their names.
    fn readable(&self, field: &str, of: &Map<String, Value>) -> String {
        let value = of.get(field).cloned().unwrap_or_default();
        let agent = value.as_str().filter(|_| field == "preferred_agent").and_then(|id| id.parse().ok());
        agent.and_then(|id| self.name_of(id)).unwrap_or_else(|| view::text(&value))
    }

    /// The merges on a customer's card.
    pub(super) fn merged_views(&self, of: &Known) -> Vec<MergedView> {
        let name = |id| {
            let all = std::iter::once(&of.customer).chain(&of.absorbed);
            all.into_iter().find(|it| it.id == id).map(|it| it.name.clone())
        };
        let shown = |it: &Merged| {
            // Of two merges that cross, the one that says the reverse is undone with the other.
            let other = if it.absorbed == of.customer.id { it.customer } else { it.absorbed };
            Some(MergedView {
                merge: it.id,
                absorbed: other,
                name: name(other)?,
                at_ms: it.at_ms,
                by_name: self.name_of(it.by),
            })
        };
        let mut seen = BTreeSet::new();
        of.merges.iter().filter_map(shown).filter(|it| seen.insert(it.absorbed)).collect()
    }
}

/// Why two can't be merged.
fn obstacle(ours: &Known, theirs: &Known) -> Option<MergeObstacle> {
    if ours.customer.id == theirs.customer.id {
        return Some(MergeObstacle::OneAlready);
    }
    (ours.customer.team != theirs.customer.team).then_some(MergeObstacle::TwoTeams)
}

/// A name alone makes nobody the same person, and another name on a shared number is somebody of the same household.
fn speaks_for_one(reasons: &[Reason]) -> bool {
    let is = |it: &Reason, subjects: &[Subject]| subjects.contains(&it.subject);
    let reached = [Subject::Mobile, Subject::Line, Subject::Email, Subject::Address];
    reasons.iter().any(|it| is(it, &reached) && it.weight > 0.0)
        && !reasons.iter().any(|it| is(it, &[Subject::Name]) && it.likeness == Likeness::Different)
}

fn person(of: &Known) -> Person {
    let value = |wanted: fn(ContactKind) -> bool| {
        of.contact_points.iter().filter(move |it| wanted(it.kind)).map(|it| it.value.clone())
    };
    Person {
        name: of.customer.name.clone(),
        phones: value(ContactKind::is_number).collect(),
        email: value(|it| !it.is_number()).next().unwrap_or_default(),
        birth: String::new(),
        address: of.customer.address.clone().unwrap_or_default(),
        company: of.customer.company.clone().unwrap_or_default(),
        details: Vec::new(),
    }
}

fn reasons(of: &[Reason]) -> Vec<MatchReason> {
    let told = |it: &Reason| {
        let subject = match it.subject {
            Subject::Name => MatchSubject::Name,
            Subject::Mobile => MatchSubject::Mobile,
            Subject::Line => MatchSubject::Line,
            Subject::Email => MatchSubject::Email,
            Subject::Address => MatchSubject::Address,
            Subject::Company => MatchSubject::Company,
            Subject::Birth | Subject::Detail(_) => return None,
        };
        let likeness = match it.likeness {
            Likeness::Same => MatchLikeness::Same,
            Likeness::Near | Likeness::AsFarAsTold | Likeness::Exchanged => MatchLikeness::Near,
            Likeness::Different => MatchLikeness::Different,
        };
        Some(MatchReason { subject, likeness })
    };
    let mut sorted: Vec<&Reason> = of.iter().collect();
    sorted.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    sorted.into_iter().filter_map(told).collect()
}

fn fields_of(customer: &Customer) -> Result<Map<String, Value>, CommandError> {
    match serde_json::to_value(customer) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(CommandError::new(ErrorCode::Internal)),
    }
}
