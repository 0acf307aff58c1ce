//! An item's stay in a session.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub tag: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub locked_seq: i64,
    pub price: i64,
    pub unlocked_seq: Option<i64>,
    pub returned_seq: Option<i64>,
    pub sale_sequence: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
