//! The API as tills, dashboards and organizers use it: real HTTP to a server in this process, over each database.

mod bad_input;
mod caller;
mod harness;
mod holds;
mod idempotency;
mod known;
mod offline;
mod pack;
mod parked;
mod races;
mod sales;

mod bombs;
mod connections;
mod cost;
mod earnings;
mod events;
mod follow;
mod live;
mod review;
mod rights;
mod sharing;
mod tenancy;
mod tills;
mod watch;
