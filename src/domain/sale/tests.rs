//! A session by table and by chance. Each case reads `check(given, command, expected)`; each also audits the state that
//! it ends in against a naive reading of the journal, and replays the journal.

mod audit;
mod closing;
mod hall;
mod holds;
mod keys;
mod offline;
mod parked;
mod property;
mod replay;
mod review;
mod table;
mod told;
mod voids;
