//! Idempotency keys: what a client sends to be sure that a mutation happens once.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A key in its scope, and what was asked under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Of mutation, target id and the client's text. 128 bits: two keys of a season do not meet by chance.
    pub hash: u128,
    /// Of the arguments, so that the same key with other arguments is noticed.
    pub arguments: u64,
}

impl Key {
    /// The key `text` of `mutation` on `target`, for a command whose canonical form is `arguments`.
    pub fn new(mutation: &str, target: &str, text: &str, arguments: &str) -> Self {
        // Lengths first: no two scopes run together to the same bytes.
        let scope = format!("{}:{mutation}{}:{target}{text}", mutation.len(), target.len());
        Self { hash: u128::from_be_bytes(prefix(&scope)), arguments: digest64(arguments) }
    }
}

/// 64 bits of SHA-256, for comparing arguments.
pub fn digest64(text: &str) -> u64 {
    u64::from_be_bytes(prefix(text))
}

fn prefix<const N: usize>(text: &str) -> [u8; N] {
    let digest = Sha256::digest(text.as_bytes());
    let mut bytes = [0; N];
    bytes.copy_from_slice(&digest[..N]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_scoped_to_mutation_and_target() {
        let key = Key::new("saleRecord", "a", "k", "x");
        assert_eq!(key, Key::new("saleRecord", "a", "k", "x"));
        assert_ne!(key.hash, Key::new("saleVoid", "a", "k", "x").hash);
        assert_ne!(key.hash, Key::new("saleRecord", "b", "k", "x").hash);
        assert_ne!(key.hash, Key::new("saleRecord", "", "ak", "x").hash);
        assert_ne!(key.arguments, Key::new("saleRecord", "a", "k", "y").arguments);
    }
}
