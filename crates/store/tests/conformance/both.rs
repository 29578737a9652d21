//! Random operations on both databases end at the same: results, state, log, checksums.

use daehwa_domain::{
    customer::Customer,
    id::{TeamId, TenantId},
    people::Role,
    record::Record,
};
use daehwa_protocol::{message::Verdict, op::Op, scope::Scope};
use daehwa_store::{Identity, Store, ledger::DeltaRead};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::json;

use crate::{
    centre::{Centre, Desktop, NOW, customer, interaction, note, person, remark},
    ground::Ground,
    replica::Replica,
};

/// One step of a random history. Numbers choose among what exists, wrapping round.
#[derive(Clone, Debug)]
enum Step {
    Customer { team_b: bool },
    Interaction { customer: usize, at_ms: i64 },
    Note { customer: usize, length: usize },
    Remark { customer: usize },
    Name { customer: usize, name: String, lag_ms: i64 },
    Move { customer: usize, team_b: bool },
    Erase { customer: usize },
    Repeat { op: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let which = 0..12_usize;
    prop_oneof![
        3 => any::<bool>().prop_map(|team_b| Step::Customer { team_b }),
        4 => (which.clone(), -1..5_i64).prop_map(|(customer, at_ms)| Step::Interaction { customer, at_ms }),
        2 => (which.clone(), 0..70_000_usize).prop_map(|(customer, length)| Step::Note { customer, length }),
        2 => which.clone().prop_map(|customer| Step::Remark { customer }),
        3 => (which.clone(), ".{0,12}", -3..3_i64)
            .prop_map(|(customer, name, lag_ms)| Step::Name { customer, name, lag_ms }),
        2 => (which.clone(), any::<bool>()).prop_map(|(customer, team_b)| Step::Move { customer, team_b }),
        1 => which.prop_map(|customer| Step::Erase { customer }),
        2 => (0..40_usize).prop_map(|op| Step::Repeat { op }),
    ]
}

/// The same people, customers and ops for both stores.
struct Script {
    centre: Centre,
    lead: Identity,
    desktop: Desktop,
    customers: Vec<Customer>,
    sent: Vec<Op>,
}

enum Deed {
    Push(Vec<Op>),
    Erase(Customer),
}

impl Script {
    fn deed(&mut self, step: &Step) -> Option<Deed> {
        let customers = self.customers.clone();
        let chosen = |number: &usize| customers.get(number % customers.len().max(1)).cloned();
        let author = self.lead.user.id;
        let team = |b: &bool| if *b { self.centre.team_b } else { self.centre.team_a };
        let op = match step {
            Step::Customer { team_b } => {
                let customer = customer(team(team_b));
                self.customers.push(customer.clone());
                self.desktop.create(Record::Customer(customer))
            }
            Step::Interaction { customer, at_ms } => {
                self.desktop.append(interaction(&chosen(customer)?, author, *at_ms))
            }
            Step::Note { customer, length } => {
                self.desktop.append(note(&chosen(customer)?, author, "n".repeat(*length)))
            }
            Step::Remark { customer } => self.desktop.create(Record::Remark(remark(&chosen(customer)?, author))),
            Step::Name { customer, name, lag_ms } => {
                let mut op = self.desktop.set_customer(&chosen(customer)?, "name", json!(name));
                op.hlc.wall_ms += lag_ms;
                op
            }
            Step::Move { customer, team_b } => {
                let to = team(team_b);
                self.desktop.set_customer(&chosen(customer)?, "team", json!(to))
            }
            Step::Erase { customer } => return Some(Deed::Erase(chosen(customer)?)),
            Step::Repeat { op } => self.sent.get(op % self.sent.len().max(1)).cloned()?,
        };
        self.sent.push(op.clone());
        Some(Deed::Push(vec![op]))
    }
}

/// Everything that can be seen of a scope.
#[derive(Debug, PartialEq)]
struct Sight {
    state: Replica,
    checksum: Option<u64>,
    changes: Vec<daehwa_protocol::message::Change>,
}

async fn sight(store: &dyn Store, tenant: TenantId, team: TeamId) -> Sight {
    let scope = Scope::Team(team);
    let state = Replica::filled(store, tenant, scope, 5, || async {}).await;
    let mut followed = Replica::default();
    followed.catch_up(store, tenant, scope, 4).await;
    assert_eq!(followed, state);
    let DeltaRead::Changes(delta) = store.delta(tenant, scope, 0, 5_000).await.unwrap() else { panic!() };
    Sight { state, checksum: delta.checksum, changes: delta.changes }
}

/// Brings the centre of `script` into a second store as it is in the first.
async fn copy_centre(script: &Script, store: &dyn Store) {
    let centre = &script.centre;
    let tenant = store.tenant("default", centre.tenant).await.unwrap();
    assert_eq!(tenant, centre.tenant);
    for team in centre.store.teams(tenant).await.unwrap() {
        store.put_team(tenant, &team, crate::centre::server_stamp(1)).await.unwrap();
    }
    for user in centre.store.users(tenant).await.unwrap() {
        store.put_user(tenant, &user, crate::centre::server_stamp(1)).await.unwrap();
    }
}

async fn play(steps: Vec<Step>) {
    let (sqlite, postgres) = (Ground::sqlite().await, Ground::postgres().await);
    let centre = Centre::new(sqlite.store().await).await;
    let teams = vec![centre.team_a, centre.team_b];
    let lead = person(&*centre.store, centre.tenant, "lead", Role::Supervisor, teams.clone()).await;
    let desktop = centre.desktop(&lead);
    let mut script = Script { centre, lead, desktop, customers: Vec::new(), sent: Vec::new() };
    let other = postgres.store().await;
    copy_centre(&script, &*other).await;
    for step in &steps {
        let Some(deed) = script.deed(step) else { continue };
        let one = &script.centre.store;
        match deed {
            Deed::Push(ops) => {
                let (here, there) = (
                    one.push(&script.lead, &ops, NOW).await.unwrap(),
                    other.push(&script.lead, &ops, NOW).await.unwrap(),
                );
                assert_eq!(here, there, "{step:?}");
                assert!(!matches!(here.results[0].verdict, Verdict::Refused { refusal, .. } if refusal.retry()));
            }
            Deed::Erase(customer) => {
                let tenant = script.centre.tenant;
                let here = one.erase(tenant, customer.id, NOW).await.unwrap();
                assert_eq!(here, other.erase(tenant, customer.id, NOW).await.unwrap());
            }
        }
    }
    for team in teams {
        let tenant = script.centre.tenant;
        assert_eq!(sight(&*script.centre.store, tenant, team).await, sight(&*other, tenant, team).await);
    }
    drop(other);
    postgres.clear().await;
}

#[test]
fn random_histories_end_at_the_same_on_both_databases() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    let histories = proptest::collection::vec(step(), 1..40);
    TestRunner::new(config)
        .run(&histories, |steps| {
            runtime.block_on(play(steps));
            Ok(())
        })
        .unwrap();
}
