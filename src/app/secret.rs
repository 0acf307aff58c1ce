//! API tokens: 256 random bits, shown once, known afterwards by their hash alone.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Says what it is to whoever finds one in a log or a repository.
const PREFIX: &str = "ht_";
const SECRET_BYTES: usize = 32;

/// A token's SHA-256. Its 256 bits are random, so that nothing slower is needed.
pub type Hash = [u8; 32];

/// A token. Shown by `{}` only, so that no `{:?}` logs it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// From random bytes.
    pub fn new(random: &[u8; SECRET_BYTES]) -> Self {
        Self(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(random)))
    }

    /// Reads what [`Secret`] shows; anything else is no token, and nobody needs to be asked for it.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        (bytes.len() == SECRET_BYTES).then(|| Self(text.to_owned()))
    }

    /// What is stored.
    pub fn hash(&self) -> Hash {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_nothing_else_is_one() {
        let secret = Secret::new(&[7; 32]);
        let text = secret.to_string();
        assert_eq!(text.len(), 46);
        assert_eq!(Secret::parse(&text), Some(secret.clone()));
        assert_ne!(secret.hash(), Secret::new(&[8; 32]).hash());
        assert_eq!(format!("{secret:?}"), "Secret(..)");
        for other in ["", "ht_", &text[3..], &text[..45], &format!("{text}A"), &format!("{text}="), &format!("{} ", &text[..45])]
        {
            assert_eq!(Secret::parse(other), None, "{other}");
        }
    }
}
