//! Accepting ops: who may do what, what takes effect, which seq it gets. One transaction; the same on every database.

use std::collections::{BTreeMap, BTreeSet};

use daehwa_domain::{
    assignment::Assignment,
    call_list::{CallList, ListMember, MemberResult, Turn, turn},
    case::CaseStep,
    dialogue::{DialogueOpened, StageMove, Topic},
    fold::FIRST_STAGE,
    id::{CustomerId, TeamId, UserId},
    identity::Unmerged,
    merge,
    people::{Role, User},
    record::{Edit, Fact, FieldChange, Record, RecordKind, RecordRef, Versioned},
    script::ScriptTalk,
    time::{Hlc, Stamp, Timestamp},
    treatment::Audience,
};
use daehwa_protocol::{
    SCHEMA_VERSION,
    error::Refusal,
    message::{OpResult, ScopeHead, Verdict},
    op::{Action, Op},
    scope::Scope,
};
use serde_json::{Map, Value};
use uuid::Uuid;

mod written;

use crate::{
    Identity, StoreError,
    audit::{Deed, Entry, is_audited},
    batch::{Batch, customer_of},
    item::{CENTRE, CONTACT_KIND, DIALOGUE_KIND, Item, ItemKey, MERGED_KIND, record_kind},
    ledger::Pushed,
    rows::{Device, Head, Logged, Rows, What},
    rules,
};

/// Applies ops in their order.
pub(crate) async fn push(
    rows: &mut dyn Rows,
    author: &Identity,
    ops: &[Op],
    now: Timestamp,
) -> Result<Pushed, StoreError> {
    let mut accept = Accept::begin(rows, author, ops, now).await?;
    let mut results = Vec::with_capacity(ops.len());
    for op in ops {
        let verdict = accept.take(op).await?;
        results.push(OpResult { op: op.id, counter: op.counter, verdict });
    }
    let grown = accept.finish(ops).await?;
    Ok(Pushed { results, grown })
}

/// Forgets a customer. `None` when there was nothing to tell anybody.
pub(crate) async fn erase(
    rows: &mut dyn Rows,
    customer: Uuid,
    now: Timestamp,
) -> Result<Option<ScopeHead>, StoreError> {
    rows.put_erased(customer, now.0).await?;
    let Some((scope, mut head)) = lock_scope_of(rows, customer).await? else { return Ok(None) };
    head.checksum.take_all_away(&rows.sum_of(customer).await?.0);
    head.customers = head.customers.saturating_sub(1);
    head.head += 1;
    rows.remove(customer).await?;
    let key = ItemKey { customer, ..ItemKey::START };
    rows.put_log(&[Logged { scope, seq: head.head, what: What::Erased, key }]).await?;
    rows.put_head(scope, &head).await?;
    rows.put_audit(&[Entry::on_the_server(now, Deed::Erased { customer: CustomerId(customer) })]).await?;
    Ok(Some(ScopeHead { scope: scope_named(scope), head: head.head }))
}

/// Locks the scope in which a customer is; it may be moved until the lock is held.
pub(crate) async fn lock_scope_of(rows: &mut dyn Rows, customer: Uuid) -> Result<Option<(Uuid, Head)>, StoreError> {
    while let Some(scope) = rows.scope_of(customer).await? {
        let head = rows.lock_head(scope).await?.ok_or(StoreError::NoScope(scope_named(scope)))?;
        if rows.scope_of(customer).await? == Some(scope) {
            return Ok(Some((scope, head)));
        }
    }
    Ok(None)
}

/// Makes or changes one of the centre's own records on the server itself, without an op.
pub(crate) async fn put_centre_record(
    rows: &mut dyn Rows,
    record: Record,
    stamp: Stamp,
) -> Result<ScopeHead, StoreError> {
    let mut head = rows.lock_head(CENTRE.0).await?.ok_or(StoreError::NoScope(Scope::Centre))?;
    let reference = record.reference();
    let mut deed = Deed::Made { record: reference };
    let item = match rows.item(record_kind(reference.kind), reference.id).await? {
        Some(stored) => {
            let mut versioned = stored.versioned()?;
            let changes = differences(&versioned, &record);
            let fields = changes.iter().map(|it| it.field.clone()).collect();
            deed = Deed::Changed { record: reference, fields };
            let stamp = after_all(&versioned, stamp);
            merge::apply(&mut versioned, &changes, stamp)?;
            head.checksum.take_away(&stored);
            let item = Item::of_record(&versioned)?;
            rows.put_items(std::slice::from_ref(&item)).await?;
            item
        }
        None => {
            if let Record::Team(team) = &record {
                rows.add_scope(team.id.0).await?;
            }
            let item = Item::of_record(&Versioned::new(record, stamp))?;
            rows.put_items(std::slice::from_ref(&item)).await?;
            item
        }
    };
    head.checksum.add(&item);
    head.head += 1;
    rows.put_log(&[Logged { scope: CENTRE.0, seq: head.head, what: What::Item, key: item.key }]).await?;
    rows.put_head(CENTRE.0, &head).await?;
    rows.put_audit(&[Entry::on_the_server(Timestamp(stamp.hlc.wall_ms), deed)]).await?;
    Ok(ScopeHead { scope: Scope::Centre, head: head.head })
}

/// Makes every server look again at who may go on: the centre's log grows, and says nothing else.
pub(crate) async fn touch_centre(rows: &mut dyn Rows) -> Result<ScopeHead, StoreError> {
    let mut head = rows.lock_head(CENTRE.0).await?.ok_or(StoreError::NoScope(Scope::Centre))?;
    head.head += 1;
    rows.put_log(&[Logged { scope: CENTRE.0, seq: head.head, what: What::Item, key: ItemKey::START }]).await?;
    rows.put_head(CENTRE.0, &head).await?;
    Ok(ScopeHead { scope: Scope::Centre, head: head.head })
}

/// `stamp`, or later when the record has seen a later one: the server has the last word on its own records.
fn after_all(versioned: &Versioned, stamp: Stamp) -> Stamp {
    let latest = versioned.stamps.values().fold(versioned.created, |latest, it| latest.max(*it));
    Stamp { hlc: latest.hlc.tick(Timestamp(stamp.hlc.wall_ms)), ..stamp }
}

/// The fields in which a record differs from what is stored.
fn differences(stored: &Versioned, wanted: &Record) -> Vec<FieldChange> {
    let (before, after) = (fields_of(&stored.record), fields_of(wanted));
    let differs = |(field, _): &(&String, &Value)| before.get(*field) != after.get(*field);
    after.iter().filter(differs).map(|(field, value)| stored.change(field, value.clone())).collect()
}

fn fields_of(record: &Record) -> Map<String, Value> {
    let tagged = serde_json::to_value(record).unwrap_or_default();
    let inner = tagged.as_object().and_then(|tagged| tagged.values().next()).and_then(Value::as_object);
    inner.cloned().unwrap_or_default()
}

/// The scope of an id: nil is the centre, else a team.
pub(crate) fn scope_named(id: Uuid) -> Scope {
    if id.is_nil() { Scope::Centre } else { Scope::Team(TeamId(id)) }
}

/// The id under which a scope is stored.
pub(crate) fn id_of(scope: Scope) -> Uuid {
    match scope {
        Scope::Centre => Uuid::nil(),
        Scope::Team(team) => team.0,
    }
}

/// Whether a user leads a team.
fn leads(user: &User) -> bool {
    matches!(user.role, Role::Supervisor | Role::Administrator)
}

const NOT_LEADING: &str = "not a supervisor";

/// The highest counter that both databases can keep.
const MAX_COUNTER: u64 = i64::MAX as u64;

/// Why an op stops.
enum Stop {
    Refused(Refusal, &'static str),
    /// Somebody else has what was asked for.
    HeldBy(UserId),
    Store(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<(Refusal, &'static str)> for Stop {
    fn from((refusal, detail): (Refusal, &'static str)) -> Self {
        Self::Refused(refusal, detail)
    }
}

struct Accept<'a> {
    batch: Batch<'a>,
    author: &'a Identity,
    /// The author as stored now; `None` when gone or disabled.
    user: Option<User>,
    device: Device,
    now: Timestamp,
    /// The scopes of this batch, locked.
    heads: BTreeMap<Uuid, Head>,
    grown: BTreeSet<Uuid>,
    /// What the audit log is to say.
    audited: Vec<Entry>,
}

impl<'a> Accept<'a> {
    /// Locks, in one order for everybody, what the batch can touch: the scopes by id, then the device.
    async fn begin(
        rows: &'a mut dyn Rows,
        author: &'a Identity,
        ops: &[Op],
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let scopes = scopes_touched(rows, ops).await?;
        let heads = rows.lock_heads(&scopes).await?;
        let device = rows.lock_device(author.device.0).await?;
        let name = (record_kind(RecordKind::User), author.user.id.0);
        let mut batch = Batch::read(rows, ops, name).await?;
        let user = match batch.item(name.0, name.1).await? {
            Some(item) => match item.versioned()?.record {
                Record::User(user) if !user.disabled => Some(user),
                _ => None,
            },
            None => None,
        };
        Ok(Self { batch, author, user, device, now, heads, grown: BTreeSet::new(), audited: Vec::new() })
    }

    async fn finish(mut self, ops: &[Op]) -> Result<Vec<ScopeHead>, StoreError> {
        self.batch.write().await?;
        let rows = &mut *self.batch.rows;
        let counters = ops.iter().map(|op| op.counter).filter(|&counter| counter <= MAX_COUNTER);
        self.device.counter = counters.fold(self.device.counter, u64::max);
        rows.put_device(self.author.device.0, self.device).await?;
        let grown: Vec<(Uuid, &Head)> = self.grown.iter().filter_map(|it| Some((*it, self.heads.get(it)?))).collect();
        rows.put_heads(&grown).await?;
        if !self.audited.is_empty() {
            rows.put_audit(&self.audited).await?;
        }
        Ok(grown.iter().map(|(scope, it)| ScopeHead { scope: scope_named(*scope), head: it.head }).collect())
    }

    async fn take(&mut self, op: &Op) -> Result<Verdict, StoreError> {
        if self.batch.has_op(op.id.0) {
            return Ok(Verdict::Accepted);
        }
        match self.apply(op).await {
            Ok(()) => {
                self.batch.put_op(op.id.0);
                self.audit(op);
                Ok(Verdict::Accepted)
            }
            Err(Stop::Refused(refusal, detail)) => Ok(Verdict::Refused { refusal, detail: detail.to_owned() }),
            Err(Stop::HeldBy(user)) => Ok(Verdict::Refused { refusal: Refusal::Held, detail: user.to_string() }),
            Err(Stop::Store(error)) => Err(error),
        }
    }

    /// Keeps what the audit log is to say of an op that took effect.
    fn audit(&mut self, op: &Op) {
        let (record, deed) = match &op.action {
            Action::Edit { edit: Edit::Create(record) } => {
                (record.reference(), Deed::Made { record: record.reference() })
            }
            Action::Edit { edit: Edit::Set { target, fields, .. } } => {
                let fields = fields.iter().map(|it| it.field.clone()).collect();
                (*target, Deed::Changed { record: *target, fields })
            }
            Action::Append { .. } => return,
        };
        if is_audited(record.kind) {
            let (who, device) = (Some(op.user), Some(self.author.device));
            self.audited.push(Entry { at_ms: self.now, who, device, from: None, deed });
        }
    }

    /// Checks everything first and writes last: a refused op leaves nothing behind.
    async fn apply(&mut self, op: &Op) -> Result<(), Stop> {
        if op.counter == 0 || op.counter > MAX_COUNTER {
            return Err(Stop::Refused(Refusal::Invalid, "not a counter"));
        }
        if op.schema > SCHEMA_VERSION {
            return Err(Stop::Refused(Refusal::Version, "a newer schema"));
        }
        let user = match &self.user {
            Some(user) if user.id == op.user => user.clone(),
            _ => return Err(Stop::Refused(Refusal::NotAllowed, "not as this user")),
        };
        match &op.action {
            Action::Append { fact } => self.append(fact, &user).await,
            Action::Edit { edit: Edit::Create(record) } => self.create(record, op.hlc, &user).await,
            Action::Edit { edit: Edit::Set { target, customer, fields } } => {
                let owner = customer.unwrap_or(CENTRE).0;
                self.set(*target, owner, fields, op.hlc, &user).await
            }
        }
    }

    async fn append(&mut self, fact: &Fact, user: &User) -> Result<(), Stop> {
        let item = Item::of_fact(fact)?;
        rules::fact(fact, &item, user.id)?;
        let scope = self.scope_of_own_customer(item.key.customer, user).await?;
        if let Some(stored) = self.batch.item(item.key.kind, item.key.id).await? {
            let same = stored.key == item.key && stored.fact()? == *fact;
            return if same { Ok(()) } else { Err(Stop::Refused(Refusal::Invalid, "another fact has this id")) };
        }
        match fact {
            Fact::DialogueOpened(it) => {
                let topic = self.topic(it.topic.0).await?;
                rules::stage(&topic, it.version, FIRST_STAGE)?;
            }
            Fact::StageMove(it) => self.check_stage(it).await?,
            Fact::Assigned(it) => self.check_assignment(it).await?,
            Fact::ScriptTalk(it) => self.check_script_talk(it).await?,
            Fact::Participation(it) => {
                if let Some(dialogue) = it.dialogue {
                    self.dialogue(it.customer.0, dialogue.0).await?;
                }
            }
            Fact::Interaction(it) => self.check_written_contact(it).await?,
            Fact::Message(it) => self.check_message(it).await?,
            Fact::Merged(it) => self.check_other(it.absorbed.0, scope).await?,
            Fact::KeptApart(it) => self.check_other(it.other.0, scope).await?,
            Fact::Unmerged(it) => self.check_unmerged(it).await?,
            Fact::CaseStep(it) => self.check_case(it).await?,
            Fact::Note(_) | Fact::Consent(_) | Fact::Delivered(_) | Fact::Dispatch(_) => {}
        }
        if let Fact::Message(it) = fact {
            self.send(it).await?;
        }
        self.add(scope, &item).await
    }

    async fn create(&mut self, record: &Record, hlc: Hlc, user: &User) -> Result<(), Stop> {
        let stamp = self.stamp(hlc);
        let versioned = Versioned::new(record.clone(), stamp);
        let item = Item::of_record(&versioned)?;
        rules::new_record(record, user.id)?;
        rules::record(record, &item)?;
        let scope = match record {
            Record::Customer(customer) => {
                if !user.teams.contains(&customer.team) {
                    return Err(Stop::Refused(Refusal::NotAllowed, "another team"));
                }
                if self.batch.rows.is_erased(customer.id.0).await? {
                    return Err(Stop::Refused(Refusal::Erased, "erased"));
                }
                customer.team.0
            }
            Record::ContactPoint(_)
            | Record::Remark(_)
            | Record::Callback(_)
            | Record::Conversation(_)
            | Record::Case(_) => self.scope_of_own_customer(item.key.customer, user).await?,
            Record::Topic(_)
            | Record::Rule(_)
            | Record::Team(_)
            | Record::Script(_)
            | Record::Treatment(_)
            | Record::Mailbox(_)
            | Record::CannedReply(_)
            | Record::Calendar(_)
            | Record::SlaPolicy(_)
                if user.role == Role::Administrator =>
            {
                CENTRE.0
            }
            Record::Topic(_)
            | Record::Rule(_)
            | Record::Team(_)
            | Record::Script(_)
            | Record::Treatment(_)
            | Record::Mailbox(_)
            | Record::CannedReply(_)
            | Record::Calendar(_)
            | Record::SlaPolicy(_) => {
                return Err(Stop::Refused(Refusal::NotAllowed, "not an administrator"));
            }
            Record::ListMember(_) if leads(user) => self.scope_of_own_customer(item.key.customer, user).await?,
            Record::Segment(_) | Record::CallList(_) | Record::Article(_) if leads(user) => CENTRE.0,
            Record::Segment(_) | Record::CallList(_) | Record::Article(_) | Record::ListMember(_) => {
                return Err(Stop::Refused(Refusal::NotAllowed, NOT_LEADING));
            }
            Record::User(_) => return Err(Stop::Refused(Refusal::NotAllowed, "users are made on the server")),
        };
        if let Some(stored) = self.batch.item(item.key.kind, item.key.id).await? {
            // Its op can be forgotten by now; only this desktop can have made it at that moment.
            let same = stored.key == item.key && stored.versioned()?.created == stamp;
            return if same { Ok(()) } else { Err(Stop::Refused(Refusal::Invalid, "another record has this id")) };
        }
        self.head(scope)?;
        match record {
            Record::Customer(customer) => {
                self.batch.put_member(customer.id.0, scope).await?;
                self.head(scope)?.customers += 1;
            }
            Record::Team(team) if team.id.0.is_nil() => return Err(Stop::Refused(Refusal::Invalid, "the nil team")),
            Record::Team(team) => self.batch.rows.add_scope(team.id.0).await?,
            Record::Rule(rule) => {
                self.topic(rule.topic.0).await?;
            }
            Record::Treatment(treatment) => {
                if let Audience::Segment { segment } = treatment.audience {
                    self.segment(segment.0).await?;
                }
            }
            Record::ListMember(member) => drop(self.open_list(member).await?),
            Record::Conversation(conversation) => self.check_mailbox(conversation).await?,
            Record::Case(case) => self.check_assignee(case.assignee, scope, user).await?,
            _ => {}
        }
        self.add(scope, &item).await
    }

    async fn set(
        &mut self,
        target: RecordRef,
        owner: Uuid,
        fields: &[FieldChange],
        hlc: Hlc,
        user: &User,
    ) -> Result<(), Stop> {
        let scope = match target.kind {
            RecordKind::Topic
            | RecordKind::Rule
            | RecordKind::User
            | RecordKind::Team
            | RecordKind::Script
            | RecordKind::Treatment
            | RecordKind::Mailbox
            | RecordKind::CannedReply
            | RecordKind::Calendar
            | RecordKind::SlaPolicy
                if user.role == Role::Administrator =>
            {
                CENTRE.0
            }
            RecordKind::Topic
            | RecordKind::Rule
            | RecordKind::User
            | RecordKind::Team
            | RecordKind::Script
            | RecordKind::Treatment
            | RecordKind::Mailbox
            | RecordKind::CannedReply
            | RecordKind::Calendar
            | RecordKind::SlaPolicy => {
                return Err(Stop::Refused(Refusal::NotAllowed, "not an administrator"));
            }
            RecordKind::Segment | RecordKind::CallList | RecordKind::Article if leads(user) => CENTRE.0,
            RecordKind::Segment | RecordKind::CallList | RecordKind::Article => {
                return Err(Stop::Refused(Refusal::NotAllowed, NOT_LEADING));
            }
            _ => self.scope_of_own_customer(owner, user).await?,
        };
        let stored = match self.batch.item(record_kind(target.kind), target.id).await? {
            Some(stored) if stored.key.customer == owner => stored,
            _ => return Err(Stop::Refused(Refusal::UnknownRecord, "no such record")),
        };
        let before = stored.versioned()?;
        let mut after = before.clone();
        merge::apply(&mut after, &bounded(fields, self.now), self.stamp(hlc))
            .map_err(|_| Stop::Refused(Refusal::Invalid, "an edit that can't be merged"))?;
        let item = Item::of_record(&after)?;
        rules::record(&after.record, &item)?;
        if let (Record::User(before), Record::User(after)) = (&before.record, &after.record)
            && before.login != after.login
        {
            return Err(Stop::Refused(Refusal::Invalid, "a sign-in name is changed on the server"));
        }
        rules::publishes(&before, &after)?;
        rules::member(&before, &after, user.id, leads(user), self.now)?;
        self.check_holder(&before, &after, fields, scope, user).await?;
        if let (Record::Case(was), Record::Case(is)) = (&before.record, &after.record)
            && was.assignee != is.assignee
        {
            self.check_assignee(is.assignee, scope, user).await?;
        }
        if let Record::ListMember(member) = &after.record {
            self.check_wish(member, &after, fields).await?;
            self.check_call(member, &before).await?;
        }
        if let (Record::Rule(before), Record::Rule(after)) = (&before.record, &after.record)
            && before.topic != after.topic
        {
            self.topic(after.topic.0).await?;
        }
        let destination = match (&before.record, &after.record) {
            (Record::Customer(before), Record::Customer(after)) if before.team != after.team => {
                self.check_move(after.team, user)?;
                Some(after.team.0)
            }
            _ => None,
        };
        self.rewrite(scope, &stored, &item).await?;
        match destination {
            Some(destination) => self.move_customer(item.key.customer, scope, destination).await,
            None => Ok(()),
        }
    }

    /// The scope of a customer that the user may work on.
    async fn scope_of_own_customer(&mut self, customer: Uuid, user: &User) -> Result<Uuid, Stop> {
        let scope = match self.batch.scope_of(customer).await? {
            Some(scope) if customer != CENTRE.0 => scope,
            _ if self.batch.rows.is_erased(customer).await? => return Err(Stop::Refused(Refusal::Erased, "erased")),
            _ => return Err(Stop::Refused(Refusal::UnknownRecord, "no such customer")),
        };
        if !user.teams.contains(&TeamId(scope)) {
            return Err(Stop::Refused(Refusal::NotAllowed, "another team's customer"));
        }
        if !self.heads.contains_key(&scope) {
            return Err(Stop::Refused(Refusal::Internal, "the customer was moved just now"));
        }
        Ok(scope)
    }

    async fn topic(&mut self, topic: Uuid) -> Result<Topic, Stop> {
        let item = self.batch.item(record_kind(RecordKind::Topic), topic).await?;
        match item.map(|item| item.versioned()).transpose()?.map(|it| it.record) {
            Some(Record::Topic(topic)) => Ok(topic),
            _ => Err(Stop::Refused(Refusal::UnknownRecord, "no such topic")),
        }
    }

    /// That a segment is known.
    async fn segment(&mut self, segment: Uuid) -> Result<(), Stop> {
        let item = self.batch.item(record_kind(RecordKind::Segment), segment).await?;
        item.map(|_| ()).ok_or(Stop::Refused(Refusal::UnknownRecord, "no such segment"))
    }

    async fn dialogue(&mut self, customer: Uuid, dialogue: Uuid) -> Result<DialogueOpened, Stop> {
        let item = self.batch.item(DIALOGUE_KIND, dialogue).await?;
        match item.map(|item| item.fact()).transpose()? {
            Some(Fact::DialogueOpened(opened)) if opened.customer.0 == customer => Ok(opened),
            _ => Err(Stop::Refused(Refusal::UnknownRecord, "no such dialogue")),
        }
    }

    /// Contact and dialogue are the same customer's.
    async fn check_assignment(&mut self, assignment: &Assignment) -> Result<(), Stop> {
        let customer = assignment.customer.0;
        match self.batch.item(CONTACT_KIND, assignment.interaction.0).await? {
            Some(contact) if contact.key.customer == customer => {}
            _ => return Err(Stop::Refused(Refusal::UnknownRecord, "no such contact")),
        }
        if let Some(dialogue) = assignment.dialogue {
            self.dialogue(customer, dialogue.0).await?;
        }
        Ok(())
    }

    /// The other of two customers is in the same team: who sees one of two that are one person sees both. While the scope is locked, nobody
    /// leaves it.
    async fn check_other(&mut self, other: Uuid, scope: Uuid) -> Result<(), Stop> {
        match self.batch.scope_of(other).await? {
            Some(of) if of == scope && other != CENTRE.0 => Ok(()),
            Some(_) => Err(Stop::Refused(Refusal::NotAllowed, "customers of two teams")),
            None if self.batch.rows.is_erased(other).await? => Err(Stop::Refused(Refusal::Erased, "erased")),
            None => Err(Stop::Refused(Refusal::UnknownRecord, "no such customer")),
        }
    }

    /// What is undone is a merge of these two.
    async fn check_unmerged(&mut self, unmerged: &Unmerged) -> Result<(), Stop> {
        let item = self.batch.item(MERGED_KIND, unmerged.merge.0).await?;
        match item.map(|item| item.fact()).transpose()? {
            Some(Fact::Merged(it)) if (it.customer, it.absorbed) == (unmerged.customer, unmerged.absorbed) => Ok(()),
            _ => Err(Stop::Refused(Refusal::UnknownRecord, "no such merge")),
        }
    }

    /// What happened is told of a case of the same customer.
    async fn check_case(&mut self, step: &CaseStep) -> Result<(), Stop> {
        match self.batch.item(record_kind(RecordKind::Case), step.case.0).await? {
            Some(case) if case.key.customer == step.customer.0 => Ok(()),
            _ => Err(Stop::Refused(Refusal::UnknownRecord, "no such case")),
        }
    }

    /// Whoever is to work on a case can see its customer.
    async fn check_assignee(&mut self, assignee: Option<UserId>, scope: Uuid, user: &User) -> Result<(), Stop> {
        match assignee {
            Some(assignee) if assignee != user.id => self.check_colleague(assignee, scope).await,
            _ => Ok(()),
        }
    }

    /// A member's list, which goes on.
    async fn open_list(&mut self, member: &ListMember) -> Result<CallList, Stop> {
        let item = self.batch.item(record_kind(RecordKind::CallList), member.list.0).await?;
        match item.map(|item| item.versioned()).transpose()?.map(|it| it.record) {
            Some(Record::CallList(list)) if !list.closed => Ok(list),
            Some(Record::CallList(_)) => Err(Stop::Refused(Refusal::Held, "the list is closed")),
            _ => Err(Stop::Refused(Refusal::UnknownRecord, "no such list")),
        }
    }

    /// Whoever asked for a member has it now, and it is the member's turn. By a clock that is behind, a wish can lose against an earlier one
    /// that has lapsed.
    async fn check_wish(&mut self, member: &ListMember, after: &Versioned, fields: &[FieldChange]) -> Result<(), Stop> {
        let Some(wish) = fields.iter().find(|it| it.field == "taken") else { return Ok(()) };
        let has = member.taken.map(|it| it.0.to_string());
        if wish.value.as_str() != has.as_deref() {
            return Err(Stop::Refused(Refusal::Held, "an earlier wish has a later stamp"));
        }
        if member.taken.is_none() {
            return Ok(());
        }
        let list = self.open_list(member).await?;
        match turn(after, &list.retries, self.now) {
            Turn::Now => Ok(()),
            Turn::Later(_) | Turn::Done => Err(Stop::Refused(Refusal::Held, "it is done, or not called yet")),
        }
    }

    /// The contact that came of a member is known, and the customer's.
    async fn check_call(&mut self, member: &ListMember, before: &Versioned) -> Result<(), Stop> {
        let Some(MemberResult::Called { contact, .. }) = &member.result else { return Ok(()) };
        if matches!(&before.record, Record::ListMember(was) if was.result == member.result) {
            return Ok(());
        }
        match self.batch.item(CONTACT_KIND, contact.0).await? {
            Some(contact) if contact.key.customer == member.customer.0 => Ok(()),
            _ => Err(Stop::Refused(Refusal::UnknownRecord, "no such contact")),
        }
    }

    /// The script is known in that version, and the dialogue is the customer's. A script that was answered stays known when it is retired.
    async fn check_script_talk(&mut self, talk: &ScriptTalk) -> Result<(), Stop> {
        let item = self.batch.item(record_kind(RecordKind::Script), talk.script.0).await?;
        match item.map(|item| item.versioned()).transpose()?.map(|it| it.record) {
            Some(Record::Script(script)) if (1..=script.version).contains(&talk.version) => {}
            _ => return Err(Stop::Refused(Refusal::UnknownRecord, "no such version of a script")),
        }
        if let Some(dialogue) = talk.dialogue {
            self.dialogue(talk.customer.0, dialogue.0).await?;
        }
        Ok(())
    }

    async fn check_stage(&mut self, moved: &StageMove) -> Result<(), Stop> {
        let opened = self.dialogue(moved.customer.0, moved.dialogue.0).await?;
        let topic = self.topic(opened.topic.0).await?;
        Ok(rules::stage(&topic, moved.version, moved.stage)?)
    }

    /// An agent may move a customer between the own teams; who leads may hand one over to any team.
    fn check_move(&mut self, to: TeamId, user: &User) -> Result<(), Stop> {
        if user.role == Role::Agent && !user.teams.contains(&to) {
            return Err(Stop::Refused(Refusal::NotAllowed, "to another team"));
        }
        self.head(to.0).map(|_| ())
    }

    /// The moment and device of an edit. Cutting a clock that runs ahead keeps the order of the device's own edits.
    fn stamp(&mut self, hlc: Hlc) -> Stamp {
        let cut = hlc.bounded_by(self.now) != hlc;
        let hlc = if cut { hlc.bounded_after(Some(self.device.latest), self.now) } else { hlc };
        self.device.latest = self.device.latest.max(hlc);
        Stamp { hlc, device: self.author.device }
    }

    /// The locked row of a scope.
    fn head(&mut self, scope: Uuid) -> Result<&mut Head, Stop> {
        self.heads.get_mut(&scope).ok_or(Stop::Refused(Refusal::UnknownRecord, "no such team"))
    }

    async fn add(&mut self, scope: Uuid, item: &Item) -> Result<(), Stop> {
        self.head(scope)?.checksum.add(item);
        self.batch.put_item(item);
        self.append_log(scope, What::Item, item.key).await
    }

    async fn rewrite(&mut self, scope: Uuid, before: &Item, after: &Item) -> Result<(), Stop> {
        let head = self.head(scope)?;
        head.checksum.take_away(before);
        head.checksum.add(after);
        self.batch.put_item(after);
        self.append_log(scope, What::Item, after.key).await
    }

    async fn move_customer(&mut self, customer: Uuid, from: Uuid, to: Uuid) -> Result<(), Stop> {
        let (sum, items) = self.batch.sum_of(customer).await?;
        let left = self.head(from)?;
        left.checksum.take_all_away(&sum);
        left.customers = left.customers.saturating_sub(1);
        self.append_log(from, What::Left, ItemKey { customer, ..ItemKey::START }).await?;
        self.batch.put_member(customer, to).await?;
        let arrived = self.head(to)?;
        let after = arrived.head;
        arrived.checksum.add_all(&sum);
        arrived.customers += 1;
        arrived.head += items;
        self.grown.insert(to);
        self.batch.log_all(to, after, customer).await?;
        Ok(())
    }

    async fn append_log(&mut self, scope: Uuid, what: What, key: ItemKey) -> Result<(), Stop> {
        let head = self.head(scope)?;
        head.head += 1;
        let seq = head.head;
        self.grown.insert(scope);
        self.batch.log(scope, seq, what, key);
        Ok(())
    }
}

/// Every scope that a batch can write to.
async fn scopes_touched(rows: &mut dyn Rows, ops: &[Op]) -> Result<BTreeSet<Uuid>, StoreError> {
    let mut scopes = BTreeSet::new();
    let mut customers = BTreeSet::new();
    for op in ops {
        customers.extend(customer_of(&op.action));
        match &op.action {
            Action::Edit { edit: Edit::Create(Record::Customer(customer)) } => {
                scopes.insert(customer.team.0);
            }
            Action::Edit { edit: Edit::Set { target, fields, .. } } if target.kind == RecordKind::Customer => {
                scopes.extend(fields.iter().filter_map(destination));
            }
            _ => {}
        }
    }
    let customers: Vec<Uuid> = customers.into_iter().collect();
    scopes.extend(rows.scopes_of(&customers).await?.into_iter().map(|(_, scope)| scope));
    Ok(scopes)
}

/// The team to which an edit of a customer moves it.
fn destination(change: &FieldChange) -> Option<Uuid> {
    (change.field == "team").then(|| change.value.as_str()?.parse().ok()).flatten()
}

/// What the editor saw, cut as the stamps were cut when they were given.
fn bounded(fields: &[FieldChange], now: Timestamp) -> Vec<FieldChange> {
    let cut = |stamp: &Stamp| Stamp { hlc: stamp.hlc.bounded_by(now), ..*stamp };
    fields.iter().map(|it| FieldChange { base: it.base.iter().map(cut).collect(), ..it.clone() }).collect()
}
