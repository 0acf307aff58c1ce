//! Hangtag: consignment sales, sold in three places at once and never twice.

pub mod domain;
pub mod graphql;
pub mod http;
