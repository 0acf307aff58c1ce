//! Rows to calls.

mod consignors;
mod items;
mod journal;

use sha2::{Digest, Sha256};

pub use consignors::{ConsignorImport, import_consignors};
pub use items::{ItemImport, import_items};
pub use journal::{JournalImport, import_journal};

use super::file::{FileFault, Source};
use super::{ExchangeError, hex};

/// 128 bits of SHA-256: two calls of a season do not meet by chance.
const KEY_BYTES: usize = 16;

/// The idempotency key of a call that asks for just this: the same call again is the same key, another one is another.
fn key(mutation: &str, asked: &str) -> String {
    format!("import-{mutation}-{}", hex(&Sha256::digest(asked.as_bytes()), KEY_BYTES))
}

/// A fault of the file, with its name.
fn of_file(source: &Source) -> impl Fn(FileFault) -> ExchangeError + '_ {
    |fault| ExchangeError::File(source.path.clone(), fault)
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn a_key_is_of_what_is_asked() {
        assert_eq!(key("itemsAdd", "a"), key("itemsAdd", "a"));
        assert_ne!(key("itemsAdd", "a"), key("itemsAdd", "b"));
        assert!(key("itemsAdd", "a").len() < 255);
    }
}
