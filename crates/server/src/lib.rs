//! The central server: API, live push, sign-in
