//! One thing of a sale.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sale_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sale_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub status: String,
    pub tag: Option<String>,
    pub item_tag: Option<i64>,
    pub description: Option<String>,
    pub claimed_consignor: Option<i32>,
    pub consignor: Option<i32>,
    pub price: i64,
    pub discount: i64,
    pub share_bps: Option<i32>,
    pub reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
