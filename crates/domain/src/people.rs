//! The people of the centre: users, roles, teams.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    customer::Language,
    dialogue::Localized,
    id::{TeamId, UserId},
};

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes and makes calls for the customers of the own teams.
    Agent,
    /// Sees the timelines of the own teams' customers and their agents.
    Supervisor,
    /// Edits topics, users and teams.
    Administrator,
}

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct User {
    /// Identity.
    pub id: UserId,
    /// Sign-in name.
    pub login: String,
    /// Name that others see.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// The teams whose customers the user may see.
    pub teams: Vec<TeamId>,
    /// Preferred language.
    pub language: Language,
    /// May not sign in any more.
    pub disabled: bool,
}

/// A team of agents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Team {
    /// Identity.
    pub id: TeamId,
    /// What it is called.
    pub name: Localized,
}
