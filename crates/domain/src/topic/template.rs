//! Topics to begin with, by trade. The files are in `templates/topics/` at the top of the project.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::file::{self, FileError, ReadTopic};

/// A trade for which topics are at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// Telephone and internet.
    Telecom,
    /// Insurance.
    Insurance,
    /// Selling goods.
    Shop,
    /// Service for companies.
    Business,
}

impl Template {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Telecom, Self::Insurance, Self::Shop, Self::Business];

    /// The file.
    pub fn text(self) -> &'static str {
        match self {
            Self::Telecom => include_str!("../../../../templates/topics/telecom.toml"),
            Self::Insurance => include_str!("../../../../templates/topics/insurance.toml"),
            Self::Shop => include_str!("../../../../templates/topics/shop.toml"),
            Self::Business => include_str!("../../../../templates/topics/business.toml"),
        }
    }

    /// Its topics.
    pub fn topics(self) -> Result<Vec<ReadTopic>, FileError> {
        file::read(self.text())
    }
}
