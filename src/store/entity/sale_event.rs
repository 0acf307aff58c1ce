//! One season's sale and its terms.

use sea_orm::entity::prelude::*;

use crate::domain::id::OrganizationId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sale_event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organization_id: i64,
    pub name: String,
    pub currency: String,
    pub time_zone: String,
    pub starts_at: i64,
    pub ends_at: i64,
    pub base_share_bps: i32,
    pub volunteer_bonus_bps: i32,
    pub super_bonus_bps: i32,
    pub max_share_bps: i32,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The only way to begin a query.
pub fn of(tenant: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(tenant.0))
}
