//! Scripts to begin with. The file is in `templates/scripts/` at the top of the project.

/// Scripts for the topics of a telephone company.
pub const TELECOM: &str = include_str!("../../../../templates/scripts/telecom.toml");
