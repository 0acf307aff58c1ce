//! The rules, pure.

pub mod access;
