//! What people do on a desktop: everything that is shared, and now and then something that the server will refuse.

mod writing;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use daehwa_cache::{Cache, CacheError, Work};
use daehwa_domain::{
    assignment::Assignment,
    call::Route,
    callback::{Callback, CallbackStatus},
    case::{Case, CaseStep, Did, Kind, Resolution},
    conversation::Priority,
    customer::{
        ConsentChange, ConsentPurpose, ContactKind, ContactPoint, Customer, CustomerKind, Language, Remark, RemarkKind,
        Tier,
    },
    delivered::{Delivered, DeliveredKind, Money},
    dialogue::{Cause, DialogueOpened, FIRST_VERSION, StageMove},
    id::{
        AssignmentId, CallbackId, CaseId, CaseStepId, ConsentId, ContactPointId, ConversationId, CustomerId,
        DeliveredId, DialogueId, InteractionId, KeptApartId, MergeId, NoteId, OpId, ParticipationId, RemarkId,
        StageMoveId, TeamId, UnmergeId, UserId,
    },
    identity::{self, Chosen, KeptApart, Merged, Unmerged},
    interaction::{Channel, Direction, Interaction, Note, Outcome},
    participation::{Part, Participation},
    people::User,
    record::{Edit, Fact, Record, RecordKind, RecordRef, Versioned},
    time::Timestamp,
};
use daehwa_protocol::op::{Action, Op};
use serde_json::{Value, json};

use crate::{chance::Chance, promises, server::TOPIC};

/// What everybody together has made: what a person can come across.
#[derive(Default)]
pub struct Things {
    customers: Vec<CustomerId>,
    records: Vec<(RecordRef, CustomerId)>,
    dialogues: Vec<(DialogueId, CustomerId)>,
    interactions: Vec<(InteractionId, CustomerId)>,
    merged: Vec<Merged>,
    conversations: Vec<ConversationId>,
    cases: Vec<(CaseId, CustomerId)>,
    /// What is typed and not sent, by who typed it and where.
    drafts: BTreeMap<(UserId, ConversationId), (CustomerId, String)>,
    /// How often something was typed.
    typed: u64,
    made: u64,
}

impl Things {
    /// The customers that were ever made.
    pub fn customers(&self) -> &[CustomerId] {
        &self.customers
    }

    /// Somebody wrote to us: whom a person can come across since, and where.
    pub fn wrote(&mut self, customer: CustomerId, conversation: ConversationId) {
        if !self.customers.contains(&customer) {
            self.customers.push(customer);
        }
        if !self.conversations.contains(&conversation) {
            self.conversations.push(conversation);
        }
    }

    /// How often somebody was told that what they typed is kept.
    pub fn typed(&self) -> u64 {
        self.typed
    }

    /// What somebody typed and has not sent: in which conversation, with whom.
    pub fn drafts(&self, of: UserId) -> impl Iterator<Item = (ConversationId, CustomerId, &str)> {
        let own = self.drafts.iter().filter(move |((user, _), _)| *user == of);
        own.map(|((_, conversation), (customer, text))| (*conversation, *customer, text.as_str()))
    }

    fn learn(&mut self, op: &Op) {
        match &op.action {
            Action::Append { fact: Fact::DialogueOpened(it) } => self.dialogues.push((it.id, it.customer)),
            Action::Append { fact: Fact::Merged(it) } => self.merged.push(it.clone()),
            Action::Append { fact: Fact::Interaction(it) } => self.interactions.push((it.id, it.customer)),
            Action::Edit { edit: Edit::Create(record) } => {
                if let Record::Conversation(it) = record {
                    self.conversations.push(it.id);
                    // Only its own actions edit it: who has it is the server's word.
                    return;
                }
                if let Record::Customer(it) = record {
                    self.customers.push(it.id);
                }
                if let Record::Case(it) = record {
                    self.cases.push((it.id, it.customer));
                }
                if let Some(customer) = record.customer() {
                    self.records.push((record.reference(), customer));
                }
            }
            _ => {}
        }
    }
}

/// What a person saw in the fields that were then set.
pub type Saw = BTreeMap<String, BTreeSet<String>>;

/// Somebody at a desktop.
pub struct Person<'a> {
    /// Who.
    pub user: &'a User,
    /// The desktop's cache.
    pub cache: &'a Cache,
    /// The desktop's clock.
    pub now: Timestamp,
    /// What is decided.
    pub chance: &'a mut Chance,
    /// What there is.
    pub things: &'a mut Things,
}

impl Person<'_> {
    /// Does something. The ops that the person was told are saved, with what was seen.
    pub fn act(&mut self) -> Result<Vec<(Op, Saw)>> {
        let work = match self.chance.within(0..100) {
            0..12 => self.new_customer(),
            12..22 => self.new_record(),
            22..46 => return self.edit(),
            46..62 => self.wrap_up(),
            62..68 => self.new_dialogue(),
            68..70 => self.consent(),
            70..72 => self.assign(),
            72..76 => self.case(),
            76..94 => return self.write(),
            94..96 => return self.merge(),
            96..97 => return self.undo_merge(),
            97 => self.keep_apart(),
            _ => self.mistake(),
        };
        let Some(work) = work else { return Ok(Vec::new()) };
        self.commit(work, Saw::new())
    }

    fn commit(&mut self, work: Work, saw: Saw) -> Result<Vec<(Op, Saw)>> {
        match self.cache.commit(work) {
            Ok(ops) => {
                ops.iter().for_each(|op| self.things.learn(op));
                Ok(ops.into_iter().map(|op| (op, saw.clone())).collect())
            }
            // Said at once: nobody was told that it is saved.
            Err(CacheError::UnknownRecord | CacheError::Erased | CacheError::Edit(_)) => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    fn work(&self) -> Work {
        Work::new(self.user.id, self.now)
    }

    fn op(&mut self) -> OpId {
        OpId(self.chance.uuid())
    }

    /// A text that nobody else writes.
    fn words(&mut self, what: &str) -> String {
        self.things.made += 1;
        format!("{what} {}", self.things.made)
    }

    fn team(&mut self) -> Option<TeamId> {
        self.chance.pick(&self.user.teams).copied()
    }

    /// A customer that is on this desktop.
    fn customer(&mut self) -> Option<CustomerId> {
        let id = *self.chance.pick(&self.things.customers)?;
        let target = RecordRef { kind: RecordKind::Customer, id: id.0 };
        self.cache.record(target, Some(id)).ok().flatten().map(|_| id)
    }

    fn new_customer(&mut self) -> Option<Work> {
        let customer = Customer {
            id: CustomerId(self.chance.uuid()),
            team: self.team()?,
            kind: CustomerKind::Person,
            name: self.words("김"),
            name_latin: None,
            company: None,
            account_no: None,
            language: Language::Ko,
            tier: Tier::Basic,
            time_zone: None,
            address: None,
            preferred_agent: None,
            created_ms: self.now,
            name_confirmed: None,
            address_confirmed: None,
        };
        let point = ContactPoint {
            id: ContactPointId(self.chance.uuid()),
            customer: customer.id,
            kind: ContactKind::Mobile,
            value: format!("010-{:04}-{:04}", self.chance.within(0..10_000), self.chance.within(0..10_000)),
            label: None,
            primary: true,
            verified_ms: None,
            retired: false,
            confirmed: None,
        };
        let (first, second) = (self.op(), self.op());
        Some(self.work().create(first, Record::Customer(customer)).create(second, Record::ContactPoint(point)))
    }

    fn new_record(&mut self) -> Option<Work> {
        let customer = self.customer()?;
        let record =
            if self.chance.percent(50) { self.remark(customer, self.user.id) } else { self.callback(customer) };
        let op = self.op();
        Some(self.work().create(op, record))
    }

    fn remark(&mut self, customer: CustomerId, author: UserId) -> Record {
        Record::Remark(Remark {
            id: RemarkId(self.chance.uuid()),
            customer,
            kind: RemarkKind::Preference,
            text: self.words("전화 선호"),
            priority: 1,
            due_ms: None,
            expires_ms: None,
            done: false,
            author,
            created_ms: self.now,
        })
    }

    fn callback(&mut self, customer: CustomerId) -> Record {
        Record::Callback(Callback {
            id: CallbackId(self.chance.uuid()),
            customer,
            number: None,
            dialogue: None,
            due_ms: self.now.plus_ms(3_600_000),
            owner: None,
            note: self.words("다시 전화"),
            status: CallbackStatus::Open,
            created_by: self.user.id,
            created_ms: self.now,
        })
    }

    /// Sets one or two fields of a record that is here, having seen what is in them.
    fn edit(&mut self) -> Result<Vec<(Op, Saw)>> {
        let Some((target, customer)) = self.chance.pick(&self.things.records).copied() else { return Ok(Vec::new()) };
        let Some(versioned) = self.cache.record(target, Some(customer))? else { return Ok(Vec::new()) };
        let fields = self.new_values(target.kind);
        let saw = seen(&versioned, fields.iter().map(|(field, _)| field.as_str()))?;
        let op = self.op();
        self.commit(self.work().set(op, target, Some(customer), fields), saw)
    }

    fn new_values(&mut self, kind: RecordKind) -> Vec<(String, Value)> {
        let set = |field: &str, value: Value| (field.to_owned(), value);
        match kind {
            RecordKind::Customer => match self.chance.within(0..10) {
                0..4 => vec![set("name", json!(self.words("이름")))],
                4..6 => vec![set("address", json!(self.words("서울"))), set("company", json!(self.words("회사")))],
                6..8 => vec![set("time_zone", json!(self.words("Zone")))],
                8 => vec![set("tier", json!(["vip", "gold", "silver", "basic"][self.chance.within(0..4) as usize]))],
                _ => self.team().map(|team| set("team", json!(team))).into_iter().collect(),
            },
            RecordKind::ContactPoint => vec![set("label", json!(self.words("사무실")))],
            RecordKind::Remark => {
                vec![set("text", json!(self.words("메모"))), set("done", json!(self.chance.percent(50)))]
            }
            RecordKind::Case => match self.chance.within(0..3) {
                0 => vec![set("priority", json!(["urgent", "high", "normal"][self.chance.within(0..3) as usize]))],
                1 => vec![set("assignee", if self.chance.percent(70) { json!(self.user.id) } else { Value::Null })],
                _ => vec![set("title", json!(self.words("제목"))), set("words", json!(self.words("내용")))],
            },
            _ => match self.chance.within(0..3) {
                0 => vec![set("status", json!(["done", "cancelled", "open"][self.chance.within(0..3) as usize]))],
                _ => vec![set("note", json!(self.words("다시")))],
            },
        }
    }

    /// Interaction, note and, now and then, stage move, callback, a survey and something done for the customer in one transaction.
    fn wrap_up(&mut self) -> Option<Work> {
        let customer = self.customer()?;
        let dialogue = self.dialogue_of(customer);
        let interaction = self.interaction(customer, dialogue)?;
        let contact = interaction.id;
        let note = Note {
            id: NoteId(self.chance.uuid()),
            customer,
            interaction: interaction.id,
            author: self.user.id,
            at_ms: self.now,
            text: self.words("통화 내용"),
            replaces: None,
        };
        let moved = dialogue.filter(|_| self.chance.percent(40));
        let (first, second) = (self.op(), self.op());
        let mut work = self.work().append(first, Fact::Interaction(interaction)).append(second, Fact::Note(note));
        if let Some(dialogue) = moved {
            let stage = 1 + self.chance.within(0..3) as u8;
            let (op, fact) = (self.op(), self.stage_move(customer, dialogue, stage));
            work = work.append(op, fact);
        }
        if self.chance.percent(30) {
            let (op, record) = (self.op(), self.callback(customer));
            work = work.create(op, record);
        }
        if self.chance.percent(25) {
            let (op, fact) = (self.op(), self.survey(customer, contact, dialogue));
            work = work.append(op, fact);
        }
        if self.chance.percent(25) {
            let (op, fact) = (self.op(), self.delivered(customer, contact));
            work = work.append(op, fact);
        }
        Some(work)
    }

    fn survey(&mut self, customer: CustomerId, interaction: InteractionId, dialogue: Option<DialogueId>) -> Fact {
        let part = Part::Survey { score: self.chance.within(0..11) as u8, words: self.words("설문") };
        Fact::Participation(Participation {
            id: ParticipationId(self.chance.uuid()),
            customer,
            interaction,
            dialogue,
            rule: None,
            by: Some(self.user.id),
            at_ms: self.now,
            part,
        })
    }

    fn delivered(&mut self, customer: CustomerId, interaction: InteractionId) -> Fact {
        Fact::Delivered(Delivered {
            id: DeliveredId(self.chance.uuid()),
            customer,
            interaction: Some(interaction),
            by: self.user.id,
            at_ms: self.now,
            kind: DeliveredKind::Waiver,
            words: self.words("면제"),
            amount: Some(Money { amount_minor: 12_000, currency: "KRW".into() }),
        })
    }

    /// One of the customer's dialogues, or of somebody's with whom the customer is one here.
    fn dialogue_of(&mut self, customer: CustomerId) -> Option<DialogueId> {
        let person = self.cache.members(customer).ok()?;
        let known: Vec<_> =
            self.things.dialogues.iter().filter(|(_, of)| person.contains(of)).map(|(id, _)| *id).collect();
        self.chance.pick(&known).copied()
    }

    fn interaction(&mut self, customer: CustomerId, dialogue: Option<DialogueId>) -> Option<Interaction> {
        Some(Interaction {
            id: InteractionId(self.chance.uuid()),
            customer,
            team: self.team()?,
            dialogue,
            channel: Channel::Phone,
            direction: Direction::Inbound,
            started_ms: self.now,
            duration_ms: 60_000,
            agent: Some(self.user.id),
            address: None,
            call: None,
            route: Some(Route { queue: Some("billing".into()), ..Route::default() }),
            outcome: Some(Outcome::Resolved),
            web: None,
            summary: self.words("문의"),
        })
    }

    fn stage_move(&mut self, customer: CustomerId, dialogue: DialogueId, stage: u8) -> Fact {
        Fact::StageMove(StageMove {
            id: StageMoveId(self.chance.uuid()),
            customer,
            dialogue,
            stage,
            version: FIRST_VERSION,
            at_ms: self.now,
            interaction: None,
            cause: Cause::Person { user: self.user.id },
        })
    }

    fn new_dialogue(&mut self) -> Option<Work> {
        let customer = self.customer()?;
        let id = DialogueId(self.chance.uuid());
        let opened = Fact::DialogueOpened(DialogueOpened {
            id,
            customer,
            topic: TOPIC,
            opened_ms: self.now,
            version: FIRST_VERSION,
        });
        let op = self.op();
        Some(self.work().append(op, opened))
    }

    /// Puts a contact to a dialogue, or back into triage.
    fn assign(&mut self) -> Option<Work> {
        let customer = self.customer()?;
        let person = self.cache.members(customer).ok()?;
        let contacts: Vec<_> =
            self.things.interactions.iter().filter(|(_, of)| person.contains(of)).map(|(id, _)| *id).collect();
        let assignment = Assignment {
            id: AssignmentId(self.chance.uuid()),
            customer,
            interaction: *self.chance.pick(&contacts)?,
            dialogue: if self.chance.percent(80) { self.dialogue_of(customer) } else { None },
            at_ms: self.now,
            cause: Cause::Person { user: self.user.id },
        };
        let op = self.op();
        Some(self.work().append(op, Fact::Assigned(assignment)))
    }

    /// Makes two customers one, now and then with the other's tier; also such as are of two teams, or one already.
    fn merge(&mut self) -> Result<Vec<(Op, Saw)>> {
        let (Some(customer), Some(absorbed)) = (self.customer(), self.customer()) else { return Ok(Vec::new()) };
        let (survivor, other) = (self.held(customer)?, self.held(absorbed)?);
        let (Some(survivor), Some(other)) = (survivor, other) else { return Ok(Vec::new()) };
        if customer == absorbed {
            return Ok(Vec::new());
        }
        // The model knows who saw what by values that nobody else sets; a value that is taken over is set twice. So it is the tier, of
        // which it knows nothing.
        let tier = |it: &Versioned| match &it.record {
            Record::Customer(it) => json!(it.tier),
            _ => Value::Null,
        };
        let takes_tier = self.chance.percent(50);
        let chosen = takes_tier.then(|| Chosen { field: "tier".into(), before: tier(&survivor), after: tier(&other) });
        let (first, second) = (self.op(), self.op());
        let merged = Merged {
            id: MergeId(self.chance.uuid()),
            customer,
            absorbed,
            at_ms: self.now,
            by: self.user.id,
            device: self.cache.sync_state()?.device,
            chosen: chosen.iter().cloned().collect(),
        };
        let mut work = self.work().append(first, Fact::Merged(merged));
        let mut saw = Saw::new();
        if let Some(chosen) = chosen {
            saw = seen(&survivor, [chosen.field.as_str()])?;
            let target = RecordRef { kind: RecordKind::Customer, id: customer.0 };
            work = work.set(second, target, Some(customer), vec![(chosen.field, chosen.after)]);
        }
        self.commit(work, saw)
    }

    /// Makes two of somebody again, and sets back what was chosen.
    fn undo_merge(&mut self) -> Result<Vec<(Op, Saw)>> {
        let merged: Vec<Merged> = self.things.merged.clone();
        let Some(picked) = self.chance.pick(&merged).cloned() else { return Ok(Vec::new()) };
        let Some(survivor) = self.held(picked.customer)? else { return Ok(Vec::new()) };
        let links = self.cache.links(picked.customer)?;
        let parted = identity::parting(&links, picked.id);
        let mut work = self.work();
        for it in merged.iter().filter(|it| parted.contains(&it.id)) {
            let undone = Unmerged {
                id: UnmergeId(self.chance.uuid()),
                customer: it.customer,
                absorbed: it.absorbed,
                merge: it.id,
                at_ms: self.now,
                by: self.user.id,
            };
            let op = self.op();
            work = work.append(op, Fact::Unmerged(undone));
        }
        let back = if parted.is_empty() { Vec::new() } else { picked.to_set_back(&survivor) };
        let saw = seen(&survivor, back.iter().map(|(field, _)| field.as_str()))?;
        if !back.is_empty() {
            let target = RecordRef { kind: RecordKind::Customer, id: picked.customer.0 };
            let op = self.op();
            work = work.set(op, target, Some(picked.customer), back);
        }
        self.commit(work, saw)
    }

    fn keep_apart(&mut self) -> Option<Work> {
        let (customer, other) = (self.customer()?, self.customer()?);
        let id = KeptApartId(self.chance.uuid());
        let op = self.op();
        let apart = KeptApart { id, customer, other, at_ms: self.now, by: self.user.id };
        (customer != other).then(|| self.work().append(op, Fact::KeptApart(apart)))
    }

    /// A customer's own record, as it is shown here.
    fn held(&self, customer: CustomerId) -> Result<Option<Versioned>> {
        let target = RecordRef { kind: RecordKind::Customer, id: customer.0 };
        Ok(self.cache.record(target, Some(customer))?)
    }

    /// Writes a case down, or does something in one, whatever others did in it meanwhile.
    fn case(&mut self) -> Option<Work> {
        let known = self.chance.pick(&self.things.cases).copied().filter(|_| self.chance.percent(70));
        let Some((case, customer)) = known else { return self.new_case() };
        let dids = [
            Did::Answered,
            Did::Waits,
            Did::Resumed,
            Did::Resolved { how: Resolution::Done },
            Did::Reopened,
            Did::Commented,
        ];
        let step = CaseStep {
            id: CaseStepId(self.chance.uuid()),
            customer,
            case,
            contact: None,
            by: self.user.id,
            at_ms: self.now,
            did: dids[self.chance.within(0..6) as usize],
            words: self.words("확인"),
        };
        let op = self.op();
        Some(self.work().append(op, Fact::CaseStep(step)))
    }

    fn new_case(&mut self) -> Option<Work> {
        let case = Case {
            id: CaseId(self.chance.uuid()),
            customer: self.customer()?,
            kind: if self.chance.percent(50) { Kind::Complaint } else { Kind::Request },
            title: self.words("요청"),
            words: String::new(),
            topic: None,
            dialogue: None,
            contact: None,
            priority: Priority::Normal,
            assignee: None,
            created_by: self.user.id,
            created_ms: self.now,
        };
        let op = self.op();
        Some(self.work().create(op, Record::Case(Box::new(case))))
    }

    fn consent(&mut self) -> Option<Work> {
        let change = ConsentChange {
            id: ConsentId(self.chance.uuid()),
            customer: self.customer()?,
            purpose: ConsentPurpose::Marketing,
            channel: None,
            granted: self.chance.percent(50),
            at_ms: self.now,
            source: self.words("통화"),
        };
        let op = self.op();
        Some(self.work().append(op, Fact::Consent(change)))
    }

    /// Something that only the server can tell is wrong.
    fn mistake(&mut self) -> Option<Work> {
        let customer = self.customer()?;
        let op = self.op();
        match self.chance.within(0..3) {
            0 => {
                let dialogue = self.dialogue_of(customer)?;
                let moved = self.stage_move(customer, dialogue, 42);
                Some(self.work().append(op, moved))
            }
            1 => {
                let nobody = CustomerId(self.chance.uuid());
                let interaction = self.interaction(nobody, None)?;
                Some(self.work().append(op, Fact::Interaction(interaction)))
            }
            _ => {
                let author = UserId(self.chance.uuid());
                let remark = self.remark(customer, author);
                Some(self.work().create(op, remark))
            }
        }
    }
}

/// What somebody who looks at a record sees in some of its fields.
fn seen<'a>(versioned: &Versioned, fields: impl IntoIterator<Item = &'a str>) -> Result<Saw> {
    let held = serde_json::to_value(&versioned.record)?;
    let held = held.as_object().and_then(|it| it.values().next()).cloned().unwrap_or_default();
    let mut saw = Saw::new();
    for field in fields {
        let others = versioned.conflicts.iter().filter(|it| it.field == field).map(|it| promises::text(&it.other));
        saw.insert(field.to_owned(), others.chain([promises::text(&held[field])]).collect());
    }
    Ok(saw)
}
