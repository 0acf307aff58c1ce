//! The integration tests: one binary, a module per room.

mod layers;
//! The integration tests: one binary, a module for each room.

mod golden;
