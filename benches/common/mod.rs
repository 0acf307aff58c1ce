//! What the drivers share: the server as a child, an event to sell, HTTP by hand, and how figures are written down.

pub mod figures;
pub mod goods;
pub mod process;
pub mod server;
pub mod wire;

/// Any fault ends a driver with one line.
pub type Failure = Box<dyn std::error::Error>;
