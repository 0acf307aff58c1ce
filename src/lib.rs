//! Hangtag runs consignment sale events: one-of-a-kind goods, sold in three places at once, never sold twice, and every
//! cent accounted for, live. ARCHITECTURE.md is the way in.

pub mod domain;

pub mod observe;

pub mod bus;
pub mod store;

pub mod owner;

pub mod graphql;

pub mod http;

pub mod client;

pub mod demo;
pub mod exchange;
pub mod watch;

#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;

pub mod app;
pub mod config;
