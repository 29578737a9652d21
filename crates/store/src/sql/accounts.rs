// Compiled once for each database: `super` says which, and brings the few statements that differ.

use async_trait::async_trait;
use daehwa_domain::{
    id::{DeviceId, TenantId, UserId},
    people::{Team, User},
    record::{Record, RecordKind, Versioned},
    time::{Stamp, Timestamp},
};
use daehwa_protocol::message::ScopeHead;
use sqlx::{Row, query, query_scalar};
use uuid::Uuid;

use super::{Backend, DbRow, LOCK_FAMILY, load::put_login, transaction::Writing};
use crate::{
    Accounts, Identity, StoreError,
    accept::{put_centre_record, touch_centre},
    accounts::{Credential, Family, FamilyId, Identified, NotIdentified, Rotation, TokenHashes},
    item::{CENTRE, record_kind},
    rows::Rows,
};

#[async_trait]
impl Accounts for Backend {
    async fn tenant(&self, key: &str, id_if_new: TenantId) -> Result<TenantId, StoreError> {
        let mut writing = self.write(id_if_new).await?;
        query("INSERT INTO tenant (id, key) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING")
            .bind(id_if_new.0)
            .bind(key)
            .execute(&mut *writing.tx)
            .await?;
        let id: Uuid =
            query_scalar("SELECT id FROM tenant WHERE key = $1").bind(key).fetch_one(&mut *writing.tx).await?;
        writing.tenant = id;
        writing.add_scope(CENTRE.0).await?;
        writing.put_member(CENTRE.0, CENTRE.0).await?;
        writing.tx.commit().await?;
        Ok(TenantId(id))
    }

    async fn put_team(&self, tenant: TenantId, team: &Team, stamp: Stamp) -> Result<ScopeHead, StoreError> {
        let mut writing = self.write(tenant).await?;
        let grown = put_centre_record(&mut writing, Record::Team(team.clone()), stamp).await?;
        writing.tx.commit().await?;
        self.announce(tenant, &[grown]);
        Ok(grown)
    }

    async fn put_user(&self, tenant: TenantId, user: &User, stamp: Stamp) -> Result<ScopeHead, StoreError> {
        let mut writing = self.write(tenant).await?;
        let grown = put_centre_record(&mut writing, Record::User(user.clone()), stamp).await?;
        put_login(&mut writing, user.id.0, &user.login).await?;
        writing.tx.commit().await?;
        self.announce(tenant, &[grown]);
        Ok(grown)
    }

    async fn teams(&self, tenant: TenantId) -> Result<Vec<Team>, StoreError> {
        let records = self.centre_records(tenant, RecordKind::Team).await?;
        Ok(records
            .into_iter()
            .filter_map(|record| if let Record::Team(team) = record { Some(team) } else { None })
            .collect())
    }

    async fn users(&self, tenant: TenantId) -> Result<Vec<User>, StoreError> {
        let records = self.centre_records(tenant, RecordKind::User).await?;
        Ok(records
            .into_iter()
            .filter_map(|record| if let Record::User(user) = record { Some(user) } else { None })
            .collect())
    }

    async fn credential(&self, login: &str) -> Result<Option<Credential>, StoreError> {
        let mut tx = self.read().await?;
        let row = query(
            "SELECT c.tenant, c.password_hash, i.body FROM credential c \
             JOIN item i ON i.tenant = c.tenant AND i.kind = $2 AND i.id = c.user_id \
             WHERE c.login = $1 AND c.password_hash IS NOT NULL",
        )
        .bind(login)
        .bind(record_kind(RecordKind::User))
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let Some(user) = user_of(&row)? else { return Ok(None) };
        Ok(Some(Credential {
            tenant: TenantId(row.try_get("tenant")?),
            user,
            password_hash: row.try_get("password_hash")?,
        }))
    }

    async fn set_password(&self, tenant: TenantId, user: UserId, hash: &str) -> Result<(), StoreError> {
        let mut writing = self.write(tenant).await?;
        query("UPDATE credential SET password_hash = $3 WHERE tenant = $1 AND user_id = $2")
            .bind(tenant.0)
            .bind(user.0)
            .bind(hash)
            .execute(&mut *writing.tx)
            .await?;
        Ok(writing.tx.commit().await?)
    }

    async fn begin_family(&self, family: &Family) -> Result<(), StoreError> {
        let mut writing = self.write(family.id.tenant).await?;
        query(
            "INSERT INTO family (tenant, id, user_id, device, access_hash, access_until_ms, refresh_hash, \
             refresh_until_ms, begun_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(family.id.tenant.0)
        .bind(family.id.id)
        .bind(family.user.0)
        .bind(family.device.0)
        .bind(&family.hashes.access[..])
        .bind(family.hashes.access_until_ms.0)
        .bind(&family.hashes.refresh[..])
        .bind(family.hashes.refresh_until_ms.0)
        .bind(family.begun_ms.0)
        .execute(&mut *writing.tx)
        .await?;
        Ok(writing.tx.commit().await?)
    }

    async fn rotate(
        &self,
        family: FamilyId,
        spent: &[u8; 32],
        fresh: &TokenHashes,
        now: Timestamp,
    ) -> Result<Rotation, StoreError> {
        let mut writing = self.write(family.tenant).await?;
        let row = query(LOCK_FAMILY).bind(family.tenant.0).bind(family.id).fetch_optional(&mut *writing.tx).await?;
        let Some(row) = row else { return Ok(Rotation::Refused(NotIdentified::SignIn)) };
        let held: Vec<u8> = row.try_get("refresh_hash")?;
        if held != spent {
            end(&mut writing, family, now).await?;
            let grown = touch_centre(&mut writing).await?;
            writing.tx.commit().await?;
            self.announce(family.tenant, &[grown]);
            return Ok(Rotation::Reused);
        }
        if row.try_get::<i64, _>("refresh_until_ms")? <= now.0 {
            return Ok(Rotation::Refused(NotIdentified::SignIn));
        }
        let identity = match identity(&mut writing, family).await? {
            Ok(identity) => identity,
            Err(why) => return Ok(Rotation::Refused(why)),
        };
        query(
            "UPDATE family SET access_hash = $3, access_until_ms = $4, refresh_hash = $5, refresh_until_ms = $6 \
             WHERE tenant = $1 AND id = $2",
        )
        .bind(family.tenant.0)
        .bind(family.id)
        .bind(&fresh.access[..])
        .bind(fresh.access_until_ms.0)
        .bind(&fresh.refresh[..])
        .bind(fresh.refresh_until_ms.0)
        .execute(&mut *writing.tx)
        .await?;
        writing.tx.commit().await?;
        Ok(Rotation::Rotated(Box::new(identity)))
    }

    async fn identify(&self, family: FamilyId, access: &[u8; 32], now: Timestamp) -> Result<Identified, StoreError> {
        let mut reading = Writing { tenant: family.tenant.0, tx: self.read().await? };
        let row = query("SELECT access_hash, access_until_ms FROM family WHERE tenant = $1 AND id = $2")
            .bind(family.tenant.0)
            .bind(family.id)
            .fetch_optional(&mut *reading.tx)
            .await?;
        let Some(row) = row else { return Ok(Err(NotIdentified::SignIn)) };
        let held: Vec<u8> = row.try_get("access_hash")?;
        if held != access || row.try_get::<i64, _>("access_until_ms")? <= now.0 {
            return Ok(Err(NotIdentified::SignIn));
        }
        identity(&mut reading, family).await
    }

    async fn identify_again(&self, family: FamilyId) -> Result<Identified, StoreError> {
        let mut reading = Writing { tenant: family.tenant.0, tx: self.read().await? };
        identity(&mut reading, family).await
    }

    async fn end_families_of(&self, tenant: TenantId, user: UserId, now: Timestamp) -> Result<(), StoreError> {
        let mut writing = self.write(tenant).await?;
        query("UPDATE family SET revoked_ms = $3 WHERE tenant = $1 AND user_id = $2 AND revoked_ms IS NULL")
            .bind(tenant.0)
            .bind(user.0)
            .bind(now.0)
            .execute(&mut *writing.tx)
            .await?;
        let grown = touch_centre(&mut writing).await?;
        writing.tx.commit().await?;
        self.announce(tenant, &[grown]);
        Ok(())
    }

    async fn end_family(&self, family: FamilyId, refresh: &[u8; 32], now: Timestamp) -> Result<bool, StoreError> {
        let mut writing = self.write(family.tenant).await?;
        let row = query(LOCK_FAMILY).bind(family.tenant.0).bind(family.id).fetch_optional(&mut *writing.tx).await?;
        let Some(row) = row else { return Ok(false) };
        let held: Vec<u8> = row.try_get("refresh_hash")?;
        if held != refresh {
            return Ok(false);
        }
        end(&mut writing, family, now).await?;
        writing.tx.commit().await?;
        Ok(true)
    }
}

impl Backend {
    async fn centre_records(&self, tenant: TenantId, kind: RecordKind) -> Result<Vec<Record>, StoreError> {
        let mut tx = self.read().await?;
        let bodies = query_scalar::<_, Vec<u8>>("SELECT body FROM item WHERE tenant = $1 AND kind = $2 ORDER BY id")
            .bind(tenant.0)
            .bind(record_kind(kind))
            .fetch_all(&mut *tx)
            .await?;
        bodies.iter().map(|body| Ok(rmp_serde::from_slice::<Versioned>(body)?.record)).collect()
    }
}

async fn end(writing: &mut Writing, family: FamilyId, now: Timestamp) -> Result<(), StoreError> {
    query("UPDATE family SET revoked_ms = $3 WHERE tenant = $1 AND id = $2 AND revoked_ms IS NULL")
        .bind(family.tenant.0)
        .bind(family.id)
        .bind(now.0)
        .execute(&mut *writing.tx)
        .await?;
    Ok(())
}

/// Who a family that is not revoked stands for.
async fn identity(writing: &mut Writing, family: FamilyId) -> Result<Identified, StoreError> {
    let row = query(
        "SELECT f.device, f.revoked_ms, d.revoked_ms AS device_revoked_ms, i.body FROM family f \
         JOIN item i ON i.tenant = f.tenant AND i.kind = $3 AND i.id = f.user_id \
         LEFT JOIN device d ON d.tenant = f.tenant AND d.id = f.device \
         WHERE f.tenant = $1 AND f.id = $2",
    )
    .bind(family.tenant.0)
    .bind(family.id)
    .bind(record_kind(RecordKind::User))
    .fetch_optional(&mut *writing.tx)
    .await?;
    let Some(row) = row else { return Ok(Err(NotIdentified::SignIn)) };
    let Some(user) = user_of(&row)? else { return Ok(Err(NotIdentified::SignIn)) };
    if user.disabled {
        return Ok(Err(NotIdentified::Disabled));
    }
    if row.try_get::<Option<i64>, _>("device_revoked_ms")?.is_some() {
        return Ok(Err(NotIdentified::DeviceRevoked));
    }
    if row.try_get::<Option<i64>, _>("revoked_ms")?.is_some() {
        return Ok(Err(NotIdentified::SignIn));
    }
    Ok(Ok(Identity { tenant: family.tenant, user, device: DeviceId(row.try_get("device")?), family }))
}

fn user_of(row: &DbRow) -> Result<Option<User>, StoreError> {
    let body: &[u8] = row.try_get("body")?;
    match rmp_serde::from_slice::<Versioned>(body)?.record {
        Record::User(user) => Ok(Some(user)),
        _ => Ok(None),
    }
}
