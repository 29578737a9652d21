//! Scopes: the parts of a centre's data that a desktop holds.

use std::{fmt, str::FromStr};

use daehwa_domain::id::TeamId;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A part of the centre's data with its own order and checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Topics, rules, segments, users, teams: what every desktop holds.
    Centre,
    /// A team's customers with all that belongs to them.
    Team(TeamId),
}

/// A scope's text is not `centre` or `team:` with an id.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("not a scope: {0:?}")]
pub struct ScopeError(String);

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Centre => f.write_str("centre"),
            Self::Team(team) => write!(f, "team:{team}"),
        }
    }
}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        if text == "centre" {
            return Ok(Self::Centre);
        }
        text.strip_prefix("team:")
            .and_then(|id| id.parse().ok())
            .map(Self::Team)
            .ok_or_else(|| ScopeError(text.chars().take(64).collect()))
    }
}

impl Serialize for Scope {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
