//! The contract's scalars. What a client sends is kept as text until a resolver reads it, so that the error names the
//! argument and not only the type.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

use crate::domain::{money, time::Timestamp};

/// Exact amount with exactly the currency's decimals: "12.50". Input: digits, at most the currency's decimals, no sign,
/// at most 10000000.00; anything else is `BAD_USER_INPUT`. Output may be negative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money(pub String);

/// Exact amount with six decimals: "0.643500". Never rounded before settlement; may be negative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExactMoney(pub String);

/// RFC 3339, UTC, milliseconds: 2026-11-20T10:15:00.000Z. Input may have any offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateTime(pub String);

macro_rules! text_scalar {
    ($name:ident, $what:literal) => {
        #[Scalar]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                match value {
                    Value::String(text) => Ok(Self(text)),
                    _ => Err(InputValueError::custom(concat!("is not ", $what, " in a string"))),
                }
            }

            fn is_valid(value: &Value) -> bool {
                matches!(value, Value::String(_))
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.clone())
            }
        }
    };
}
text_scalar!(Money, "an amount such as \"12.50\"");
text_scalar!(ExactMoney, "an exact amount");
text_scalar!(DateTime, "a moment such as \"2026-11-20T10:15:00.000Z\"");

impl From<money::Money> for Money {
    fn from(amount: money::Money) -> Self {
        Self(amount.to_string())
    }
}

impl From<money::Exact> for ExactMoney {
    fn from(amount: money::Exact) -> Self {
        Self(amount.to_string())
    }
}

impl From<Timestamp> for DateTime {
    fn from(moment: Timestamp) -> Self {
        Self(moment.to_string())
    }
}

/// A count or sequence as GraphQL's 32-bit Int.
pub(super) fn int(number: u64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
