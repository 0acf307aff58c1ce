//! The terms of a sale event: fixed once it sells, handed to whoever computes with them.

use serde::{Deserialize, Serialize};

use super::money::{Bps, Currency};

/// The consignor's share in basis points, and its bonuses. The house keeps the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// Everybody's.
    pub base: Bps,
    /// For those who worked the hours of a volunteer.
    pub volunteer_bonus: Bps,
    /// For those who worked far more.
    pub super_bonus: Bps,
    /// No share is above it.
    pub max: Bps,
}

impl Rates {
    /// What a consignor without bonuses earns: base, capped.
    pub fn base_share(self) -> Bps {
        self.base.min(self.max)
    }
}

/// What a session needs to know of its event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What shares are computed with.
    pub rates: Rates,
    /// What amounts are counted in.
    pub currency: Currency,
    /// IANA name, for screens and receipts.
    pub time_zone: String,
}
