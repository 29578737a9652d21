//! A customer's contacts, newest first.

use std::collections::{BTreeSet, HashMap, HashSet};

use daehwa_domain::{
    dialogue::Cause,
    fold::United,
    id::{CustomerId, DialogueId, InteractionId, NoteId, TopicId},
    interaction::{Interaction, Note},
    time::Timestamp,
};
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::{
    Engagement, FIRST_PAGE, Result, TIMELINE_SCAN, TimelineCursor, TimelineFilter, TimelinePage, TimelineRow, cases,
    customers::{self, Topics},
    engagement,
    rows::{decode, facts},
    scripts,
    words::{self, Wanted},
    written,
};

/// A clock that was behind can date a note before the contact it is about.
const NOTE_BEFORE_CONTACT_MS: i64 = 86_400_000;

/// The newest contacts; of `engagement`, which is read for the card beside them, each gets its own.
pub(crate) fn first_page(
    conn: &Connection,
    cid: i64,
    customer: CustomerId,
    topics: &Topics,
    engagement: &Engagement,
) -> Result<TimelinePage> {
    let mut ask = conn.prepare_cached(&format!(
        "SELECT {} FROM interaction WHERE cid = ? ORDER BY started_ms DESC, id DESC LIMIT ?",
        facts::CONTACT
    ))?;
    let mut found = Vec::with_capacity(FIRST_PAGE + 1);
    let mut rows = ask.query(params![cid, (FIRST_PAGE + 1) as i64])?;
    while let Some(row) = rows.next()? {
        found.push(facts::interaction(customer, row)?);
    }
    let total = if found.len() > FIRST_PAGE { count(conn, cid)? } else { found.len() as u32 };
    let mut page = page(conn, cid, customer, found, FIRST_PAGE, total, topics)?;
    engagement::share_out(&mut page.rows, engagement.clone());
    Ok(page)
}

/// Contacts older than `before` that the filter lets through.
pub(crate) fn filtered(
    conn: &Connection,
    cid: i64,
    customer: CustomerId,
    topics: &Topics,
    filter: &TimelineFilter,
    before: Option<TimelineCursor>,
    limit: usize,
) -> Result<TimelinePage> {
    // Which ids belong together is the same at any moment.
    let dialogues = customers::united(conn, cid, customer, topics, Timestamp::default())?;
    let sieve = Sieve::new(conn, cid, customer, &dialogues, filter)?;
    let mut ask = conn.prepare_cached(&format!(
        "SELECT {} FROM interaction WHERE cid = ? AND started_ms BETWEEN ? AND ? \
         ORDER BY started_ms DESC, id DESC LIMIT ?",
        facts::CONTACT
    ))?;
    let from = filter.from.map_or(i64::MIN, |it| it.0);
    let to = filter.to.map_or(i64::MAX, |it| it.0);
    let mut rows = ask.query(params![cid, from, to, TIMELINE_SCAN as i64])?;
    let mut found = Vec::new();
    let mut total = 0;
    while let Some(row) = rows.next()? {
        let (interaction, unsent) = facts::interaction(customer, row)?;
        if !sieve.lets_through(&interaction) {
            continue;
        }
        total += 1;
        let older = before.is_none_or(|it| (interaction.started_ms, interaction.id) < (it.started_ms, it.id));
        if older && found.len() <= limit {
            found.push((interaction, unsent));
        }
    }
    let mut page = page(conn, cid, customer, found, limit, total, topics)?;
    if let Some(oldest) = page.rows.last() {
        let since = oldest.interaction.started_ms.plus_ms(-NOTE_BEFORE_CONTACT_MS);
        engagement::share_out(&mut page.rows, engagement::since(conn, cid, since, TIMELINE_SCAN)?);
    }
    Ok(page)
}

/// What a filter asks for, ready to be compared.
struct Sieve<'f> {
    filter: &'f TimelineFilter,
    dialogues: Option<BTreeSet<DialogueId>>,
    wanted: Wanted,
    notes: HashMap<InteractionId, Vec<String>>,
    written: HashMap<InteractionId, String>,
}

impl<'f> Sieve<'f> {
    fn new(
        conn: &Connection,
        cid: i64,
        customer: CustomerId,
        dialogues: &[United],
        filter: &'f TimelineFilter,
    ) -> Result<Self> {
        let ids = filter.dialogue.map(|id| {
            let united = dialogues.iter().find(|it| it.is(id));
            let also = united.into_iter().flat_map(|it| it.also.iter().copied().chain([it.dialogue.id]));
            also.chain([id]).collect()
        });
        let wanted = Wanted::new(filter.text.as_deref().unwrap_or_default());
        let mut notes: HashMap<InteractionId, Vec<String>> = HashMap::new();
        let mut written = HashMap::new();
        if !wanted.is_empty() {
            for note in notes_since(conn, cid, customer, i64::MIN)? {
                notes.entry(note.interaction).or_default().push(words::fold(&note.text));
            }
            written = written::folded(conn, cid)?;
        }
        Ok(Self { filter, dialogues: ids, wanted, notes, written })
    }

    fn lets_through(&self, it: &Interaction) -> bool {
        let filter = self.filter;
        (filter.channels.is_empty() || filter.channels.contains(&it.channel))
            && filter.agent.is_none_or(|agent| it.agent == Some(agent))
            && self.dialogues.as_ref().is_none_or(|ids| it.dialogue.is_some_and(|id| ids.contains(&id)))
            && (self.wanted.is_empty() || self.says(it))
    }

    fn says(&self, it: &Interaction) -> bool {
        let mut texts = vec![words::fold(&it.summary)];
        texts.extend(it.web.iter().flat_map(|web| &web.pages).map(|it| words::fold(&it.page)));
        texts.extend(self.notes.get(&it.id).into_iter().flatten().cloned());
        texts.extend(self.written.get(&it.id).cloned());
        self.wanted.all_in(&texts)
    }
}

fn page(
    conn: &Connection,
    cid: i64,
    customer: CustomerId,
    mut found: Vec<(Interaction, bool)>,
    limit: usize,
    total: u32,
    topics: &Topics,
) -> Result<TimelinePage> {
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|(it, _)| TimelineCursor { started_ms: it.started_ms, id: it.id });
    let Some((oldest, _)) = found.last() else { return Ok(TimelinePage { total, ..TimelinePage::default() }) };
    let mut notes = notes_by_contact(conn, cid, customer, oldest.started_ms.0)?;
    let mut stages = stages_by_contact(conn, cid, topics)?;
    let mut written = written::by_contact(conn, cid, found.iter().map(|(it, _)| it))?;
    let mut talks = scripts::by_contact(conn, cid, oldest.started_ms.0.saturating_sub(NOTE_BEFORE_CONTACT_MS))?;
    let mut cases = cases::by_contact(conn, cid)?;
    let rows = found.into_iter().map(|(interaction, unsent)| TimelineRow {
        notes: notes.remove(&interaction.id).unwrap_or_default(),
        stage: stages.get(&interaction.id).map(|it| it.0),
        rule: stages.get_mut(&interaction.id).and_then(|it| it.1.take()),
        scripts: talks.remove(&interaction.id).unwrap_or_default(),
        written: written.remove(&interaction.id),
        cases: cases.remove(&interaction.id).unwrap_or_default(),
        engagement: Engagement::default(),
        interaction,
        unsent,
    });
    Ok(TimelinePage { rows: rows.collect(), next, total })
}

/// Notes about contacts since a moment, by contact, oldest first, without those that were corrected.
fn notes_by_contact(
    conn: &Connection,
    cid: i64,
    customer: CustomerId,
    since_ms: i64,
) -> Result<HashMap<InteractionId, Vec<Note>>> {
    let mut notes = notes_since(conn, cid, customer, since_ms.saturating_sub(NOTE_BEFORE_CONTACT_MS))?;
    notes.reverse();
    let corrected: HashSet<NoteId> = notes.iter().filter_map(|it| it.replaces).collect();
    let mut by_contact: HashMap<InteractionId, Vec<Note>> = HashMap::new();
    for note in notes.into_iter().filter(|it| !corrected.contains(&it.id)) {
        by_contact.entry(note.interaction).or_default().push(note);
    }
    Ok(by_contact)
}

/// Notes since a moment, newest first.
fn notes_since(conn: &Connection, cid: i64, customer: CustomerId, since_ms: i64) -> Result<Vec<Note>> {
    let mut ask = conn.prepare_cached(&format!(
        "SELECT {} FROM note WHERE cid = ? AND at_ms >= ? ORDER BY at_ms DESC, id DESC LIMIT ?",
        facts::NOTE
    ))?;
    let mut rows = ask.query(params![cid, since_ms, TIMELINE_SCAN as i64])?;
    let mut notes = Vec::new();
    while let Some(row) = rows.next()? {
        notes.push(facts::note(customer, row)?);
    }
    Ok(notes)
}

/// The stage to which each contact brought its dialogue, as numbered now, and the rule by which it did.
fn stages_by_contact(
    conn: &Connection,
    cid: i64,
    topics: &Topics,
) -> Result<HashMap<InteractionId, (u8, Option<String>)>> {
    let mut ask = conn.prepare_cached(
        "SELECT m.interaction, m.stage, m.version, d.topic, m.cause FROM stage_move m \
         LEFT JOIN dialogue d ON d.cid = m.cid AND d.id = m.dialogue \
         WHERE m.cid = ? AND m.interaction IS NOT NULL ORDER BY m.at_ms, m.id LIMIT ?",
    )?;
    let mut rows = ask.query(params![cid, TIMELINE_SCAN as i64])?;
    let mut stages = HashMap::new();
    while let Some(row) = rows.next()? {
        let (stage, version) = (row.get(1)?, row.get(2)?);
        let topic = row.get::<_, Option<Uuid>>(3)?.and_then(|id| topics.get(&TopicId(id)));
        let now = topic.map_or(stage, |topic| topic.standing(version, stage, Timestamp::default()).stage);
        let rule = match decode(row.get_ref(4)?.as_blob().map_err(rusqlite::Error::from)?)? {
            Cause::Rule { rule, .. } => Some(rule),
            Cause::Person { .. } => None,
        };
        stages.insert(InteractionId(row.get::<_, Uuid>(0)?), (now, rule));
    }
    Ok(stages)
}

fn count(conn: &Connection, cid: i64) -> Result<u32> {
    Ok(conn.prepare_cached("SELECT count(*) FROM interaction WHERE cid = ?")?.query_row([cid], |row| row.get(0))?)
}
