//! The only code that names Node-API: registration, raw callbacks, JS values to bytes, errors to JS.

mod failure;
mod hooks;
mod input;
mod instance;
mod node_api;
mod operations;
pub mod registration;
