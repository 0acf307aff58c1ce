//! Hangtag runs consignment sale events.
pub mod demo;
