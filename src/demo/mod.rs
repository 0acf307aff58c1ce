//! tmp
mod money;
pub mod plan;
