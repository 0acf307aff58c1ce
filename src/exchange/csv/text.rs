//! Which encoding a file has, and its cells as text.

use std::borrow::Cow;

use super::Place;

/// How bytes are characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// What everything writes today.
    Utf8,
    /// What a spreadsheet on Windows writes when it is asked for "CSV".
    Windows1252,
}

/// Windows-1252 from 0x80 to 0x9F; the rest is as in Unicode. Five bytes are no characters: they stay control characters,
/// which no text may hold.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// What the cells of a file say about its encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Cells with characters beyond ASCII, all of them UTF-8.
    good: u64,
    /// Cells with bytes that are no UTF-8.
    bad: u64,
    first_bad: Option<Place>,
}

impl Evidence {
    /// Looks at a cell.
    pub fn see(&mut self, cell: &[u8], place: Place) {
        match std::str::from_utf8(cell) {
            Ok(text) if text.is_ascii() => {}
            // A cell that was cut may end within a character.
            Err(error) if error.error_len().is_none() && cell.len() == super::CELL_BYTES_MAX => {}
            Ok(_) => self.good += 1,
            Err(_) => {
                self.bad += 1;
                self.first_bad.get_or_insert(place);
            }
        }
    }

    /// The encoding; else the first cell that does not fit into what is UTF-8 otherwise. What Windows-1252 calls an umlaut
    /// is hardly ever UTF-8 by chance, so the majority of the cells is right.
    pub fn encoding(&self) -> Result<Encoding, Place> {
        match self.first_bad {
            None => Ok(Encoding::Utf8),
            Some(place) if self.good > self.bad => Err(place),
            Some(_) => Ok(Encoding::Windows1252),
        }
    }

    /// The same behind a byte order mark, which promises UTF-8.
    pub fn encoding_after_mark(&self) -> Result<Encoding, Place> {
        self.first_bad.map_or(Ok(Encoding::Utf8), Err)
    }
}

impl Encoding {
    /// A cell as text. What is not of this encoding becomes U+FFFD.
    pub fn text(self, cell: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Utf8 => String::from_utf8_lossy(cell),
            Self::Windows1252 if cell.is_ascii() => String::from_utf8_lossy(cell),
            Self::Windows1252 => Cow::Owned(cell.iter().map(|byte| windows_1252(*byte)).collect()),
        }
    }

    /// As a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

fn windows_1252(byte: u8) -> char {
    byte.checked_sub(0x80).and_then(|at| WINDOWS_1252.get(usize::from(at)).copied()).unwrap_or(char::from(byte))
}
