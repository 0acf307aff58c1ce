//! A unique thing. Written by its event's Inventory alone.

use sea_orm::entity::prelude::*;

use crate::domain::id::OrganizationId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub tag: i64,
    pub event_id: i64,
    pub reference: Option<String>,
    pub title: String,
    pub category: String,
    pub size: Option<String>,
    pub price: i64,
    pub discountable: bool,
    pub donate: bool,
    pub state: String,
    pub session_id: Option<i64>,
    pub handover_seq: Option<i64>,
    pub sold_sequence: Option<i64>,
    pub version: i32,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The only way to begin a query.
pub fn of(tenant: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(tenant.0))
}
