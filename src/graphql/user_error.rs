//! Business refusals as data: for each mutation a type with a code of its own enum (contract: conventions).

use async_graphql::Interface;
use async_graphql::resolver_utils::EnumType;

use crate::observe::metrics;

/// Makes an error type and its enum of codes.
macro_rules! user_error {
    (
        $(#[$doc:meta])* $name:ident,
        $(#[$code_doc:meta])* $code:ident { $($(#[$variant_doc:meta])* $variant:ident),+ $(,)? }
        $(, $(#[$field_doc:meta])* $field:ident: $ty:ty)*
    ) => {
        $(#[$code_doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
        pub enum $code { $($(#[$variant_doc])* $variant),+ }

        $(#[$doc])*
        #[derive(Clone, async_graphql::SimpleObject)]
        pub struct $name {
            /// English, for logs; screens translate from code and data.
            pub(in crate::graphql) message: String,
            /// The path of the argument, for example `["input", "lines", "3", "tag"]`.
            pub(in crate::graphql) field: Option<Vec<String>>,
            /// What went wrong.
            code: $code,
            $($(#[$field_doc])* $field: $ty,)*
        }

        impl $name {
            /// Without more than code, path and message.
            #[allow(dead_code, clippy::allow_attributes, reason = "not every mutation refuses without data")]
            pub(in crate::graphql) fn new(code: $code, field: &[&str], message: impl Into<String>) -> Self {
                $crate::graphql::user_error::counted(code);
                let field = (!field.is_empty()).then(|| field.iter().map(|part| (*part).to_owned()).collect());
                Self { message: message.into(), field, code, $($field: None),* }
            }
        }
    };
}
pub(super) use user_error;

/// Counts a refusal by its code.
pub(super) fn counted<Code: EnumType>(code: Code) {
    if let Some(item) = Code::items().iter().find(|item| item.value == code) {
        metrics::refusal(item.name);
    }
}

use super::cart::{CartParkUserError, CartTakeUserError};
use super::consignor::ConsignorAddUserError;
use super::event::SaleEventCreateUserError;
use super::hold::{ItemsHoldUserError, ItemsReleaseUserError};
use super::item::{ItemUpdateUserError, ItemsAddUserError};
use super::sale::{SaleRecordUserError, SaleReviewResolveUserError, SaleVoidUserError};
use super::session::{
    SaleSessionCancelUserError, SaleSessionCompleteUserError, SaleSessionOpenUserError, SaleSessionRestockUserError,
    SaleSessionWithdrawUserError,
};
use super::till::TillReportUserError;

/// A business refusal.
#[derive(Interface)]
#[graphql(
    field(name = "message", ty = "&String", desc = "English, for logs; screens translate from code and data."),
    field(
        name = "field",
        ty = "&Option<Vec<String>>",
        desc = "The path of the argument, for example `[\"input\", \"lines\", \"3\", \"tag\"]`."
    )
)]
pub(super) enum UserError {
    SaleEventCreate(SaleEventCreateUserError),
    ConsignorAdd(ConsignorAddUserError),
    ItemsAdd(ItemsAddUserError),
    ItemUpdate(ItemUpdateUserError),
    SaleSessionOpen(SaleSessionOpenUserError),
    SaleSessionRestock(SaleSessionRestockUserError),
    SaleSessionWithdraw(SaleSessionWithdrawUserError),
    SaleSessionComplete(SaleSessionCompleteUserError),
    SaleSessionCancel(SaleSessionCancelUserError),
    ItemsHold(ItemsHoldUserError),
    ItemsRelease(ItemsReleaseUserError),
    CartPark(CartParkUserError),
    CartTake(CartTakeUserError),
    SaleRecord(SaleRecordUserError),
    SaleVoid(SaleVoidUserError),
    SaleReviewResolve(SaleReviewResolveUserError),
    TillReport(TillReportUserError),
}

/// What an idempotency key's refusal says everywhere.
pub(super) const KEY_MISMATCH: &str = "This idempotency key was used for other arguments.";
/// What a missing session's refusal says everywhere.
pub(super) const SESSION_NOT_FOUND: &str = "There is no such session.";
/// What an ended session's refusal says everywhere.
pub(super) const SESSION_NOT_ACTIVE: &str = "The session is over.";
