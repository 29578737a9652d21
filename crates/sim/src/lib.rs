//! Deterministic simulator of desktops, one server and a bad network
