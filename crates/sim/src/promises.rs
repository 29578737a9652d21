//! What people were told is saved, and what became of it: the run's own model, which knows neither cache nor server.

use std::collections::{BTreeMap, BTreeSet};

use daehwa_domain::{
    id::{CustomerId, OpId, UserId},
    interaction::Channel,
    merge::{Rule, rule},
    record::{Edit, Fact, Record, RecordKind, RecordRef},
};
use daehwa_protocol::op::{Action, Op};
use serde_json::Value;

/// What became of an op.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The server has not spoken.
    Open,
    /// The server took it.
    Accepted,
    /// The server refused it, and a person has not decided yet.
    Refused,
    /// A person gave it up after it was refused.
    GivenUp,
    /// The server took it, and was put back to a back-up from before.
    Lost,
}

/// An op whose author was told that it is saved.
#[derive(Clone, Debug)]
pub struct Promise {
    /// On which desktop.
    pub desktop: usize,
    /// The op as it was first made; a retried one has another counter later.
    pub op: Op,
    /// For each field it sets: the values that its author saw there.
    pub saw: BTreeMap<String, BTreeSet<String>>,
    /// What became of it.
    pub fate: Fate,
    /// It was refused at some time, and sent again behind later ones.
    pub retried: bool,
}

/// What a server holds at one time.
pub struct Held {
    accepted: BTreeSet<OpId>,
    erased: BTreeSet<CustomerId>,
}

/// All promises of a run.
#[derive(Default)]
pub struct Promises {
    all: Vec<Promise>,
    index: BTreeMap<OpId, usize>,
    /// Each desktop's ops in the order in which the server first took them.
    taken: BTreeMap<usize, Vec<OpId>>,
    erased: BTreeSet<CustomerId>,
    /// Ops in the order in which the server took them: who has a conversation follows from it.
    claims: Vec<OpId>,
}

impl Promises {
    /// Somebody was told that this is saved.
    pub fn make(&mut self, desktop: usize, op: Op, saw: BTreeMap<String, BTreeSet<String>>) {
        self.index.insert(op.id, self.all.len());
        self.all.push(Promise { desktop, op, saw, fate: Fate::Open, retried: false });
    }

    /// The server's verdict, as it was given, whether or not the desktop hears of it.
    pub fn judged(&mut self, op: OpId, accepted: bool) -> Result<(), String> {
        let promise = self.get_mut(op)?;
        match (promise.fate, accepted) {
            (Fate::Accepted, true) => {}
            (Fate::Accepted, false) => return Err(format!("op {op} was accepted and is refused now")),
            (before, true) => {
                self.check_claim(op)?;
                let promise = self.get_mut(op)?;
                // The refusal never reached the desktop: it sent the op again, behind those that were taken meanwhile.
                promise.retried |= before == Fate::Refused;
                promise.fate = Fate::Accepted;
                let desktop = promise.desktop;
                self.taken.entry(desktop).or_default().push(op);
                self.claims.push(op);
            }
            (Fate::Open, false) => promise.fate = Fate::Refused,
            (Fate::Refused | Fate::GivenUp, false) => {}
            // It was sent again, and what it is about is lost.
            (Fate::Lost, false) => promise.fate = Fate::Refused,
        }
        Ok(())
    }

    /// Two never have a conversation: who takes one gets it from nobody, or had it already.
    fn check_claim(&self, op: OpId) -> Result<(), String> {
        let claim = |at: &usize| taken(&self.all[*at].op).map(|(of, by)| (of, by, self.all[*at].op.user));
        self.check_line(op, claim)?;
        let Some((of, _, user)) = self.index.get(&op).and_then(claim) else { return Ok(()) };
        let before = self.claims.iter().rev().filter_map(|it| self.index.get(it));
        let mut standing = before.filter(|at| self.all[**at].fate == Fate::Accepted).filter_map(claim);
        match standing.find(|it| it.0 == of) {
            Some((_, Some(holder), _)) if holder != user => {
                Err(format!("{user} took a conversation that {holder} has"))
            }
            _ => Ok(()),
        }
    }

    /// A line of a chat is written by who has it.
    fn check_line(
        &self,
        op: OpId,
        claim: impl Fn(&usize) -> Option<(RecordRef, Option<UserId>, UserId)>,
    ) -> Result<(), String> {
        let Some(Action::Append { fact: Fact::Message(line) }) = self.index.get(&op).map(|at| &self.all[*at].op.action)
        else {
            return Ok(());
        };
        let before = self.claims.iter().rev().filter_map(|it| self.index.get(it));
        let mut standing = before.filter(|at| self.all[**at].fate == Fate::Accepted).filter_map(claim);
        let holder = standing.find(|it| it.0.id == line.conversation.0).and_then(|it| it.1);
        if line.channel == Channel::Chat && holder != line.author {
            return Err(format!("{:?} wrote in a chat that {holder:?} has", line.author));
        }
        Ok(())
    }

    /// A person sends a refused op again.
    pub fn retried(&mut self, op: OpId) -> Result<(), String> {
        self.get_mut(op).map(|it| it.retried = true)
    }

    /// A person gives a refused op up. It can have been accepted without the desktop knowing.
    pub fn given_up(&mut self, op: OpId) -> Result<(), String> {
        let promise = self.get_mut(op)?;
        if promise.fate == Fate::Refused {
            promise.fate = Fate::GivenUp;
        }
        Ok(())
    }

    /// A customer was erased: nothing of theirs is owed any more.
    pub fn erased(&mut self, customer: CustomerId) {
        self.erased.insert(customer);
    }

    /// The customers that were erased.
    pub fn erased_customers(&self) -> &BTreeSet<CustomerId> {
        &self.erased
    }

    /// All of one desktop's promises, in the order in which they were made.
    pub fn of(&self, desktop: usize) -> impl Iterator<Item = &Promise> {
        self.all.iter().filter(move |it| it.desktop == desktop)
    }

    /// All accepted ones about customers that were not erased.
    pub fn standing(&self) -> impl Iterator<Item = &Promise> {
        self.all.iter().filter(|it| {
            it.fate == Fate::Accepted && !customer_of(&it.op.action).is_some_and(|id| self.erased.contains(&id))
        })
    }

    /// Whether the server has not taken this yet.
    pub fn is_new(&self, op: OpId) -> bool {
        self.index.get(&op).is_some_and(|at| self.all[*at].fate != Fate::Accepted)
    }

    /// What the server holds now, for [`Promises::put_back`].
    pub fn held(&self) -> Held {
        let accepted = self.all.iter().filter(|it| it.fate == Fate::Accepted).map(|it| it.op.id);
        Held { accepted: accepted.collect(), erased: self.erased.clone() }
    }

    /// The server was put back to what it held then. Gives the customers who are there again and have to be erased again.
    pub fn put_back(&mut self, held: &Held) -> Vec<CustomerId> {
        for promise in self.all.iter_mut().filter(|it| it.fate == Fate::Accepted) {
            if !held.accepted.contains(&promise.op.id) {
                promise.fate = Fate::Lost;
            }
        }
        self.taken.values_mut().for_each(|taken| taken.retain(|op| held.accepted.contains(op)));
        self.erased.difference(&held.erased).copied().collect()
    }

    /// How many there are of each fate: open, accepted, refused, given up.
    pub fn counts(&self) -> [usize; 4] {
        [Fate::Open, Fate::Accepted, Fate::Refused, Fate::GivenUp]
            .map(|fate| self.all.iter().filter(|it| it.fate == fate).count())
    }

    /// Invariant 2: one device's ops keep their order, but for those that were refused before.
    pub fn check_order(&self) -> Result<(), String> {
        for (desktop, taken) in &self.taken {
            let places = taken.iter().filter_map(|op| self.index.get(op)).filter(|at| !self.all[**at].retried);
            if !places.is_sorted() {
                return Err(format!("the server took ops of desktop {desktop} out of order"));
            }
        }
        Ok(())
    }

    /// The values that a field must hold in the end, shown or beside it: all that were accepted and that nobody who saw them replaced.
    /// Who saw a value knew all that its author had set before, also where that value itself is lost since the server was put back.
    pub fn heads(&self, target: RecordRef, field: &str) -> BTreeSet<String> {
        let edits: Vec<_> = self.all.iter().filter(|it| sets(&it.op, target, field).is_some()).collect();
        let value = |it: &Promise| sets(&it.op, target, field).map(text).unwrap_or_default();
        let standing: Vec<_> = self.standing().filter(|it| sets(&it.op, target, field).is_some()).collect();
        let knew = |by: &Promise, it: &Promise| {
            let own = by.desktop == it.desktop && by.op.hlc > it.op.hlc;
            let Some(saw) = by.saw.get(field) else { return own };
            let later = |seen: &&&Promise| seen.desktop == it.desktop && seen.op.hlc >= it.op.hlc;
            own || edits.iter().filter(later).any(|seen| saw.contains(&value(seen)))
        };
        let replaced = |it: &Promise| standing.iter().any(|by| by.op.id != it.op.id && knew(by, it));
        standing.iter().filter(|it| !replaced(it)).map(|it| value(it)).collect()
    }

    /// The fields of a record that somebody set, with their rules.
    pub fn fields_set(&self, target: RecordRef) -> BTreeMap<String, Rule> {
        let fields = self.standing().filter_map(|it| match &it.op.action {
            Action::Edit { edit: Edit::Set { target: of, fields, .. } } if *of == target => Some(fields),
            _ => None,
        });
        fields.flatten().map(|it| (it.field.clone(), rule(target.kind, &it.field))).collect()
    }

    /// Facts that were accepted.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.standing().filter_map(|it| match &it.op.action {
            Action::Append { fact } => Some(fact),
            Action::Edit { .. } => None,
        })
    }

    /// Records that were made.
    pub fn created(&self) -> impl Iterator<Item = &Record> {
        self.standing().filter_map(|it| match &it.op.action {
            Action::Edit { edit: Edit::Create(record) } => Some(record),
            _ => None,
        })
    }

    /// Callbacks that somebody ended.
    pub fn ended_callbacks(&self) -> BTreeSet<RecordRef> {
        let ended = self.standing().filter_map(|it| match &it.op.action {
            Action::Edit { edit: Edit::Set { target, fields, .. } } if target.kind == RecordKind::Callback => {
                fields.iter().any(|it| it.field == "status" && it.value != "open").then_some(*target)
            }
            _ => None,
        });
        ended.collect()
    }

    fn get_mut(&mut self, op: OpId) -> Result<&mut Promise, String> {
        let index = self.index.get(&op).ok_or_else(|| format!("nobody was told of op {op}"))?;
        Ok(&mut self.all[*index])
    }
}

/// Whose an action is.
pub fn customer_of(action: &Action) -> Option<CustomerId> {
    match action {
        Action::Append { fact } => Some(fact.customer()),
        Action::Edit { edit: Edit::Create(record) } => record.customer(),
        Action::Edit { edit: Edit::Set { customer, .. } } => *customer,
    }
}

/// A value as text, to compare.
pub fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Who has which conversation after an op, where it says so.
fn taken(op: &Op) -> Option<(RecordRef, Option<UserId>)> {
    match &op.action {
        Action::Edit { edit: Edit::Set { target, fields, .. } } if target.kind == RecordKind::Conversation => {
            let field = fields.iter().find(|it| it.field == "taken")?;
            Some((*target, field.value.as_str().and_then(|it| it.parse().ok())))
        }
        _ => None,
    }
}

fn sets<'a>(op: &'a Op, target: RecordRef, field: &str) -> Option<&'a Value> {
    match &op.action {
        Action::Edit { edit: Edit::Set { target: of, fields, .. } } if *of == target => {
            fields.iter().find(|it| it.field == field).map(|it| &it.value)
        }
        _ => None,
    }
}
