//! Hangtag runs consignment sale events: one-of-a-kind goods, sold in three places at once, never sold twice, and every
//! cent accounted for, live. ARCHITECTURE.md is the way in.

pub mod bus;
pub mod domain;
pub mod owner;
pub mod store;
