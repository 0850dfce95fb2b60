//! The only code that names Node-API: registration, raw callbacks, JS values to bytes, errors to JS.

mod async_work;
mod batch;
mod failure;
mod held;
mod hooks;
mod input;
mod instance;
mod memory;
mod node_api;
mod operations;
mod positions;
pub mod registration;
