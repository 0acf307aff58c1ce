//! A time of selling, and what it adds up to.

use sea_orm::entity::prelude::*;

use crate::domain::id::OrganizationId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sale_session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub organization_id: i64,
    pub event_id: i64,
    pub status: String,
    pub opened_at: i64,
    pub closed_at: Option<i64>,
    pub last_sequence: i64,
    pub totals: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The only way to begin a query.
pub fn of(tenant: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(tenant.0))
}
