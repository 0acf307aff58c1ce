//! The rules of a consignment sale, and nothing else: no async, no clock, no chance, no I/O.
//! Everything here is a value or a function of values; the shell brings time, facts and storage.

pub mod access;
pub mod handover;
pub mod id;
pub mod inventory;
pub mod key;
pub mod machine;
pub mod money;
pub mod sale;
pub mod statistics;
pub mod tag;
pub mod terms;
pub mod text;
pub mod till;
pub mod time;
