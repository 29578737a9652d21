//! A small centre: two teams, their people, a topic; and desktops that make ops.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use daehwa_domain::{
    call::Route,
    customer::{Customer, CustomerKind, Language, Remark, RemarkKind, Tier},
    dialogue::{DialogueOpened, Localized, Purpose, Stage, Topic},
    id::*,
    interaction::{Channel, Direction, Interaction, Note},
    people::{Role, Team, User},
    record::{Edit, Fact, FieldChange, Record, RecordKind, RecordRef},
    time::{Hlc, Stamp, Timestamp},
};
use daehwa_protocol::{
    SCHEMA_VERSION,
    error::Refusal,
    message::Verdict,
    op::{Action, Op},
};
use daehwa_store::{Identity, Store, accounts::FamilyId, ledger::Pushed};
use serde_json::Value;
use uuid::Uuid;

/// The server's time in tests.
pub const NOW: Timestamp = Timestamp(1_700_000_000_000);

pub struct Centre {
    pub store: Arc<dyn Store>,
    pub tenant: TenantId,
    pub team_a: TeamId,
    pub team_b: TeamId,
    pub topic: TopicId,
    pub admin: Identity,
    pub agent_a: Identity,
    pub agent_b: Identity,
}

/// An id that no other call gives.
pub fn id() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u128((0x0190_0000_0000_7000_8000_u128 << 48) | u128::from(NEXT.fetch_add(1, Ordering::Relaxed)))
}

pub fn words(text: &str) -> Localized {
    Localized { ko: text.into(), en: text.into() }
}

impl Centre {
    pub async fn new(store: Arc<dyn Store>) -> Self {
        let tenant = store.tenant("default", TenantId(id())).await.unwrap();
        let (team_a, team_b) = (TeamId(id()), TeamId(id()));
        for team in [team_a, team_b] {
            store.put_team(tenant, &Team { id: team, name: words("team") }, server_stamp(1)).await.unwrap();
        }
        let admin = person(&*store, tenant, "admin", Role::Administrator, vec![team_a]).await;
        let agent_a = person(&*store, tenant, "agent-a", Role::Agent, vec![team_a]).await;
        let agent_b = person(&*store, tenant, "agent-b", Role::Agent, vec![team_b]).await;
        let topic = topic();
        let centre = Self { store, tenant, team_a, team_b, topic: topic.id, admin, agent_a, agent_b };
        let made = centre.desktop(&centre.admin).create(Record::Topic(topic));
        centre.accepted(&centre.admin, &[made]).await;
        centre
    }

    /// A fresh desktop of somebody: its ops count from 1.
    pub fn desktop(&self, identity: &Identity) -> Desktop {
        Desktop { user: identity.user.id, counter: 0, wall_ms: NOW.0 }
    }

    pub async fn push(&self, who: &Identity, ops: &[Op]) -> Pushed {
        self.store.push(who, ops, NOW).await.unwrap()
    }

    pub async fn accepted(&self, who: &Identity, ops: &[Op]) -> Pushed {
        let pushed = self.push(who, ops).await;
        let refused: Vec<_> = pushed.results.iter().filter(|it| it.verdict != Verdict::Accepted).collect();
        assert!(refused.is_empty(), "{refused:?}");
        pushed
    }

    pub async fn refusal(&self, who: &Identity, op: Op) -> Refusal {
        match &self.push(who, &[op]).await.results[0].verdict {
            Verdict::Refused { refusal, .. } => *refusal,
            Verdict::Accepted => panic!("accepted"),
        }
    }

    /// A customer of team A, made by agent A.
    pub async fn customer_of_a(&self) -> Customer {
        let customer = customer(self.team_a);
        let made = self.desktop(&self.agent_a).create(Record::Customer(customer.clone()));
        self.accepted(&self.agent_a, &[made]).await;
        customer
    }
}

/// On another desktop.
pub fn elsewhere(identity: &Identity) -> Identity {
    Identity { device: DeviceId(id()), ..identity.clone() }
}

pub fn server_stamp(wall_ms: i64) -> Stamp {
    Stamp { hlc: Hlc { wall_ms, counter: 0 }, device: DeviceId(Uuid::nil()) }
}

pub async fn person(store: &dyn Store, tenant: TenantId, login: &str, role: Role, teams: Vec<TeamId>) -> Identity {
    let user = User {
        id: UserId(id()),
        login: login.into(),
        name: login.into(),
        role,
        teams,
        language: Language::Ko,
        disabled: false,
    };
    store.put_user(tenant, &user, server_stamp(1)).await.unwrap();
    Identity { tenant, user, device: DeviceId(id()), family: FamilyId { tenant, id: id() } }
}

fn topic() -> Topic {
    let stages = [false, false, true].map(|closing| Stage::new(words("stage"), words("meaning"), closing));
    Topic::new(TopicId(id()), "plan_upgrade", words("Plan upgrade"), Purpose::Sales, stages.into())
}

pub fn customer(team: TeamId) -> Customer {
    Customer {
        id: CustomerId(id()),
        team,
        kind: CustomerKind::Person,
        name: "김민준".into(),
        name_latin: None,
        company: None,
        account_no: None,
        language: Language::Ko,
        tier: Tier::Basic,
        time_zone: None,
        address: None,
        preferred_agent: None,
        created_ms: NOW,
        name_confirmed: None,
        address_confirmed: None,
    }
}

pub fn interaction(customer: &Customer, agent: UserId, started_ms: i64) -> Fact {
    Fact::Interaction(Interaction {
        id: InteractionId(id()),
        customer: customer.id,
        team: customer.team,
        dialogue: None,
        channel: Channel::Phone,
        direction: Direction::Inbound,
        started_ms: Timestamp(started_ms),
        duration_ms: 1_000,
        agent: Some(agent),
        address: None,
        call: None,
        route: Some(Route { queue: Some("billing".into()), campaign: Some("가을".into()), called: None }),
        outcome: None,
        summary: "asked for the price".into(),
        web: None,
    })
}

pub fn note(customer: &Customer, author: UserId, text: String) -> Fact {
    Fact::Note(Note {
        id: NoteId(id()),
        customer: customer.id,
        interaction: InteractionId(id()),
        author,
        at_ms: NOW,
        text,
        replaces: None,
    })
}

pub fn dialogue(customer: &Customer, topic: TopicId) -> DialogueOpened {
    DialogueOpened { id: DialogueId(id()), customer: customer.id, topic, opened_ms: NOW, version: 1 }
}

pub fn remark(customer: &Customer, author: UserId) -> Remark {
    Remark {
        id: RemarkId(id()),
        customer: customer.id,
        kind: RemarkKind::Promise,
        text: "call before noon".into(),
        priority: 1,
        due_ms: None,
        expires_ms: None,
        done: false,
        author,
        created_ms: NOW,
    }
}

/// Makes ops as a desktop does: dense counters, a clock that moves on.
pub struct Desktop {
    pub user: UserId,
    pub counter: u64,
    pub wall_ms: i64,
}

impl Desktop {
    pub fn op(&mut self, action: Action) -> Op {
        self.counter += 1;
        self.wall_ms += 1;
        Op {
            id: OpId(id()),
            counter: self.counter,
            hlc: Hlc { wall_ms: self.wall_ms, counter: 0 },
            user: self.user,
            schema: SCHEMA_VERSION,
            action,
        }
    }

    pub fn append(&mut self, fact: Fact) -> Op {
        self.op(Action::Append { fact })
    }

    pub fn create(&mut self, record: Record) -> Op {
        self.op(Action::Edit { edit: Edit::Create(record) })
    }

    /// Sets one field by somebody who saw no earlier edit of it.
    pub fn set(
        &mut self,
        kind: RecordKind,
        target: Uuid,
        customer: Option<CustomerId>,
        field: &str,
        value: Value,
    ) -> Op {
        let fields = vec![FieldChange { field: field.into(), value, base: Vec::new() }];
        self.op(Action::Edit { edit: Edit::Set { target: RecordRef { kind, id: target }, customer, fields } })
    }

    /// Sets several fields of one of the centre's own records.
    pub fn set_all(&mut self, kind: RecordKind, target: Uuid, fields: &[(&str, Value)]) -> Op {
        let change = |(field, value): &(&str, Value)| FieldChange {
            field: (*field).into(),
            value: value.clone(),
            base: Vec::new(),
        };
        let fields = fields.iter().map(change).collect();
        self.op(Action::Edit { edit: Edit::Set { target: RecordRef { kind, id: target }, customer: None, fields } })
    }

    pub fn set_customer(&mut self, customer: &Customer, field: &str, value: Value) -> Op {
        self.set(RecordKind::Customer, customer.id.0, Some(customer.id), field, value)
    }
}
