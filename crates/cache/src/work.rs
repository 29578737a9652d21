//! What a person did, gathered for one transaction.

use daehwa_domain::{
    id::{CallId, ConversationId, CustomerId, OpId, UserId},
    record::{Edit, Fact, Record, RecordRef},
    time::Timestamp,
};
use serde_json::Value;

/// Facts and edits that take effect together: here at once, on the server as ops in this order.
#[derive(Clone, Debug)]
pub struct Work {
    pub(crate) user: UserId,
    pub(crate) now: Timestamp,
    pub(crate) steps: Vec<(OpId, Step)>,
    pub(crate) wraps_up: Option<CallId>,
    pub(crate) answers: Option<ConversationId>,
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Append(Fact),
    Edit(Edit),
    Set { target: RecordRef, customer: Option<CustomerId>, fields: Vec<(String, Value)> },
}

impl Work {
    /// Nothing yet, done by `user` at `now` (the desktop's own clock).
    pub fn new(user: UserId, now: Timestamp) -> Self {
        Self { user, now, steps: Vec::new(), wraps_up: None, answers: None }
    }

    /// Adds a fact.
    pub fn append(mut self, op: OpId, fact: Fact) -> Self {
        self.steps.push((op, Step::Append(fact)));
        self
    }

    /// Makes a record that did not exist.
    pub fn create(mut self, op: OpId, record: Record) -> Self {
        self.steps.push((op, Step::Edit(Edit::Create(record))));
        self
    }

    /// Sets fields of a record as it stands in the cache: what it is based on is read in the same transaction. Setting a field with
    /// an open conflict resolves it. `customer` is whose the record is; `None` for the centre's own.
    pub fn set(
        mut self,
        op: OpId,
        target: RecordRef,
        customer: Option<CustomerId>,
        fields: Vec<(String, Value)>,
    ) -> Self {
        self.steps.push((op, Step::Set { target, customer, fields }));
        self
    }

    /// Makes an edit whose base the caller knows better than the cache.
    pub fn edit(mut self, op: OpId, edit: Edit) -> Self {
        self.steps.push((op, Step::Edit(edit)));
        self
    }

    /// Ends what this call owes: its draft goes and its wrap-up is no longer owed.
    pub fn wraps_up(mut self, call: CallId) -> Self {
        self.wraps_up = Some(call);
        self
    }

    /// Is the answer that was typed in this conversation: its draft goes.
    pub fn answers(mut self, conversation: ConversationId) -> Self {
        self.answers = Some(conversation);
        self
    }
}
