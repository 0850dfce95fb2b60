//! The integration tests: one program, because each would be linked with all of wasmtime.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod backends;
mod corpus;
mod module;
mod properties;
mod sandbox;
mod support;
