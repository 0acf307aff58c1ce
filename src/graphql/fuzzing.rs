//! What must hold for cursors, whatever is in them: see `crate::fuzzing`.

use super::page::{decode, encode};
use crate::domain::id::GlobalId;

/// A cursor has one spelling and one kind, and so has an id.
pub fn cursor(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for kind in ["item", "sale", "session", "consignor", "event"] {
        if let Some(key) = decode(kind, text) {
            assert_eq!(encode(kind, key), text);
            assert_eq!(["item", "sale"].into_iter().filter(|other| *other != kind).find_map(|other| decode(other, text)), None);
        }
    }
    if let Some(id) = GlobalId::parse(text) {
        assert_eq!((id.to_string().as_str(), GlobalId::parse(&id.to_string())), (text, Some(id)));
    }
    let mut key = [0; 8];
    key.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    let key = i64::from_be_bytes(key);
    assert_eq!(decode("item", &encode("item", key)), Some(key));
}
