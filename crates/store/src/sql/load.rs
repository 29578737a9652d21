// Compiled once for each database: `super` says which.

use std::collections::BTreeMap;

use daehwa_domain::record::Record;
use sqlx::{QueryBuilder, query};
use uuid::Uuid;

use super::{
    Db, addresses,
    many::{parts, rows_of},
    transaction::{Writing, insertion},
};
use crate::{
    StoreError,
    checksum::Checksum,
    column::Column,
    item::{CENTRE, Item},
    ledger::Loaded,
    rows::Rows,
};

/// What a batch adds to a scope.
#[derive(Default)]
struct Growth {
    checksum: Checksum,
    customers: u64,
}

/// Writes rows without a log; desktops that hold one of their scopes have to fill again.
pub(super) async fn load(writing: &mut Writing, rows: Vec<Loaded>) -> Result<(), StoreError> {
    let mut members = BTreeMap::from([(CENTRE.0, CENTRE.0)]);
    let mut items = Vec::with_capacity(rows.len());
    let mut growth: BTreeMap<Uuid, Growth> = BTreeMap::new();
    for row in &rows {
        if let Loaded::Record(versioned) = row {
            match &versioned.record {
                Record::Team(team) => writing.add_scope(team.id.0).await?,
                Record::User(user) => put_login(writing, user.id.0, &user.login).await?,
                Record::Customer(customer) => {
                    members.insert(customer.id.0, customer.team.0);
                    growth.entry(customer.team.0).or_default().customers += 1;
                }
                _ => {}
            }
        }
        items.push(match row {
            Loaded::Fact(fact) => Item::of_fact(fact)?,
            Loaded::Record(versioned) => Item::of_record(versioned)?,
        });
    }
    insert_members(writing, members.iter().filter(|(customer, _)| !customer.is_nil())).await?;
    for item in &items {
        let scope = match members.get(&item.key.customer) {
            Some(scope) => *scope,
            None => {
                let scope = writing.scope_of(item.key.customer).await?.ok_or(StoreError::NoCustomer)?;
                members.insert(item.key.customer, scope);
                scope
            }
        };
        growth.entry(scope).or_default().checksum.add(item);
    }
    insert_items(writing, &items).await?;
    for (scope, growth) in growth {
        let mut head = writing.lock_head(scope).await?.ok_or(StoreError::NoTeam)?;
        head.checksum.add_all(&growth.checksum);
        head.customers += growth.customers;
        head.head += 1;
        head.floor = head.head;
        writing.put_head(scope, &head).await?;
    }
    Ok(())
}

async fn insert_members(
    writing: &mut Writing,
    members: impl Iterator<Item = (&Uuid, &Uuid)>,
) -> Result<(), StoreError> {
    let members: Vec<_> = members.collect();
    for part in parts(&members) {
        let mut insert = QueryBuilder::<Db>::new("INSERT INTO member (tenant, customer, scope) ");
        let columns = [
            Column::uuid(part, |_| writing.tenant),
            Column::uuid(part, |(customer, _)| **customer),
            Column::uuid(part, |(_, scope)| **scope),
        ];
        rows_of(&mut insert, &columns).build().execute(&mut *writing.tx).await?;
    }
    Ok(())
}

async fn insert_items(writing: &mut Writing, items: &[Item]) -> Result<(), StoreError> {
    for part in parts(items) {
        insertion(writing.tenant, part).build().execute(&mut *writing.tx).await?;
    }
    addresses::put(writing, items).await
}

/// Keeps a user's sign-in name. Errors: [`StoreError::LoginTaken`].
pub(super) async fn put_login(writing: &mut Writing, user: Uuid, login: &str) -> Result<(), StoreError> {
    let put = query(
        "INSERT INTO credential (tenant, user_id, login) VALUES ($1, $2, $3) \
         ON CONFLICT (tenant, user_id) DO UPDATE SET login = excluded.login",
    )
    .bind(writing.tenant)
    .bind(user)
    .bind(login)
    .execute(&mut *writing.tx)
    .await;
    match put {
        Err(error) if error.as_database_error().is_some_and(|it| it.is_unique_violation()) => {
            Err(StoreError::LoginTaken)
        }
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}
