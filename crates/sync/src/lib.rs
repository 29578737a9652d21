//! The sync engine as a state machine: events in, instructions out
