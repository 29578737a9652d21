//! A batch of ops over the rows that it touches: read at once before it, written at once after it. One statement each instead of six for
//! every op; what is decided in between sees its own writes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use daehwa_domain::{
    id::{ConversationId, DialogueId},
    record::{Edit, Fact, Record, RecordKind},
};
use daehwa_protocol::op::{Action, Op};
use uuid::Uuid;

use crate::{
    StoreError,
    checksum::Checksum,
    item::{CENTRE, CONTACT_KIND, DIALOGUE_KIND, Item, ItemKey, MERGED_KIND, MESSAGE_KIND, fact_key, record_kind},
    rows::{Logged, Rows, What},
};

/// An item's name: its kind and id.
type Name = (i16, Uuid);

/// The rows of one batch.
pub(crate) struct Batch<'a> {
    pub rows: &'a mut dyn Rows,
    /// Ops of this batch that took effect.
    ops: HashSet<Uuid>,
    items: HashMap<Name, Option<Item>>,
    scopes: HashMap<Uuid, Option<Uuid>>,
    new_ops: Vec<Uuid>,
    written: BTreeMap<Name, Item>,
    logged: Vec<Logged>,
}

impl<'a> Batch<'a> {
    /// Reads what the ops name. The scopes and the device are locked before.
    pub async fn read(rows: &'a mut dyn Rows, ops: &[Op], author: Name) -> Result<Self, StoreError> {
        let ids: Vec<Uuid> = ops.iter().map(|op| op.id.0).collect();
        let known = rows.known_ops(&ids).await?;
        let mut names: BTreeSet<Name> = ops.iter().flat_map(|op| names_in(&op.action)).collect();
        names.insert(author);
        let mut items: HashMap<Name, Option<Item>> = names.iter().map(|name| (*name, None)).collect();
        for item in rows.items(&names.into_iter().collect::<Vec<_>>()).await? {
            items.insert((item.key.kind, item.key.id), Some(item));
        }
        let customers: BTreeSet<Uuid> = ops.iter().filter_map(|op| customer_of(&op.action)).collect();
        let customers: Vec<Uuid> = customers.into_iter().collect();
        let mut scopes: HashMap<Uuid, Option<Uuid>> = customers.iter().map(|customer| (*customer, None)).collect();
        scopes.extend(rows.scopes_of(&customers).await?.into_iter().map(|(customer, scope)| (customer, Some(scope))));
        Ok(Self {
            rows,
            ops: known.into_iter().collect(),
            items,
            scopes,
            new_ops: Vec::new(),
            written: BTreeMap::new(),
            logged: Vec::new(),
        })
    }

    pub fn has_op(&self, op: Uuid) -> bool {
        self.ops.contains(&op)
    }

    pub fn put_op(&mut self, op: Uuid) {
        self.ops.insert(op);
        self.new_ops.push(op);
    }

    pub async fn scope_of(&mut self, customer: Uuid) -> Result<Option<Uuid>, StoreError> {
        match self.scopes.get(&customer) {
            Some(scope) => Ok(*scope),
            None => self.rows.scope_of(customer).await,
        }
    }

    pub async fn put_member(&mut self, customer: Uuid, scope: Uuid) -> Result<(), StoreError> {
        self.scopes.insert(customer, Some(scope));
        self.rows.put_member(customer, scope).await
    }

    pub async fn item(&mut self, kind: i16, id: Uuid) -> Result<Option<Item>, StoreError> {
        match self.items.get(&(kind, id)) {
            Some(item) => Ok(item.clone()),
            None => self.rows.item(kind, id).await,
        }
    }

    /// Keeps an item, new or changed.
    pub fn put_item(&mut self, item: &Item) {
        let name = (item.key.kind, item.key.id);
        self.items.insert(name, Some(item.clone()));
        self.written.insert(name, item.clone());
    }

    pub fn log(&mut self, scope: Uuid, seq: u64, what: What, key: ItemKey) {
        self.logged.push(Logged { scope, seq, what, key });
    }

    /// All items of a customer of one kind, with what this batch has written.
    pub async fn items_of(&mut self, customer: Uuid, kind: i16) -> Result<Vec<Item>, StoreError> {
        self.write().await?;
        self.rows.items_of(&[customer], &[kind]).await
    }

    pub async fn sum_of(&mut self, customer: Uuid) -> Result<(Checksum, u64), StoreError> {
        self.write().await?;
        self.rows.sum_of(customer).await
    }

    pub async fn log_all(&mut self, scope: Uuid, after: u64, customer: Uuid) -> Result<(), StoreError> {
        self.write().await?;
        self.rows.log_all(scope, after, customer).await
    }

    /// Writes what has gathered.
    pub async fn write(&mut self) -> Result<(), StoreError> {
        let items: Vec<Item> = std::mem::take(&mut self.written).into_values().collect();
        self.rows.put_items(&items).await?;
        self.rows.put_log(&std::mem::take(&mut self.logged)).await?;
        self.rows.put_ops(&std::mem::take(&mut self.new_ops)).await
    }
}

/// The items at which accepting an action looks.
fn names_in(action: &Action) -> Vec<Name> {
    match action {
        Action::Append { fact } => {
            let key = fact_key(fact);
            let dialogue = |id: DialogueId| (DIALOGUE_KIND, id.0);
            let conversation = |id: ConversationId| (record_kind(RecordKind::Conversation), id.0);
            let (one, other) = match fact {
                Fact::DialogueOpened(it) => (Some((record_kind(RecordKind::Topic), it.topic.0)), None),
                Fact::StageMove(it) => (Some(dialogue(it.dialogue)), None),
                Fact::Assigned(it) => (Some((CONTACT_KIND, it.interaction.0)), it.dialogue.map(dialogue)),
                Fact::ScriptTalk(it) => {
                    (Some((record_kind(RecordKind::Script), it.script.0)), it.dialogue.map(dialogue))
                }
                Fact::Participation(it) => (it.dialogue.map(dialogue), None),
                Fact::Interaction(it) => (Some((MESSAGE_KIND, it.id.0)), None),
                Fact::Message(it) => (Some(conversation(it.conversation)), None),
                Fact::Unmerged(it) => (Some((MERGED_KIND, it.merge.0)), None),
                Fact::CaseStep(it) => (Some((record_kind(RecordKind::Case), it.case.0)), None),
                Fact::Note(_)
                | Fact::Consent(_)
                | Fact::Delivered(_)
                | Fact::Dispatch(_)
                | Fact::Merged(_)
                | Fact::KeptApart(_) => (None, None),
            };
            [Some((key.kind, key.id)), one, other].into_iter().flatten().collect()
        }
        Action::Edit { edit: Edit::Create(record) } => {
            let reference = record.reference();
            let list = match record {
                Record::ListMember(it) => Some((record_kind(RecordKind::CallList), it.list.0)),
                Record::Conversation(it) => it.mailbox.map(|id| (record_kind(RecordKind::Mailbox), id.0)),
                _ => None,
            };
            std::iter::once((record_kind(reference.kind), reference.id)).chain(list).collect()
        }
        Action::Edit { edit: Edit::Set { target, .. } } => vec![(record_kind(target.kind), target.id)],
    }
}

/// The customer to whom an action's rows belong.
pub(crate) fn customer_of(action: &Action) -> Option<Uuid> {
    let customer = match action {
        Action::Append { fact } => Some(fact.customer()),
        Action::Edit { edit: Edit::Create(record) } => record.customer(),
        Action::Edit { edit: Edit::Set { customer, .. } } => *customer,
    };
    Some(customer.unwrap_or(CENTRE).0)
}
