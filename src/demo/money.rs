//! Money as the plan counts it: whole cents, and shares in ten-thousandths of a cent.
//!
//! Written apart from the server's own money on purpose: the demo proves the server's sums, so it must not share
//! the code that makes them.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

/// Cents in one unit of the currency.
const CENTS_A_UNIT: u64 = 100;
/// Ten-thousandths of a cent in one unit of the currency.
const FINE_A_UNIT: u128 = 1_000_000;
/// A whole, in basis points; also the fine units in a cent.
const WHOLE_BPS: u64 = 10_000;

/// An amount in cents; printed as the contract's `Money`: `12.50`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cents(pub u64);

/// An amount in 1/10,000 cent; printed as the contract's `ExactMoney`: `0.643500`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fine(pub u128);

impl Cents {
    /// The exact share of this amount.
    pub fn share(self, share_bps: u32) -> Fine {
        Fine(u128::from(self.0) * u128::from(share_bps))
    }

    /// The same amount in fine units.
    pub fn fine(self) -> Fine {
        Fine(u128::from(self.0) * u128::from(WHOLE_BPS))
    }
}

impl Fine {
    /// What is left of `whole` when this much is taken from it.
    pub fn rest_of(self, whole: Self) -> Self {
        Self(whole.0.saturating_sub(self.0))
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / CENTS_A_UNIT, self.0 % CENTS_A_UNIT)
    }
}

impl fmt::Display for Fine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06}", self.0 / FINE_A_UNIT, self.0 % FINE_A_UNIT)
    }
}

impl Add for Cents {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Cents {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

impl AddAssign for Fine {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

#[cfg(test)]
mod tests {
    use super::{Cents, Fine};

    #[test]
    fn amounts_are_written_as_the_contract_says() {
        assert_eq!(Cents(1250).to_string(), "12.50");
        assert_eq!(Cents(5).to_string(), "0.05");
        assert_eq!(Cents(99).share(6500).to_string(), "0.643500");
        assert_eq!(Cents(1250).fine(), Fine(12_500_000));
        assert_eq!(Cents(99).share(6500).rest_of(Cents(99).fine()).to_string(), "0.346500");
    }
}
