//! Everything that needs more than one room, in one binary: a module a room.

mod transport;
