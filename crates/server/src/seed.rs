//! Fills an empty server with the demonstration's centre.

use std::sync::Arc;

use daehwa_demo::Demo;
use daehwa_domain::{
    record::{Fact, Record, Versioned},
    time::Stamp,
};
use daehwa_store::{Store, ledger::Loaded};

use crate::{
    clock, password,
    people::{People, PeopleError, stamp},
};

/// Customers that are written in one transaction.
const CUSTOMERS_AT_ONCE: u64 = 500;
/// More contacts than a customer has on average, also the busiest: so a number of contacts is not passed by much.
const MOST_CONTACTS: u64 = 25;

/// What a demonstration's server is filled with.
#[derive(Clone, Debug)]
pub struct Seed {
    /// What everything is made from.
    pub seed: u64,
    /// How much.
    pub size: Size,
    /// The password of every user of the demonstration.
    pub password: String,
}

/// How large a demonstration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// So many customers.
    Customers(u64),
    /// As many customers as have at least so many contacts.
    Interactions(u64),
}

impl Size {
    /// Customers to add now.
    fn next(self, sown: &Sown) -> u64 {
        let missing = match self {
            Self::Customers(customers) => customers.saturating_sub(sown.customers),
            Self::Interactions(interactions) => interactions.saturating_sub(sown.interactions).div_ceil(MOST_CONTACTS),
        };
        missing.min(CUSTOMERS_AT_ONCE)
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sown {
    /// Customers.
    pub customers: u64,
    /// Contacts on all channels.
    pub interactions: u64,
    /// All rows.
    pub rows: u64,
}

/// Fills the default tenant. Errors when it already holds this demonstration.
pub async fn sow(store: Arc<dyn Store>, seed: &Seed) -> Result<Sown, PeopleError> {
    let people = People::of_default_tenant(store.clone()).await?;
    let hash = password::hash(&seed.password)?;
    let demo = Demo::new(seed.seed, clock::now());
    let stamp = stamp();
    let mut sown = Sown::default();
    let centre: Vec<_> = demo.centre().records().map(|record| record_of(record, stamp)).collect();
    sown.rows += centre.len() as u64;
    store.load(people.tenant(), centre).await?;
    for user in &demo.centre().users {
        store.set_password(people.tenant(), user.id, &hash).await?;
    }
    loop {
        let count = seed.size.next(&sown);
        if count == 0 {
            break;
        }
        let mut rows = Vec::new();
        for story in (sown.customers..sown.customers + count).map(|index| demo.story(index)) {
            let (records, facts) = story.into_records_and_facts();
            sown.interactions += facts.iter().filter(|fact| matches!(fact, Fact::Interaction(_))).count() as u64;
            rows.extend(records.into_iter().map(|record| record_of(record, stamp)));
            rows.extend(facts.into_iter().map(|fact| Loaded::Fact(Box::new(fact))));
        }
        sown.customers += count;
        sown.rows += rows.len() as u64;
        store.load(people.tenant(), rows).await?;
    }
    Ok(sown)
}

fn record_of(record: Record, stamp: Stamp) -> Loaded {
    Loaded::Record(Box::new(Versioned::new(record, stamp)))
}
