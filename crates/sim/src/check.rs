//! The promises of `docs/sync.md`, checked against the run's own model.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use daehwa_cache::{Cache, TimelineFilter};
use daehwa_domain::{
    assignment, digest,
    id::{CustomerId, NoteId},
    identity::Persons,
    interaction::{Channel, Interaction},
    merge::Rule,
    record::{Fact, Record, RecordKind, RecordRef, Versioned},
};
use daehwa_protocol::{message::Change, scope::Scope};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    promises::{Fate, text},
    server::TEAMS,
    world::{World, is_owed},
    writers::Place,
};

/// A fact's name: a message has the id of the contact that it is.
type Name = (bool, Uuid);

fn name(fact: &Fact) -> Name {
    (matches!(fact, Fact::Message(_)), fact.id())
}

/// What a server holds: its facts and records, by scope.
struct Truth {
    facts: BTreeMap<Name, (Scope, Fact)>,
    records: BTreeMap<RecordRef, (Scope, Versioned)>,
}

/// Invariant 1: after a start, every op that a person was told is saved is in the outbox, unless its fate was written down.
pub(crate) fn nothing_forgotten(world: &World, desktop: usize) -> Result<()> {
    let cache = world.desktops[desktop].cache()?;
    let waiting = cache.outbox_after(0, usize::MAX)?.into_iter().map(|op| op.id);
    let wedged = cache.wedged()?.into_iter().map(|it| it.op.id);
    let held: BTreeSet<_> = waiting.chain(wedged).collect();
    for promise in world.promises.of(desktop) {
        let op = promise.op.id;
        ensure!(
            held.contains(&op) || !is_owed(world, desktop, op),
            "invariant 1: desktop {desktop} has forgotten op {op} (counter {})",
            promise.op.counter
        );
    }
    Ok(())
}

/// All invariants, when everything has come together.
pub(crate) fn all(world: &World) -> Result<()> {
    let truth = read_truth(world)?;
    every_promise_was_kept(world, &truth)?;
    world.promises.check_order().map_err(|it| anyhow::anyhow!("invariant 2: {it}"))?;
    fields_hold_what_was_set(world, &truth)?;
    answers_know_of_each_other(&truth)?;
    lines_are_where_they_were_filed(world, &truth)?;
    erased_is_gone(world, &truth)?;
    for desktop in 0..world.desktops.len() {
        drafts_stay(world, desktop)?;
        same_everywhere(world, desktop, &truth).with_context(|| format!("invariant 6: desktop {desktop}"))?;
    }
    Ok(())
}

/// Whether every desktop has heard of everything: a hint can have been lost, and then it takes until the next question.
pub(crate) fn all_at_the_head(world: &World) -> Result<bool> {
    let heads = scopes().map(|scope| Ok((scope, world.server.head(scope)?.0)));
    let heads: BTreeMap<Scope, u64> = heads.into_iter().collect::<Result<_>>()?;
    for desktop in &world.desktops {
        let held = desktop.cache()?.sync_state()?.scopes;
        if held.is_empty() || held.iter().any(|it| heads.get(&it.scope) != Some(&it.cursor)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// In a sentence, what has not come together.
pub(crate) fn standing(world: &World) -> String {
    let desktops = world.desktops.iter().enumerate().map(|(index, desktop)| {
        let waiting = desktop.cache().and_then(|it| Ok(it.waiting()?));
        format!("d{index}: caught up {}, {waiting:?}", desktop.caught_up())
    });
    desktops.collect::<Vec<_>>().join("; ")
}

fn read_truth(world: &World) -> Result<Truth> {
    let mut truth = Truth { facts: BTreeMap::new(), records: BTreeMap::new() };
    for scope in scopes() {
        let mut sum = 0_u64;
        for change in world.server.content(scope)? {
            match change {
                Change::Fact { fact } => {
                    sum = sum.wrapping_add(digest::fact(&fact));
                    let doubled = truth.facts.insert(name(&fact), (scope, fact));
                    ensure!(doubled.is_none(), "invariant 2: a fact is on the server twice: {doubled:?}");
                }
                Change::Record { versioned } => {
                    sum = sum.wrapping_add(digest::versioned(&versioned));
                    let doubled = truth.records.insert(versioned.record.reference(), (scope, versioned));
                    ensure!(doubled.is_none(), "invariant 2: a record is on the server twice: {doubled:?}");
                }
                other => bail!("a fill with {other:?}"),
            }
        }
        let (_, checksum) = world.server.head(scope)?;
        ensure!(sum == checksum, "invariant 6: the server's checksum of {scope} is not that of its rows");
    }
    Ok(truth)
}

/// Invariants 2 and 3: what was accepted is there once and unchanged, what was not is not there, and nothing is undecided.
fn every_promise_was_kept(world: &World, truth: &Truth) -> Result<()> {
    for desktop in 0..world.desktops.len() {
        let open = world.promises.of(desktop).find(|it| matches!(it.fate, Fate::Open | Fate::Refused));
        if let Some(promise) = open {
            bail!(
                "invariant 3: op {} (counter {}) of desktop {desktop} is neither accepted nor given up",
                promise.op.id,
                promise.op.counter
            );
        }
    }
    let accepted: BTreeMap<Name, &Fact> = world.promises.facts().map(|it| (name(it), it)).collect();
    for (id, fact) in &accepted {
        let kept = truth.facts.get(id).map(|(_, kept)| kept);
        ensure!(
            kept == Some(*fact),
            "invariant 2: an accepted fact is not on the server as it was made: {fact:?}, {kept:?}"
        );
    }
    for (id, (_, fact)) in &truth.facts {
        let known = accepted.contains_key(id) || world.visitors.made(id.1) || world.writers.made(id.1);
        ensure!(known, "invariant 2: nobody was told of a fact that is on the server: {fact:?}");
    }
    let mut touches: BTreeMap<CustomerId, u32> = BTreeMap::new();
    for (_, fact) in truth.facts.values() {
        if let Fact::Interaction(Interaction { web: Some(web), customer, .. }) = fact {
            *touches.entry(*customer).or_default() += web.touches;
        }
    }
    let read = world.visitors.touches();
    ensure!(touches == *read, "invariant 2: what visitors read counts {touches:?} times and not {read:?}");
    let created: BTreeSet<_> = world.promises.created().map(Record::reference).collect();
    for reference in &created {
        ensure!(
            truth.records.contains_key(reference),
            "invariant 2: an accepted record is not on the server: {reference:?}"
        );
    }
    for (reference, (scope, _)) in &truth.records {
        let known = *scope == Scope::Centre || created.contains(reference) || world.writers.made(reference.id);
        ensure!(known, "invariant 2: nobody was told of a record that is on the server: {reference:?}");
    }
    Ok(())
}

/// Invariant 11: each line of a chat and each text message that was told to be stored is there once, in the conversation and with the customer with
/// whom it was filed, whoever was made one and parted again since; and nothing else was written to us.
fn lines_are_where_they_were_filed(world: &World, truth: &Truth) -> Result<()> {
    let mut found = BTreeMap::new();
    for (_, fact) in truth.facts.values() {
        if let Fact::Message(message) = fact
            && !message.is_ours()
        {
            let place = Place { customer: message.customer, conversation: message.conversation };
            let doubled = found.insert(message.text.clone(), place);
            ensure!(doubled.is_none(), "invariant 11: a line is there twice: {message:?}");
        }
    }
    let told = world.writers.told();
    ensure!(found == *told, "invariant 11: what people wrote is {found:?} and not {told:?}");
    for place in found.values() {
        let target = RecordRef { kind: RecordKind::Conversation, id: place.conversation.0 };
        let kept = truth.records.get(&target).map(|(_, it)| it.record.customer());
        ensure!(kept == Some(Some(place.customer)), "invariant 11: the conversation of {place:?} is with {kept:?}");
    }
    Ok(())
}

/// Invariant 12: what somebody typed and did not send is in its conversation as it was typed, unless the customer was erased.
fn drafts_stay(world: &World, index: usize) -> Result<()> {
    let desktop = &world.desktops[index];
    for (conversation, customer, text) in world.things.drafts(desktop.user.id) {
        let held = desktop.cache()?.reply_draft(conversation)?;
        let erased = world.promises.erased_customers().contains(&customer);
        ensure!(
            if erased { held.is_none() } else { held.as_deref() == Some(text) },
            "invariant 12: desktop {index} has {held:?} typed in {conversation} and not {text:?} (erased: {erased})"
        );
    }
    Ok(())
}

/// No two answers follow on the same one, and each follows on one that is there: nobody answered without having seen a colleague's answer.
fn answers_know_of_each_other(truth: &Truth) -> Result<()> {
    let messages =
        || truth.facts.values().filter_map(|(_, it)| if let Fact::Message(it) = it { Some(it) } else { None });
    // In a chat who has it writes, line after line.
    let messages = || messages().filter(|it| it.is_ours() && it.channel != Channel::Chat);
    let ids: BTreeSet<_> = messages().map(|it| it.id).collect();
    let mut followed = BTreeSet::new();
    for message in messages() {
        ensure!(followed.insert((message.conversation, message.follows)), "two answers follow on one: {message:?}");
        ensure!(message.follows.is_none_or(|it| ids.contains(&it)), "an answer follows on none: {message:?}");
    }
    Ok(())
}

/// Invariant 4: each field holds what was set and not knowingly replaced.
fn fields_hold_what_was_set(world: &World, truth: &Truth) -> Result<()> {
    for (reference, (_, versioned)) in &truth.records {
        for (field, rule) in world.promises.fields_set(*reference) {
            let heads = world.promises.heads(*reference, &field);
            let shown = shown(versioned, &field);
            let others = versioned.conflicts.iter().filter(|it| it.field == field).map(|it| text(&it.other));
            let held: BTreeSet<_> = others.chain([shown.clone()]).collect();
            match rule {
                Rule::KeepBoth => ensure!(
                    held == heads,
                    "invariant 4: {field} of {reference:?} holds {held:?}; set and not knowingly replaced were {heads:?}"
                ),
                Rule::LastWins if is_unique(&field) => ensure!(
                    heads.contains(&shown),
                    "invariant 4: {field} of {reference:?} is {shown:?}, which somebody knowingly replaced; left are {heads:?}"
                ),
                _ => {}
            }
        }
    }
    for reference in world.promises.ended_callbacks() {
        let status = truth.records.get(&reference).map(|(_, it)| shown(it, "status"));
        ensure!(status.as_deref() != Some("open"), "invariant 4: an ended callback came back to life: {reference:?}");
    }
    Ok(())
}

/// Whether every value that is ever set in this field is another.
fn is_unique(field: &str) -> bool {
    matches!(field, "time_zone" | "label")
}

/// Invariant 8: of a customer who was erased nothing is left anywhere.
fn erased_is_gone(world: &World, truth: &Truth) -> Result<()> {
    for customer in world.promises.erased_customers() {
        let left = truth.facts.values().any(|(_, it)| it.customer() == *customer)
            || truth.records.values().any(|(_, it)| it.record.customer() == Some(*customer));
        ensure!(!left, "invariant 8: the server still has something of {customer}");
        for (index, desktop) in world.desktops.iter().enumerate() {
            let target = RecordRef { kind: RecordKind::Customer, id: customer.0 };
            let left = desktop.cache()?.record(target, Some(*customer))?;
            ensure!(left.is_none(), "invariant 8: desktop {index} still has {customer}");
        }
    }
    Ok(())
}

/// Invariant 6: a desktop holds what the server holds of its scopes, by checksum and row by row, and nothing else.
fn same_everywhere(world: &World, index: usize, truth: &Truth) -> Result<()> {
    let desktop = &world.desktops[index];
    let cache = desktop.cache()?;
    let mine: Vec<Scope> = scopes()
        .into_iter()
        .filter(|scope| match scope {
            Scope::Centre => true,
            Scope::Team(team) => desktop.user.teams.contains(team),
        })
        .collect();
    for scope in &mine {
        let (head, checksum) = world.server.head(*scope)?;
        let state =
            cache.sync_state()?.scopes.into_iter().find(|it| it.scope == *scope).context("the scope is held")?;
        ensure!(state.cursor == head, "{scope} stands at {} of {head}", state.cursor);
        ensure!(state.checksum == checksum, "the checksum of {scope} is not the server's");
    }
    for (reference, (scope, versioned)) in &truth.records {
        let held = cache.record(*reference, versioned.record.customer())?;
        let expected = mine.contains(scope).then_some(versioned);
        ensure!(held.as_ref() == expected, "{reference:?} is {held:?} and not {expected:?}");
    }
    for promise in world.promises.of(index).filter(|it| it.fate == Fate::GivenUp) {
        if let daehwa_protocol::op::Action::Edit { edit: daehwa_domain::record::Edit::Create(record) } =
            &promise.op.action
        {
            let left = cache.record(record.reference(), record.customer())?;
            ensure!(left.is_none(), "a record that was given up is still there: {left:?}");
        }
    }
    let persons = persons(&mine, truth);
    for customer in world.things.customers() {
        same_person(cache, *customer, &persons, &mine, truth)?;
        same_history(cache, *customer, &persons, &mine, truth)?;
    }
    Ok(())
}

/// Who stands for whom by what the server holds of some scopes.
fn persons(mine: &[Scope], truth: &Truth) -> Persons {
    let facts = || truth.facts.values().filter(|(scope, _)| mine.contains(scope)).map(|(_, fact)| fact);
    let undone: BTreeSet<_> =
        facts().filter_map(|it| if let Fact::Unmerged(it) = it { Some(it.merge) } else { None }).collect();
    let merged = facts().filter_map(|it| if let Fact::Merged(it) = it { Some(it.link()) } else { None });
    let links: Vec<_> = merged.filter(|it| !undone.contains(&it.id)).collect();
    Persons::of(&links)
}

/// Whether a customer's own record is in one of some scopes.
fn is_held(customer: CustomerId, mine: &[Scope], truth: &Truth) -> bool {
    let target = RecordRef { kind: RecordKind::Customer, id: customer.0 };
    truth.records.get(&target).is_some_and(|(scope, _)| mine.contains(scope))
}

/// Invariant 7: a desktop shows for a customer who stands for it.
fn same_person(cache: &Cache, customer: CustomerId, persons: &Persons, mine: &[Scope], truth: &Truth) -> Result<()> {
    let members = persons.members(customer);
    let held: Vec<_> = members.iter().filter(|it| is_held(**it, mine, truth)).copied().collect();
    let head = persons.head(customer);
    let expected = match held.contains(&customer) {
        true if held.contains(&head) => head,
        true => held[0],
        false => customer,
    };
    let shown = cache.stands_for(customer)?;
    ensure!(shown == expected, "invariant 7: {shown} stands for {customer} and not {expected}");
    Ok(())
}

/// A customer's contacts and notes on a desktop are the server's: those of all who are one with the customer (invariant 7), each as it was
/// made.
fn same_history(cache: &Cache, customer: CustomerId, persons: &Persons, mine: &[Scope], truth: &Truth) -> Result<()> {
    let (mut contacts, mut notes) = (BTreeMap::new(), BTreeMap::new());
    let mut before = None;
    loop {
        let page = cache.timeline(customer, &TimelineFilter::default(), before, 100)?;
        for row in page.rows {
            ensure!(!row.unsent, "a contact counts as unsent: {:?}", row.interaction);
            notes.extend(row.notes.into_iter().map(|it| (it.id, it)));
            let doubled = contacts.insert(row.interaction.id, row.interaction);
            ensure!(doubled.is_none(), "a contact is shown twice: {doubled:?}");
        }
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let members = if is_held(customer, mine, truth) { persons.members(customer) } else { BTreeSet::new() };
    let here = truth.facts.values().filter(|(scope, fact)| members.contains(&fact.customer()) && mine.contains(scope));
    let (mut made, mut assigned, mut expected_notes) = (Vec::new(), Vec::new(), BTreeMap::<NoteId, _>::new());
    for (_, fact) in here {
        match fact {
            Fact::Interaction(it) => made.push(it.clone()),
            Fact::Assigned(it) => assigned.push(it),
            Fact::Note(it) => _ = expected_notes.insert(it.id, it.clone()),
            _ => {}
        }
    }
    let expected: BTreeMap<_, _> = assignment::settle(made, assigned).into_iter().map(|it| (it.id, it)).collect();
    ensure!(contacts == expected, "the contacts of {customer} are {contacts:?} and not {expected:?}");
    for (_, fact) in truth.facts.values().filter(|(scope, fact)| fact.customer() == customer && mine.contains(scope)) {
        if let Fact::Message(expected) = fact {
            let held = cache.message(expected.id)?.map(|it| it.message);
            ensure!(held.as_ref() == Some(&**expected), "{expected:?} is {held:?}");
        }
    }
    ensure!(notes == expected_notes, "the notes of {customer} are {notes:?} and not {expected_notes:?}");
    Ok(())
}

fn shown(versioned: &Versioned, field: &str) -> String {
    let record = serde_json::to_value(&versioned.record).unwrap_or(Value::Null);
    let object = record.as_object().and_then(|it| it.values().next());
    object.and_then(|it| it.get(field)).map(text).unwrap_or_default()
}

fn scopes() -> [Scope; 3] {
    [Scope::Centre, Scope::Team(TEAMS[0]), Scope::Team(TEAMS[1])]
}
