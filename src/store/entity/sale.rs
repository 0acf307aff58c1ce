//! One completed purchase.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sale")]
pub struct Model {
    /// The database's own number, in the order of insertion: in a session it grows with the sequence.
    #[sea_orm(primary_key)]
    pub id: i64,
    pub session_id: i64,
    pub sequence: i64,
    pub status: String,
    pub channel: String,
    pub sold_at: i64,
    pub recorded_at: i64,
    pub total: i64,
    pub sales_total: i64,
    pub discount_total: i64,
    pub consignor_share: i64,
    pub house_cut: i64,
    pub unattributed: i64,
    pub shopper_code: Option<String>,
    pub till: Option<String>,
    pub receipt: Option<String>,
    pub review_reasons: String,
    pub void_reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
