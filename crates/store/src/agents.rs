//! Agents' states (D-7): one for each person, whatever the desktops; the server runs the state machine over what they report.

use std::collections::BTreeSet;

use async_trait::async_trait;
use daehwa_domain::{
    agent::{AgentStatus, Workload},
    agent_log::{AgentStep, StepCause},
    id::{DeviceId, TeamId, TenantId, UserId},
    time::Timestamp,
};
use daehwa_protocol::message::AgentReport;
use serde::{Deserialize, Serialize};

use crate::{Identity, StoreError, rows::Rows};

/// What agents do now, and did.
#[async_trait]
pub trait Agents: Send + Sync {
    /// Takes what a desktop reports, in its order, and holds the desktop for being in contact until `until`. What was taken before
    /// changes nothing. Without reports: how things stand.
    async fn report_agent(
        &self,
        who: &Identity,
        reports: &[AgentReport],
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Standing, StoreError>;

    /// The states of all agents of all tenants.
    async fn agents(&self) -> Result<Vec<KnownAgent>, StoreError>;

    /// These desktops are in contact until `until`.
    async fn renew_agents(&self, desktops: &[AgentDesk], until: Timestamp) -> Result<(), StoreError>;

    /// Ends the contact of a desktop at `now`, such as when its person signs out there.
    async fn end_agent(&self, desktop: AgentDesk, now: Timestamp) -> Result<(), StoreError>;

    /// Takes the desktops whose contact is over at `now` out of their persons' states. Who has no other is offline.
    async fn lapse_agents(&self, now: Timestamp) -> Result<(), StoreError>;

    /// What an agent's states were, after the one with this number, oldest first.
    async fn past_statuses(
        &self,
        tenant: TenantId,
        user: UserId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<(u64, AgentStatus)>, StoreError>;
}

/// A person's desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentDesk {
    /// The tenant.
    pub tenant: TenantId,
    /// The person.
    pub user: UserId,
    /// The desktop.
    pub device: DeviceId,
}

impl AgentDesk {
    /// The desktop of a connection.
    pub fn of(who: &Identity) -> Self {
        Self { tenant: who.tenant, user: who.user.id, device: who.device }
    }
}

/// An agent's state, as others may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAgent {
    /// The tenant.
    pub tenant: TenantId,
    /// Who.
    pub user: UserId,
    /// Grows with every status.
    pub number: u64,
    /// The state.
    pub status: AgentStatus,
    /// The person's teams: who is in one of them may see the state.
    pub teams: Vec<TeamId>,
}

/// How things stand for one desktop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The person's state.
    pub agent: KnownAgent,
    /// The highest number of this desktop's reports that was taken.
    pub taken: u64,
    /// The work on the person's other desktops; `None` when none is in contact.
    pub elsewhere: Option<Workload>,
}

/// An agent's row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredAgent {
    #[serde(skip)]
    pub number: u64,
    pub status: AgentStatus,
    pub teams: Vec<TeamId>,
    /// When the person last asked for a state, or signed in: what was asked for earlier comes too late.
    pub asked_ms: Timestamp,
}

/// What a desktop told last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AgentDesktop {
    pub device: DeviceId,
    pub taken: u64,
    pub work: Workload,
    pub until: Option<Timestamp>,
}

/// Takes a desktop's reports.
pub(crate) async fn report(
    rows: &mut dyn Rows,
    who: &Identity,
    reports: &[AgentReport],
    now: Timestamp,
    until: Timestamp,
) -> Result<Standing, StoreError> {
    let user = who.user.id.0;
    let mut agent = rows.lock_agent(user).await?;
    let desktops = rows.agent_desktops(user).await?;
    let elsewhere = work_of(desktops.iter().filter(|it| it.device != who.device));
    let known = desktops.into_iter().find(|it| it.device == who.device);
    let unknown = AgentDesktop { device: who.device, taken: 0, work: Workload::default(), until: None };
    let mut desktop = known.unwrap_or(unknown);
    let is_other_team = agent.teams != who.user.teams;
    agent.teams.clone_from(&who.user.teams);
    for report in reports {
        if report.number <= desktop.taken {
            continue;
        }
        desktop.taken = report.number;
        desktop.work = report.work;
        let step = not_too_late(report.step(now), &mut agent);
        let after = step.after(agent.status, elsewhere);
        become_status(rows, user, &mut agent, after).await?;
    }
    desktop.until = Some(until);
    rows.put_agent_desktop(user, &desktop).await?;
    // Others may see the state now.
    agent.number += u64::from(is_other_team);
    rows.put_agent(user, &agent).await?;
    let StoredAgent { number, status, teams, .. } = agent;
    let agent = KnownAgent { tenant: who.tenant, user: who.user.id, number, status, teams };
    Ok(Standing { agent, taken: desktop.taken, elsewhere })
}

/// Takes the desktops of an agent whose contact is over out of the state.
pub(crate) async fn lapse(rows: &mut dyn Rows, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    let mut agent = rows.lock_agent(user.0).await?;
    let (over, alive): (Vec<_>, Vec<_>) =
        rows.agent_desktops(user.0).await?.into_iter().partition(|it| it.until.is_none_or(|until| until <= now));
    for desktop in over.into_iter().filter(|it| it.until.is_some()) {
        rows.put_agent_desktop(user.0, &AgentDesktop { work: Workload::default(), until: None, ..desktop }).await?;
    }
    let after = match work_of(alive.iter()) {
        Some(work) => AgentStep { at_ms: now, cause: StepCause::Work, work }.after(agent.status, None),
        None => agent.status.out_of_contact(now),
    };
    become_status(rows, user.0, &mut agent, after).await?;
    rows.put_agent(user.0, &agent).await
}

/// What is asked for on one desktop does not undo what was asked for later on another, though it arrives later.
fn not_too_late(step: AgentStep, agent: &mut StoredAgent) -> AgentStep {
    match step.cause {
        StepCause::Work => step,
        _ if step.at_ms < agent.asked_ms => AgentStep { cause: StepCause::Work, ..step },
        _ => {
            agent.asked_ms = step.at_ms;
            step
        }
    }
}

async fn become_status(
    rows: &mut dyn Rows,
    user: uuid::Uuid,
    agent: &mut StoredAgent,
    status: AgentStatus,
) -> Result<(), StoreError> {
    if status == agent.status {
        return Ok(());
    }
    agent.status = status;
    agent.number += 1;
    rows.put_past_status(user, agent).await
}

/// The work on those desktops that are in contact; `None` without any.
fn work_of<'a>(desktops: impl Iterator<Item = &'a AgentDesktop>) -> Option<Workload> {
    desktops.filter(|it| it.until.is_some()).map(|it| it.work).reduce(Workload::and)
}

/// Each person once.
pub(crate) fn persons(desktops: &[AgentDesk]) -> BTreeSet<(TenantId, UserId)> {
    desktops.iter().map(|it| (it.tenant, it.user)).collect()
}
