// Compiled once for each database: `super` says which, and brings the few statements that differ.

use async_trait::async_trait;
use daehwa_domain::{
    agent::AgentStatus,
    id::{DeviceId, TenantId, UserId},
    time::Timestamp,
};
use daehwa_protocol::message::AgentReport;
use sqlx::{Row, query};

use super::{Backend, DbRow};
use crate::{
    Agents, Identity, StoreError,
    agents::{self, AgentDesk, KnownAgent, Standing, StoredAgent, persons},
};

#[async_trait]
impl Agents for Backend {
    async fn report_agent(
        &self,
        who: &Identity,
        reports: &[AgentReport],
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Standing, StoreError> {
        let mut writing = self.write(who.tenant).await?;
        let standing = agents::report(&mut writing, who, reports, now, until).await?;
        writing.tx.commit().await?;
        Ok(standing)
    }

    async fn agents(&self) -> Result<Vec<KnownAgent>, StoreError> {
        let mut tx = self.read().await?;
        let rows = query("SELECT tenant, user_id, number, body FROM agent").fetch_all(&mut *tx).await?;
        rows.iter().map(known).collect()
    }

    async fn renew_agents(&self, desktops: &[AgentDesk], until: Timestamp) -> Result<(), StoreError> {
        let Some(first) = desktops.first() else { return Ok(()) };
        let mut writing = self.write(first.tenant).await?;
        for desktop in desktops {
            query(
                "UPDATE agent_desktop SET until_ms = $4 \
                 WHERE tenant = $1 AND user_id = $2 AND device = $3 AND until_ms < $4",
            )
            .bind(desktop.tenant.0)
            .bind(desktop.user.0)
            .bind(desktop.device.0)
            .bind(until.0)
            .execute(&mut *writing.tx)
            .await?;
        }
        Ok(writing.tx.commit().await?)
    }

    async fn end_agent(&self, desktop: AgentDesk, now: Timestamp) -> Result<(), StoreError> {
        let mut writing = self.write(desktop.tenant).await?;
        query(
            "UPDATE agent_desktop SET until_ms = $4 \
             WHERE tenant = $1 AND user_id = $2 AND device = $3 AND until_ms > $4",
        )
        .bind(desktop.tenant.0)
        .bind(desktop.user.0)
        .bind(desktop.device.0)
        .bind(now.0)
        .execute(&mut *writing.tx)
        .await?;
        Ok(writing.tx.commit().await?)
    }

    async fn lapse_agents(&self, now: Timestamp) -> Result<(), StoreError> {
        let over = {
            let mut tx = self.read().await?;
            let rows = query("SELECT tenant, user_id, device FROM agent_desktop WHERE until_ms <= $1")
                .bind(now.0)
                .fetch_all(&mut *tx)
                .await?;
            rows.iter().map(desk).collect::<Result<Vec<_>, _>>()?
        };
        for (tenant, user) in persons(&over) {
            let mut writing = self.write(tenant).await?;
            agents::lapse(&mut writing, user, now).await?;
            writing.tx.commit().await?;
        }
        Ok(())
    }

    async fn past_statuses(
        &self,
        tenant: TenantId,
        user: UserId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<(u64, AgentStatus)>, StoreError> {
        let mut tx = self.read().await?;
        let rows = query(
            "SELECT number, body FROM agent_past WHERE tenant = $1 AND user_id = $2 AND number > $3 \
             ORDER BY number LIMIT $4",
        )
        .bind(tenant.0)
        .bind(user.0)
        .bind(after as i64)
        .bind(i64::from(limit))
        .fetch_all(&mut *tx)
        .await?;
        rows.iter()
            .map(|row| {
                let number = row.try_get::<i64, _>("number")? as u64;
                Ok((number, rmp_serde::from_slice(row.try_get("body")?)?))
            })
            .collect()
    }
}

pub(super) fn stored(row: &DbRow) -> Result<StoredAgent, StoreError> {
    let agent: StoredAgent = rmp_serde::from_slice(row.try_get("body")?)?;
    Ok(StoredAgent { number: row.try_get::<i64, _>("number")? as u64, ..agent })
}

fn known(row: &DbRow) -> Result<KnownAgent, StoreError> {
    let StoredAgent { number, status, teams, .. } = stored(row)?;
    let (tenant, user) = (TenantId(row.try_get("tenant")?), UserId(row.try_get("user_id")?));
    Ok(KnownAgent { tenant, user, number, status, teams })
}

fn desk(row: &DbRow) -> Result<AgentDesk, StoreError> {
    Ok(AgentDesk {
        tenant: TenantId(row.try_get("tenant")?),
        user: UserId(row.try_get("user_id")?),
        device: DeviceId(row.try_get("device")?),
    })
}
