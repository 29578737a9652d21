//! The models put through files: what they choose, how often they are right, how much they store.
//!
//! Each task runs the product's own code, through the product's own types, over a file of somebody's events. See docs/insight.md.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod duplicates;
pub mod error;
pub mod needs;
pub mod numbers;
pub mod size;
pub mod source;
pub mod table;
pub mod topic;
