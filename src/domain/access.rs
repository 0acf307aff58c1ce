//! Who asks.

/// Who asks, and for whom.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The token's own name.
    pub name: String,
}
