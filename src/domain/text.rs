//! Text that people and programs type: bounded, on one line, without control characters.

use std::fmt;

/// The contract's limit of a string unless said otherwise.
pub const TEXT_CHARACTERS_MAX: usize = 200;
/// The contract's limit of an idempotency key.
pub const KEY_CHARACTERS_MAX: usize = 255;

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotText {
    /// Nothing but blanks.
    Empty,
    /// Longer than so many characters.
    TooLong(usize),
    /// A control character, such as a line break or NUL.
    Control,
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty"),
            Self::TooLong(most) => write!(f, "has more than {most} characters"),
            Self::Control => f.write_str("holds a control character"),
        }
    }
}

/// A line that must say something: blanks around it are cut off.
pub fn line(text: &str) -> Result<String, NotText> {
    let text = optional_line(text)?;
    if text.is_empty() { Err(NotText::Empty) } else { Ok(text) }
}

/// A line that may be empty.
pub fn optional_line(text: &str) -> Result<String, NotText> {
    let text = text.trim();
    check(text, TEXT_CHARACTERS_MAX)?;
    Ok(text.to_owned())
}

/// An idempotency key: taken as it is, since two keys that differ in a blank are two keys.
pub fn key(text: &str) -> Result<&str, NotText> {
    if text.is_empty() {
        return Err(NotText::Empty);
    }
    check(text, KEY_CHARACTERS_MAX)?;
    Ok(text)
}

/// What a scanner sent, kept raw for a person to read: only what no database or screen can hold is replaced.
pub fn raw(text: &str) -> Result<String, NotText> {
    if text.chars().count() > TEXT_CHARACTERS_MAX {
        return Err(NotText::TooLong(TEXT_CHARACTERS_MAX));
    }
    Ok(text.chars().map(|character| if character.is_control() { '\u{FFFD}' } else { character }).collect())
}

fn check(text: &str, most: usize) -> Result<(), NotText> {
    // Counting characters of a megabyte is work too; no text of so many bytes fits.
    if text.len() > most * 4 || text.chars().count() > most {
        return Err(NotText::TooLong(most));
    }
    if text.chars().any(char::is_control) {
        return Err(NotText::Control);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_bounded_and_printable() {
        assert_eq!(line("  Blue coat "), Ok("Blue coat".to_owned()));
        assert_eq!(line(" \t "), Err(NotText::Empty));
        assert_eq!(line("a\nb"), Err(NotText::Control));
        assert_eq!(line("a\0"), Err(NotText::Control));
        assert_eq!(line(&"ä".repeat(200)).map(|text| text.chars().count()), Ok(200));
        assert_eq!(line(&"ä".repeat(201)), Err(NotText::TooLong(200)));
        assert_eq!(line(&"𝄞".repeat(200)).map(|text| text.len()), Ok(800));
    }

    #[test]
    fn a_key_is_taken_as_it_is() {
        assert_eq!(key(" k "), Ok(" k "));
        assert_eq!(key(""), Err(NotText::Empty));
        assert_eq!(key("a\n"), Err(NotText::Control));
        assert_eq!(key(&"k".repeat(256)), Err(NotText::TooLong(255)));
    }

    #[test]
    fn a_refusal_is_a_sentence() {
        assert_eq!(NotText::Empty.to_string(), "is empty");
        assert_eq!(NotText::TooLong(200).to_string(), "has more than 200 characters");
        assert_eq!(NotText::Control.to_string(), "holds a control character");
    }

    #[test]
    fn a_raw_scan_is_kept_but_for_what_cannot_be_stored() {
        assert_eq!(raw("12\u{0}34 "), Ok("12\u{FFFD}34 ".to_owned()));
        assert_eq!(raw(&"x".repeat(200)), Ok("x".repeat(200)));
        assert_eq!(raw(&"x".repeat(201)), Err(NotText::TooLong(200)));
    }
}
