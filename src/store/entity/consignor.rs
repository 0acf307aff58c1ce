//! Somebody who brings items.

use sea_orm::entity::prelude::*;

use crate::domain::id::OrganizationId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consignor")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub display_name: String,
    pub next_item_number: i32,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The only way to begin a query.
pub fn of(tenant: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(tenant.0))
}
