//! An inventory by table, and the hand-over between it and its sessions by chance. Each case reads
//! `check(given, command, expected)`; each also replays the journal.

mod attributed;
mod handover;
mod replay;
mod returns;
mod shelf;
mod table;
