//! The real program, and what happens to it: `kill -9`, SIGTERM, a full disk, a disk that fails, a PostgreSQL that goes
//! away. Whatever was acknowledged is there afterwards, once; whatever was not is sent again with the same key.
//!
//! Reading order: `server` starts the program, `hall` fills it through the API, `load` sells, `watcher` listens, and
//! `wire` can be cut; the others are tests.

mod backup;
mod disk;
mod drain;
mod follow;
mod hall;
mod handover;
mod kills;
mod load;
mod postgres;
mod probe;
mod restore;
mod rollback;
mod server;
mod watcher;
mod wire;
