//! The GraphQL API: what stands between a transport and the schema.
//!
//! Reading order: a request passes the `guard`, is made an `operation` (`document` and `variables` check it), is run by
//! `execute`, and what went wrong is sorted by `mask` into the codes of `error`.

mod document;
pub mod error;
pub mod execute;
pub mod guard;
pub mod limits;
mod mask;
pub mod operation;
mod variables;
