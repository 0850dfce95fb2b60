//! `stringops-booster`: FNV-1a, byte-order comparison and substring search for Node.js.
//!
//! Imports go one way: `bindings` (Node-API) -> `backend` (the operations on a block of memory) -> `fnv1a` and `utf16`
//! (the kernels) -> `cpu` (what the CPU has). `docs/ARCHITECTURE.md` is the map.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic"))]

pub mod backend;
pub mod bindings;
pub mod cpu;
pub mod engine_config;
pub mod fnv1a;
pub mod needles;
pub mod utf16;
