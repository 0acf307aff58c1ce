//! The small closed sets of a sale. Stored under the names that clients see.

use serde::{Deserialize, Serialize};

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// All of them, in the contract's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As rows and clients name it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }

            /// From what a row holds.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }
    };
}
pub(crate) use names;

names! {
    /// Where a sale was made.
    SaleChannel {
        /// At a till in the hall.
        Pos = "POS",
        /// In our own web shop.
        Online = "ONLINE",
        /// In a Shopify shop.
        Shopify = "SHOPIFY",
    }
}

names! {
    /// What an item is held for.
    HoldKind {
        /// It lies in a cart.
        Cart = "CART",
        /// The cart waits aside.
        Parked = "PARKED",
        /// It is being paid.
        Payment = "PAYMENT",
    }
}

names! {
    /// What money came as.
    TenderKind {
        /// Coins and notes.
        Cash = "CASH",
        /// A card terminal.
        Card = "CARD",
        /// A check.
        Check = "CHECK",
        /// PayPal.
        Paypal = "PAYPAL",
        /// Anything else.
        Other = "OTHER",
    }
}

names! {
    /// Whether a line's money is credited.
    LineStatus {
        /// To an item's consignor.
        Sold = "SOLD",
        /// To nobody yet: a person decides.
        Unattributed = "UNATTRIBUTED",
        /// Given back.
        Refunded = "REFUNDED",
    }
}

names! {
    /// Why a person must look at a sale.
    ReviewReason {
        /// Its item was sold before.
        AlreadySold = "ALREADY_SOLD",
        /// No such tag, or none that can be read.
        UnknownTag = "UNKNOWN_TAG",
        /// The item is not for sale in this session.
        NotInSession = "NOT_IN_SESSION",
        /// It arrived after the session was closed.
        SessionClosed = "SESSION_CLOSED",
        /// Another price than the tag's was charged.
        Price = "PRICE",
        /// The tenders do not add up to what was charged.
        Tender = "TENDER",
        /// It says that it happened outside the session's time.
        Clock = "CLOCK",
    }
}
