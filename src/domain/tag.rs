//! The code on a hang tag: `00417-0023-0`, consignor (5), item (4), Damm check digit.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A tag that passed its check: consignor and item number as one, `41_700_23` for `00417-0023-0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tag(u32);

/// A consignor's number, 1 to 99,999: printed on each tag, never given to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConsignorNumber(u32);

/// The text is no tag: not ten digits, or the check digit says that it was misread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATag;

/// Items that one consignor may have in a life: four digits, without 0000.
pub const ITEMS_PER_CONSIGNOR_MAX: u32 = 9_999;
const CONSIGNOR_NUMBER_MAX: u32 = 99_999;
const TAG_DIGITS: usize = 10;

/// The quasigroup of H. M. Damm, 2004, of order 10: finds every single wrong digit and every swap of two neighbours.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

impl ConsignorNumber {
    /// A number from 1 to 99,999.
    pub fn new(number: i64) -> Option<Self> {
        u32::try_from(number).ok().filter(|number| (1..=CONSIGNOR_NUMBER_MAX).contains(number)).map(Self)
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The first and the last tag that this consignor can have.
    pub const fn tags(self) -> (Tag, Tag) {
        (Tag(self.0 * 10_000), Tag(self.0 * 10_000 + ITEMS_PER_CONSIGNOR_MAX))
    }
}

impl Tag {
    /// The tag of a consignor's item, 1 to 9,999.
    pub fn of(consignor: ConsignorNumber, item: u32) -> Option<Self> {
        (1..=ITEMS_PER_CONSIGNOR_MAX).contains(&item).then_some(Self(consignor.0 * 10_000 + item))
    }

    /// Reads a scan: blanks and hyphens are ignored, ten digits remain, and the check digit is right.
    pub fn parse(text: &str) -> Result<Self, NotATag> {
        let mut digits = [0_u8; TAG_DIGITS];
        let mut count = 0;
        for character in text.chars().filter(|character| !character.is_whitespace() && *character != '-') {
            let digit = character.to_digit(10).and_then(|digit| u8::try_from(digit).ok()).ok_or(NotATag)?;
            *digits.get_mut(count).ok_or(NotATag)? = digit;
            count += 1;
        }
        if count != TAG_DIGITS || damm(&digits) != 0 {
            return Err(NotATag);
        }
        let number = digits.iter().take(TAG_DIGITS - 1).fold(0_u32, |sum, digit| sum * 10 + u32::from(*digit));
        Self::from_number(i64::from(number)).ok_or(NotATag)
    }

    /// From what a database holds: consignor number x 10,000 + item number.
    pub fn from_number(number: i64) -> Option<Self> {
        let number = u32::try_from(number).ok()?;
        let consignor = ConsignorNumber::new(i64::from(number / 10_000))?;
        Self::of(consignor, number % 10_000)
    }

    /// Consignor number x 10,000 + item number: how databases hold it, in the order of the tags.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// Whose it is.
    pub const fn consignor(self) -> ConsignorNumber {
        ConsignorNumber(self.0 / 10_000)
    }

    /// Ten digits, without separators.
    pub fn digits(self) -> String {
        format!("{:09}{}", self.0, self.check_digit())
    }

    /// As printed: `00417-0023-0`.
    pub fn printed(self) -> String {
        format!("{:05}-{:04}-{}", self.0 / 10_000, self.0 % 10_000, self.check_digit())
    }

    fn check_digit(self) -> u8 {
        let mut digits = [0_u8; TAG_DIGITS - 1];
        let mut rest = self.0;
        for digit in digits.iter_mut().rev() {
            *digit = u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
        }
        damm(&digits)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits())
    }
}

fn damm(digits: &[u8]) -> u8 {
    digits.iter().fold(0, |interim, digit| DAMM[usize::from(interim)][usize::from(*digit)])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blanks_and_hyphens_do_not_matter() {
        let tag = Tag::of(ConsignorNumber(417), 23).unwrap();
        assert_eq!((tag.printed().as_str(), tag.to_string().as_str()), ("00417-0023-0", "0041700230"));
        assert_eq!(Tag::parse(&tag.printed()), Ok(tag));
        assert_eq!(Tag::parse(&tag.digits()), Ok(tag));
        assert_eq!(Tag::parse(&format!(" {} \t", tag.printed().replace('-', " - "))), Ok(tag));
    }

    #[test]
    fn a_consignor_has_9999_tags() {
        let consignor = ConsignorNumber(417);
        let (first, last) = consignor.tags();
        assert!(first.number() < Tag::of(consignor, 1).unwrap().number());
        assert_eq!(last, Tag::of(consignor, 9_999).unwrap());
        assert!(first.number() > Tag::of(ConsignorNumber(416), 9_999).unwrap().number());
        assert_eq!(Tag::of(consignor, 10_000), None);
    }

    #[test]
    fn damm_is_the_published_one() {
        // The example of Damm's thesis: 572 has the check digit 4.
        assert_eq!(damm(&[5, 7, 2]), 4);
    }

    #[test]
    fn numbers_from_zero_are_no_tags() {
        for text in ["", "0000000000", "0041700006", "12345", "00417002360", "0041700x36", "٠٠٤١٧٠٠٢٣٦"] {
            assert_eq!(Tag::parse(text), Err(NotATag), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_single_wrong_digit_and_every_swap_is_found(consignor in 1_u32..=99_999, item in 1_u32..=9_999, place in 0_usize..10, digit in 0_u8..10) {
            let tag = Tag::of(ConsignorNumber(consignor), item).unwrap();
            let mut digits = tag.digits().into_bytes();
            prop_assert_eq!(Tag::parse(&tag.digits()), Ok(tag));
            let right = digits[place];
            digits[place] = b'0' + digit;
            if digits[place] != right {
                prop_assert_eq!(Tag::parse(std::str::from_utf8(&digits).unwrap()), Err(NotATag));
            }
            digits[place] = right;
            if place < 9 && digits[place] != digits[place + 1] {
                digits.swap(place, place + 1);
                prop_assert_eq!(Tag::parse(std::str::from_utf8(&digits).unwrap()), Err(NotATag));
            }
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = Tag::parse(&text);
        }
    }
}
