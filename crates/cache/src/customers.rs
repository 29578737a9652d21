//! One customer on screen: who it is, what they want, what was said.

use std::collections::HashMap;

use daehwa_domain::{
    dialogue::Topic,
    fold::{self, United},
    id::{ContactPointId, CustomerId, DialogueId, TopicId},
    need, number,
    quality::{self, OpenComplaint},
    record::{RecordRef, Versioned},
    time::Timestamp,
    treatment::Applied,
};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::{
    CLOSED_DIALOGUES, Cache, Candidate, CustomerView, DialogueHistory, DialogueView, FIRST_PAGE, OpenConflict, Pop,
    PopQuery, Result, TimelineCursor, TimelineFilter, TimelinePage,
    batch::{self, CENTRE},
    cases, dialogues, engagement,
    identity::{self, Place},
    profile,
    rows::{decode, records},
    segments::Known,
    timeline,
    treatments::{self, Defined},
};

/// Customers on one number that are offered.
const MAX_CANDIDATES: usize = 20;
/// The longest page of a timeline.
const MAX_PAGE: usize = 500;

/// Cases that are shown with a customer.
const CASES_SHOWN: usize = 20;

/// Topics by id.
pub(crate) type Topics = HashMap<TopicId, Topic>;

/// Customers.
impl Cache {
    /// Who calls, and all that an agent should see before answering (D-1, D-2). One read transaction.
    pub fn pop(&self, query: &PopQuery, now: Timestamp) -> Result<Pop> {
        let (topics, treatments) = (self.store.topics(), self.store.treatments());
        let defined = Defined { topics: &topics, treatments: &treatments };
        self.store.read(|conn| {
            let candidates = candidates(conn, query, self.store.region())?;
            let customer = match candidates.first() {
                Some((cid, first)) => view(conn, *cid, first.customer, &defined, now)?,
                None => None,
            };
            Ok(Pop { candidates: candidates.into_iter().map(|(_, it)| it).collect(), customer })
        })
    }

    /// A customer at a glance; `None` when not in the cache.
    pub fn customer_view(&self, customer: CustomerId, now: Timestamp) -> Result<Option<CustomerView>> {
        let (topics, treatments) = (self.store.topics(), self.store.treatments());
        let defined = Defined { topics: &topics, treatments: &treatments };
        self.store.read(|conn| match identity::place_of(conn, customer)? {
            Some(place) => view(conn, place.cid, place.head, &defined, now),
            None => Ok(None),
        })
    }

    /// A page of a customer's contacts older than `before`, newest first (D-30).
    pub fn timeline(
        &self,
        customer: CustomerId,
        filter: &TimelineFilter,
        before: Option<TimelineCursor>,
        limit: usize,
    ) -> Result<TimelinePage> {
        let topics = self.store.topics();
        self.store.read(|conn| {
            let Some(place) = identity::place_of(conn, customer)? else { return Ok(TimelinePage::default()) };
            timeline::filtered(conn, place.cid, place.head, &topics, filter, before, limit.clamp(1, MAX_PAGE))
        })
    }

    /// How a dialogue came to where it is.
    pub fn dialogue_history(
        &self,
        customer: CustomerId,
        dialogue: DialogueId,
        now: Timestamp,
    ) -> Result<Option<DialogueHistory>> {
        let (topics, treatments) = (self.store.topics(), self.store.treatments());
        let defined = Defined { topics: &topics, treatments: &treatments };
        self.store.read(|conn| {
            let Some(Place { cid, head: customer, .. }) = identity::place_of(conn, customer)? else { return Ok(None) };
            let Some(card) = profile::card(conn, cid)? else { return Ok(None) };
            let all = united(conn, cid, customer, &topics, now)?;
            let Some(one) = all.into_iter().find(|it| it.is(dialogue)) else { return Ok(None) };
            let mut moves = dialogues::moves(conn, cid, customer, one.dialogue.id)?;
            for also in &one.also {
                moves.extend(dialogues::moves(conn, cid, customer, *also)?);
            }
            moves.sort_by_key(|it| (it.at_ms, it.id));
            let began = dialogues::began(conn, cid, one.dialogue.id, topics.get(&one.dialogue.topic))?;
            let of_it = TimelineFilter { dialogue: Some(one.dialogue.id), ..TimelineFilter::default() };
            let contacts = timeline::filtered(conn, cid, customer, &topics, &of_it, None, FIRST_PAGE)?;
            let mut views = dialogue_views(vec![one], &contacts, None, &topics, now);
            hush(&mut views, &treatments::applied(conn, cid, Known::profile(&card.customer), &defined, now)?, &topics);
            Ok(views.into_iter().next().map(|view| DialogueHistory { view, began, moves, contacts }))
        })
    }

    /// All customers with this number, in any written form (D-2), the most recently contacted first.
    pub fn match_number(&self, number: &str) -> Result<Vec<Candidate>> {
        let query = PopQuery { number: Some(number.to_owned()), hint: None };
        let found = self.store.read(|conn| candidates(conn, &query, self.store.region()))?;
        Ok(found.into_iter().map(|(_, it)| it).collect())
    }

    /// A record with its stamps and conflicts. `customer` is whose it is; `None` for the centre's own records.
    pub fn record(&self, target: RecordRef, customer: Option<CustomerId>) -> Result<Option<Versioned>> {
        self.store.read(|conn| {
            let cid = customer.map_or(Ok(Some(CENTRE)), |id| batch::cid_of(conn, id))?;
            cid.map_or(Ok(None), |cid| records::shown(conn, cid, target))
        })
    }

    /// Fields of any customer that wait for a person's choice.
    pub fn conflicts(&self, limit: usize) -> Result<Vec<OpenConflict>> {
        self.store.read(|conn| {
            let mut ask =
                conn.prepare_cached("SELECT cid, shown FROM record WHERE conflicts > 0 ORDER BY cid LIMIT ?")?;
            let mut rows = ask.query([limit as i64])?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                let cid: i64 = row.get(0)?;
                let versioned: Versioned = decode(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?)?;
                let name = profile::card(conn, cid)?.map(|it| it.customer.name);
                let open = profile::open_conflicts(&versioned).into_iter();
                all.extend(open.map(|it| OpenConflict { customer_name: name.clone(), ..it }));
            }
            all.truncate(limit);
            Ok(all)
        })
    }
}

/// Customers with the number, the most likely first; before them the one that the PBX believes in.
fn candidates(conn: &Connection, query: &PopQuery, region: &str) -> Result<Vec<(i64, Candidate)>> {
    let mut found: Vec<(i64, Candidate)> = Vec::new();
    for key in query.number.iter().flat_map(|number| number::match_keys(number, region)) {
        let mut ask = conn.prepare_cached(
            "SELECT c.cid, c.id, c.last_ms, n.contact FROM number n JOIN customer c USING (cid) WHERE n.key = ? LIMIT ?",
        )?;
        let mut rows = ask.query(params![key, MAX_CANDIDATES as i64])?;
        while let Some(row) = rows.next()? {
            let (cid, contact): (i64, Uuid) = (row.get(0)?, row.get(3)?);
            if found.iter().all(|(known, _)| *known != cid) {
                let contact = Some(ContactPointId(contact));
                found.extend(candidate(conn, cid, CustomerId(row.get(1)?), row.get(2)?, contact)?);
            }
        }
    }
    found.sort_by_key(|(_, it)| (it.retired, std::cmp::Reverse(it.last_contact_ms)));
    let Some(hint) = query.hint else { return Ok(found) };
    let hint = identity::place_of(conn, hint)?.map_or(hint, |it| it.head);
    if let Some(at) = found.iter().position(|(_, it)| it.customer == hint) {
        found[..=at].rotate_right(1);
    } else if let Some((cid, last_ms)) = conn
        .prepare_cached("SELECT cid, last_ms FROM customer WHERE id = ?")?
        .query_row([hint.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
    {
        let hinted = candidate(conn, cid, hint, last_ms, None)?;
        found.splice(0..0, hinted);
    }
    Ok(found)
}

fn candidate(
    conn: &Connection,
    cid: i64,
    customer: CustomerId,
    last_ms: i64,
    contact: Option<ContactPointId>,
) -> Result<Option<(i64, Candidate)>> {
    let Some(card) = profile::card(conn, cid)? else { return Ok(None) };
    let point = card.contact_points.into_iter().find(|it| Some(it.id) == contact);
    let candidate = Candidate {
        customer,
        name: card.customer.name,
        company: card.customer.company,
        tier: card.customer.tier,
        contact_point: contact,
        retired: point.as_ref().is_some_and(|it| it.retired),
        label: point.and_then(|it| it.label),
        last_contact_ms: moment(last_ms),
    };
    Ok(Some((cid, candidate)))
}

fn view(
    conn: &Connection,
    cid: i64,
    customer: CustomerId,
    defined: &Defined,
    now: Timestamp,
) -> Result<Option<CustomerView>> {
    let topics = defined.topics;
    let Some(profile) = profile::read(conn, cid, now)? else { return Ok(None) };
    let engagement = engagement::latest(conn, cid)?;
    let page = timeline::first_page(conn, cid, customer, topics, &engagement)?;
    let last_contact_ms = page.rows.first().map(|it| it.interaction.started_ms);
    let united = united(conn, cid, customer, topics, now)?;
    let complaining = cases::open_complaints(conn, cid)?;
    let dialogues = united.iter().map(|it| &it.dialogue);
    let complaint = quality::open_complaint(dialogues, &complaining, |id| topics.get(&id));
    let consents = profile::consents(conn, cid)?;
    let known = Known {
        customer: &profile.customer,
        remarks: Some(&profile.remarks),
        consents: Some(&consents),
        participations: Some(&engagement.participations),
    };
    let treatment = treatments::applied(conn, cid, known, defined, now)?;
    let mut dialogues = dialogue_views(united, &page, complaint.as_ref(), topics, now);
    hush(&mut dialogues, &treatment, topics);
    Ok(Some(CustomerView {
        customer: profile.customer,
        contact_points: profile.contact_points,
        consents,
        remarks: profile.remarks,
        dialogues,
        merges: identity::merges_at(conn, cid)?,
        absorbed: profile.absorbed,
        timeline: page,
        callbacks: profile.callbacks,
        conflicts: profile.conflicts,
        last_contact_ms,
        complaint,
        engagement,
        treatment,
        cases: cases::of_number(conn, cid, CASES_SHOWN)?,
    }))
}

/// A customer's dialogues, those on one topic that overlap as one.
pub(crate) fn united(
    conn: &Connection,
    cid: i64,
    customer: CustomerId,
    topics: &Topics,
    now: Timestamp,
) -> Result<Vec<United>> {
    Ok(fold::unite(dialogues::folded(conn, cid, customer)?, |id| topics.get(&id), now))
}

/// Takes away the needs that are not said to customers who are served so (P-13). The order stays: it is the agent's way through the work.
fn hush(dialogues: &mut [DialogueView], applied: &Applied, topics: &Topics) {
    for view in dialogues {
        view.need = view.need.take().filter(|need| applied.treatment.says_need(topics.get(&need.topic)));
    }
}

/// Open ones by need, then closed ones by last contact.
fn dialogue_views(
    united: Vec<United>,
    page: &TimelinePage,
    complaint: Option<&OpenComplaint>,
    topics: &Topics,
    now: Timestamp,
) -> Vec<DialogueView> {
    let interactions: Vec<_> = page.rows.iter().map(|it| it.interaction.clone()).collect();
    let mut needs = need::needs(&united, &interactions, |id| topics.get(&id), now);
    quality::put_first(&mut needs, complaint, |id| topics.get(&id));
    let (open, mut closed): (Vec<_>, Vec<_>) =
        united.into_iter().map(|it| it.dialogue).partition(|dialogue| dialogue.open);
    closed.sort_by_key(|it| std::cmp::Reverse(it.last_contact_ms));
    closed.truncate(CLOSED_DIALOGUES);
    let mut open: HashMap<DialogueId, _> = open.into_iter().map(|it| (it.id, it)).collect();
    let by_need = needs
        .into_iter()
        .filter_map(|need| open.remove(&need.dialogue).map(|dialogue| DialogueView { dialogue, need: Some(need) }));
    let mut views: Vec<_> = by_need.collect();
    views.extend(closed.into_iter().map(|dialogue| DialogueView { dialogue, need: None }));
    views
}

/// 0 stands for never.
pub(crate) fn moment(last_ms: i64) -> Option<Timestamp> {
    (last_ms != 0).then_some(Timestamp(last_ms))
}
