//! Money to the cent, shares exactly. No floats, no rounding but in [`Exact::settled`].

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// An amount in minor units (cents). All currencies of the contract have two decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

/// An exact amount in 1/10,000 of a minor unit: money times basis points, never rounded before settlement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(i128);

/// Basis points, 0 to 10,000 (6500 = 65 %).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bps(u16);

/// Why a text is no amount. The sentence is for the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMoney {
    /// Something but digits and one point with one or two decimals.
    Malformed,
    /// More than [`Money::MAX`].
    TooMuch,
}

impl fmt::Display for NotMoney {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "is not an amount such as \"12.50\": digits, at most two decimals, no sign",
            Self::TooMuch => "is more than 10000000.00",
        })
    }
}

/// How many 1/10,000 of a minor unit make one minor unit.
const EXACT_PER_MINOR: i128 = 10_000;
/// Longer texts are no amounts: `10000000.00` has eleven characters, the rest is leading zeros.
const MONEY_TEXT_CHARACTERS_MAX: usize = 20;

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest amount that a client may send: 10000000.00.
    pub const MAX: Self = Self(1_000_000_000);

    /// From minor units.
    pub const fn from_minor(minor: i64) -> Self {
        Self(minor)
    }

    /// Minor units (cents).
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// Reads `12`, `12.5` or `12.50`; refuses signs, exponents, blanks, a third decimal and more than [`Money::MAX`].
    pub fn parse(text: &str) -> Result<Self, NotMoney> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "00"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || decimals.len() > 2 {
            return Err(NotMoney::Malformed);
        }
        if whole.len() > MONEY_TEXT_CHARACTERS_MAX {
            return Err(NotMoney::TooMuch);
        }
        let number = |part: &str| part.bytes().fold(0_i128, |sum, byte| sum * 10 + i128::from(byte - b'0'));
        let scale = if decimals.len() == 1 { 10 } else { 1 };
        let minor = number(whole) * 100 + number(decimals) * scale;
        i64::try_from(minor).ok().map(Self).filter(|amount| *amount <= Self::MAX).ok_or(NotMoney::TooMuch)
    }

    /// This amount, as an exact one.
    pub const fn exact(self) -> Exact {
        Exact(self.0 as i128 * EXACT_PER_MINOR)
    }

    /// What so many basis points of this amount are, exactly.
    pub const fn share(self, rate: Bps) -> Exact {
        Exact(self.0 as i128 * rate.0 as i128)
    }
}

impl Exact {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// From 1/10,000 of a minor unit.
    pub const fn from_units(units: i128) -> Self {
        Self(units)
    }

    /// 1/10,000 of a minor unit.
    pub const fn units(self) -> i128 {
        self.0
    }

    /// The only rounding there is: to the cent, half away from zero (DESIGN, promise 3).
    pub fn settled(self) -> Money {
        let half = EXACT_PER_MINOR / 2;
        let away = if self.0 < 0 { -half } else { half };
        Money(i64::try_from((self.0 + away) / EXACT_PER_MINOR).unwrap_or(if self.0 < 0 { i64::MIN } else { i64::MAX }))
    }
}

impl Bps {
    /// All of it.
    pub const ALL: Self = Self(10_000);

    /// From basis points; `None` beyond 0 to 10,000.
    pub fn new(bps: i64) -> Option<Self> {
        u16::try_from(bps).ok().map(Self).filter(|rate| *rate <= Self::ALL)
    }

    /// Basis points.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let minor = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", minor / 100, minor % 100)
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let units = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:06}", units / 1_000_000, units % 1_000_000)
    }
}

// As text in JSON: a sum of a season may pass what JSON numbers hold exactly.
impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| D::Error::custom("not an exact amount"))
    }
}

macro_rules! arithmetic {
    ($amount:ident) => {
        impl Add for $amount {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }
        impl Sub for $amount {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }
        impl Neg for $amount {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }
        impl AddAssign for $amount {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }
        impl SubAssign for $amount {
            fn sub_assign(&mut self, other: Self) {
                self.0 -= other.0;
            }
        }
        impl Sum for $amount {
            fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
                amounts.fold(Self(0), Add::add)
            }
        }
    };
}
arithmetic!(Money);
arithmetic!(Exact);

/// What an event counts in. ISO 4217.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names are ISO 4217's own")]
pub enum Currency {
    Usd,
    Eur,
    Gbp,
    Cad,
    Aud,
    Nzd,
    Chf,
    Sek,
    Nok,
    Dkk,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_amount_is_digits_and_at_most_two_decimals() {
        for (text, minor) in [
            ("0", 0),
            ("12", 1_200),
            ("12.5", 1_250),
            ("12.50", 1_250),
            ("0.01", 1),
            ("007", 700),
            ("10000000.00", 1_000_000_000),
            ("00000000000000000012", 1_200),
        ] {
            assert_eq!(Money::parse(text), Ok(Money(minor)), "{text}");
        }
        for text in ["", ".", ".5", "5.", "12.345", "-1", "+1", "1e3", " 1", "1 ", "1,5", "1.2.3", "١", "NaN"] {
            assert_eq!(Money::parse(text), Err(NotMoney::Malformed), "{text}");
        }
        for text in ["10000000.01", "10000001", "000000000000000000012", "1000000000000000000000000000000", &"9".repeat(4_000)] {
            assert_eq!(Money::parse(text), Err(NotMoney::TooMuch), "{text}");
        }
    }

    #[test]
    fn a_refusal_is_a_sentence() {
        for (text, end) in [("ten", "at most two decimals, no sign"), ("10000001", "more than 10000000.00")] {
            let sentence = Money::parse(text).unwrap_err().to_string();
            assert!(sentence.starts_with("is ") && sentence.ends_with(end), "{sentence}");
        }
    }

    #[test]
    fn settlement_rounds_half_away_from_zero() {
        for (units, minor) in [(0, 0), (4_999, 0), (5_000, 1), (-4_999, 0), (-5_000, -1), (14_999, 1), (15_000, 2)] {
            assert_eq!(Exact(units).settled(), Money(minor), "{units}");
        }
    }

    #[test]
    fn an_exact_amount_is_kept_as_it_is() {
        assert_eq!(Exact::from_units(643_500).units(), 643_500);
        assert_eq!(Money(99).share(Bps(6_500)).units(), 643_500);
        assert_eq!(Money(-3).exact().units(), -30_000);
    }

    #[test]
    fn more_than_can_be_paid_is_the_most_that_can_be_said() {
        assert_eq!(Exact(i128::MAX / 2).settled(), Money(i64::MAX));
        assert_eq!(Exact(i128::MIN / 2).settled(), Money(i64::MIN));
    }

    #[test]
    fn an_exact_amount_is_text_in_json() {
        let season = Exact(643_500);
        assert_eq!(serde_json::to_string(&season).unwrap(), "\"643500\"");
        assert_eq!(serde_json::from_str::<Exact>("\"643500\"").unwrap(), season);
        assert!(serde_json::from_str::<Exact>("\"64.35\"").is_err());
    }

    #[test]
    fn a_rate_is_at_most_all_of_it() {
        assert_eq!(Bps::new(6_500).map(Bps::get), Some(6_500));
        assert_eq!(Bps::new(10_000), Some(Bps::ALL));
        assert_eq!(Bps::new(10_001), None);
        assert_eq!(Bps::new(-1), None);
    }

    #[test]
    fn exact_amounts_show_six_decimals() {
        assert_eq!(Money(99).share(Bps(6_500)).to_string(), "0.643500");
        assert_eq!((-Money(150).exact()).to_string(), "-1.500000");
        assert_eq!(Money(-5).to_string(), "-0.05");
        assert_eq!((Money::ZERO.to_string(), Exact::ZERO.to_string()), ("0.00".to_owned(), "0.000000".to_owned()));
    }

    proptest! {
        #[test]
        fn shares_of_both_sides_add_up(minor in 0_i64..=1_000_000_000, bps in 0_u16..=10_000) {
            let (net, rate) = (Money(minor), Bps(bps));
            prop_assert_eq!(net.share(rate) + net.share(Bps(10_000 - bps)), net.exact());
        }

        #[test]
        fn what_is_shown_is_read_back(minor in 0_i64..=1_000_000_000) {
            prop_assert_eq!(Money::parse(&Money(minor).to_string()), Ok(Money(minor)));
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = Money::parse(&text);
        }
    }
}
