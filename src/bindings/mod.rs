//! The only code that names Node-API: registration, raw callbacks, JS values to bytes, errors to JS.
//!
//! Imports go one way: `registration`, then a file for each group of functions, then `callback` (what every function
//! goes through), `instance`, `input`, `hooks`, `node_api`, `failure`.

mod async_work;
mod batch;
mod callback;
mod failure;
mod held;
mod hooks;
mod input;
mod instance;
mod memory;
mod needles;
mod node_api;
mod offsets;
mod operations;
pub mod registration;
