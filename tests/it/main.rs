//! The integration tests: one binary, a module for each room.

mod golden;
mod layers;
mod transport;
