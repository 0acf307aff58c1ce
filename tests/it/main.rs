//! The integration tests: one binary, a module for each room.

#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test they are assertions, also in what tests share")]

mod harness;

mod api;
mod commit;
mod crash;
mod exchange;
mod golden;
mod lan;
mod layers;
mod observe;
mod owner;
mod program;
mod store;
mod transport;
