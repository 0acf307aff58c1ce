//! The store on both databases.

mod claims;
mod commits;
mod keys;
mod migrations;
mod pages;
mod review;
mod verify;
