//! Prices as people type them: read where there is one way to read them, refused where there are two.

use std::fmt;

use crate::domain::money::{Money, NotMoney};

/// Why a cell is no price. The sentence is for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAPrice {
    /// Nothing there.
    Empty,
    /// No amount.
    Malformed,
    /// Less than nothing.
    Negative,
    /// 0.00.
    Nothing,
    /// More than the contract allows.
    TooMuch,
    /// A third decimal.
    ThirdDecimal,
    /// `1.234` and `1,234`: in one country a thousand, in another one and a bit.
    TwoWays {
        /// Read as a thousand.
        whole: String,
    },
    /// In another currency than the event's.
    Currency {
        /// What stands in the cell.
        found: String,
        /// What the event counts in.
        event: String,
    },
}

impl fmt::Display for NotAPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty; write an amount such as 12.50"),
            Self::Malformed => f.write_str("is no amount; write it like 12.50"),
            Self::Negative => f.write_str("is negative; a price is more than 0.00"),
            Self::Nothing => f.write_str("is nothing; a price is more than 0.00"),
            Self::TooMuch => write!(f, "is more than {}", Money::MAX),
            Self::ThirdDecimal => f.write_str("has more than two decimals; write it like 12.50"),
            Self::TwoWays { whole } => {
                write!(f, "can be read in two ways; write {whole}.00 if it is that much, else two decimals")
            }
            Self::Currency { found, event } => {
                write!(f, "is in {found}, but the event counts in {event}; write the amount alone")
            }
        }
    }
}

/// Signs and codes beside an amount, and the currencies that they may mean.
const SIGNS: [(&str, &[&str]); 17] = [
    ("us$", &["USD"]),
    ("$", &["USD", "CAD", "AUD", "NZD"]),
    ("€", &["EUR"]),
    ("£", &["GBP"]),
    ("sfr.", &["CHF"]),
    ("fr.", &["CHF"]),
    ("kr", &["SEK", "NOK", "DKK"]),
    ("usd", &["USD"]),
    ("eur", &["EUR"]),
    ("gbp", &["GBP"]),
    ("cad", &["CAD"]),
    ("aud", &["AUD"]),
    ("nzd", &["NZD"]),
    ("chf", &["CHF"]),
    ("sek", &["SEK"]),
    ("nok", &["NOK"]),
    ("dkk", &["DKK"]),
];

/// Reads `12`, `12.5`, `12,50`, `1,234.50`, `1.234,50`, `1'234.50`, `$12` and `12 €`, in an event that counts in `currency`.
pub fn read(text: &str, currency: &str) -> Result<Money, NotAPrice> {
    let text = text.trim();
    if text.is_empty() {
        return Err(NotAPrice::Empty);
    }
    let lower = text.to_lowercase();
    let number = without_sign(&lower, currency)?;
    if number.starts_with(['-', '−']) || number.starts_with('(') {
        return Err(NotAPrice::Negative);
    }
    let plain = plain(number)?;
    match Money::parse(&plain) {
        Ok(Money::ZERO) => Err(NotAPrice::Nothing),
        Ok(price) => Ok(price),
        Err(NotMoney::TooMuch) => Err(NotAPrice::TooMuch),
        Err(NotMoney::Malformed) => Err(NotAPrice::Malformed),
    }
}

/// The amount without the currency that stands before or behind it.
fn without_sign<'a>(text: &'a str, currency: &str) -> Result<&'a str, NotAPrice> {
    for (sign, currencies) in SIGNS {
        let Some(number) = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)) else { continue };
        if !currencies.contains(&currency) {
            return Err(NotAPrice::Currency { found: sign.to_uppercase(), event: currency.to_owned() });
        }
        return Ok(number.trim());
    }
    Ok(text)
}

/// As [`Money`] reads it: digits, a point, at most two decimals.
fn plain(number: &str) -> Result<String, NotAPrice> {
    let is_separator = |character: char| matches!(character, '.' | ',' | '\'' | '’' | ' ' | '\u{A0}' | '\u{202F}');
    if !number.chars().all(|character| character.is_ascii_digit() || is_separator(character)) {
        return Err(NotAPrice::Malformed);
    }
    let parts: Vec<&str> = number.split(is_separator).collect();
    let separators: Vec<char> = number.chars().filter(|character| is_separator(*character)).collect();
    let (Some(last), Some((decimals, groups))) = (separators.last(), parts.split_last()) else { return Ok(number.to_owned()) };
    if parts.iter().any(|part| part.is_empty()) {
        return Err(NotAPrice::Malformed);
    }
    let others = &separators[..separators.len() - 1];
    let is_uniform = |separators: &[char]| separators.windows(2).all(|pair| pair[0] == pair[1]);
    let is_decimal = matches!(last, '.' | ',') && !others.contains(last) && is_uniform(others);
    if is_decimal && decimals.len() <= 2 {
        return grouped(groups).map(|whole| format!("{whole}.{decimals}"));
    }
    let whole = if is_uniform(&separators) { grouped(&parts).ok() } else { None };
    match whole {
        // With two kinds, the last is the decimal one, and has three digits behind it.
        None if is_decimal => Err(NotAPrice::ThirdDecimal),
        None => Err(NotAPrice::Malformed),
        Some(whole) if separators.len() == 1 && matches!(last, '.' | ',') => Err(NotAPrice::TwoWays { whole }),
        Some(whole) => Ok(whole),
    }
}

/// Digits in groups of three, the first one shorter perhaps, and never 0.
fn grouped(groups: &[&str]) -> Result<String, NotAPrice> {
    match groups {
        [whole] => Ok((*whole).to_owned()),
        [first, rest @ ..]
            if (1..=3).contains(&first.len()) && !first.starts_with('0') && rest.iter().all(|group| group.len() == 3) =>
        {
            Ok(groups.concat())
        }
        _ => Err(NotAPrice::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_price_that_has_one_meaning_is_read() {
        for (text, currency, minor) in [
            ("12", "USD", 1_200),
            ("12.5", "USD", 1_250),
            ("12,50", "USD", 1_250),
            ("12,5", "EUR", 1_250),
            (" 0.01 ", "USD", 1),
            ("1,234.50", "USD", 123_450),
            ("1.234,50", "EUR", 123_450),
            ("1'234.50", "CHF", 123_450),
            ("1 234,5", "EUR", 123_450),
            ("1\u{A0}234", "EUR", 123_400),
            ("1,234,567", "USD", 123_456_700),
            ("1.234.567,89", "EUR", 123_456_789),
            ("1234.5", "USD", 123_450),
            ("$12", "USD", 1_200),
            ("$ 1,234.50", "CAD", 123_450),
            ("US$12", "USD", 1_200),
            ("12 €", "EUR", 1_200),
            ("€12,50", "EUR", 1_250),
            ("EUR 12.50", "EUR", 1_250),
            ("12.50 usd", "USD", 1_250),
            ("12 kr", "DKK", 1_200),
            ("Fr. 12.50", "CHF", 1_250),
            ("£3", "GBP", 300),
        ] {
            assert_eq!(read(text, currency), Ok(Money::from_minor(minor)), "{text}");
        }
    }

    #[test]
    fn a_price_that_has_two_meanings_or_none_is_refused() {
        let two = |whole: &str| NotAPrice::TwoWays { whole: whole.to_owned() };
        for (text, why) in [
            ("", NotAPrice::Empty),
            ("1,234", two("1234")),
            ("1.234", two("1234")),
            ("12.345", two("12345")),
            ("$1,234", two("1234")),
            ("0.125", NotAPrice::ThirdDecimal),
            ("1234.567", NotAPrice::ThirdDecimal),
            ("1,234.567", NotAPrice::ThirdDecimal),
            ("1,23.50", NotAPrice::Malformed),
            ("12,34,567", NotAPrice::Malformed),
            ("1.2.3", NotAPrice::Malformed),
            ("12.", NotAPrice::Malformed),
            (".50", NotAPrice::Malformed),
            ("twelve", NotAPrice::Malformed),
            ("$", NotAPrice::Malformed),
            ("1e3", NotAPrice::Malformed),
            ("-5", NotAPrice::Negative),
            ("$-5", NotAPrice::Negative),
            ("0", NotAPrice::Nothing),
            ("0,00", NotAPrice::Nothing),
            ("10000000.01", NotAPrice::TooMuch),
        ] {
            assert_eq!(read(text, "USD"), Err(why), "{text}");
        }
        for (text, currency) in [("12 €", "USD"), ("$12", "EUR"), ("12 USD", "CAD"), ("£1", "EUR")] {
            assert!(matches!(read(text, currency), Err(NotAPrice::Currency { .. })), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_every_amount_is_read_as_it_is_shown(text in ".{0,20}", minor in 1_i64..=1_000_000_000) {
            let _ = read(&text, "EUR");
            let money = Money::from_minor(minor);
            prop_assert_eq!(read(&money.to_string(), "EUR"), Ok(money));
        }
    }
}
