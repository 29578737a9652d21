//! What a call centre is made of: customers, dialogues, topics, calls, agent states.
//!
//! Pure: no I/O, no clock, no randomness. Moments and ids are arguments.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod address;
pub mod agent;
pub mod agent_log;
pub mod article;
pub mod assignment;
pub mod calendar;
pub mod call;
pub mod call_list;
pub mod callback;
pub mod case;
pub mod classifier;
pub mod confirmation;
pub mod continuity;
pub mod conversation;
pub mod customer;
pub mod delivered;
pub mod dialogue;
pub mod digest;
pub mod duplicates;
pub mod episode;
pub mod fold;
pub mod funnel;
pub mod hangul;
pub mod id;
pub mod identity;
pub mod interaction;
pub mod journey;
pub mod limits;
pub mod merge;
pub mod need;
pub mod number;
pub mod participation;
pub mod people;
pub mod quality;
pub mod record;
pub mod rule;
pub mod rulepack;
pub mod script;
pub mod segment;
pub mod sequence;
pub mod sla;
pub mod stage_undo;
pub mod step;
pub mod time;
pub mod topic;
pub mod topic_model;
pub mod treatment;
pub mod web;
pub mod when;
pub mod wrap_up;
