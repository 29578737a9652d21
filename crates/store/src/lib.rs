//! The server's storage: one trait, SQLite and PostgreSQL behind it
