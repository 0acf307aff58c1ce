//! API tokens and the organizations that they belong to. Only hashes are stored.

use std::sync::Arc;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::domain::access::{Actor, Role, Viewer};
use crate::domain::id::OrganizationId;
use crate::domain::tag::ConsignorNumber;
use crate::domain::time::Timestamp;

use super::entity::{consignor, organization, token};
use super::fault::of_write;
use super::limit::{WORK_TIME_MAX, in_time};
use super::writer::commit;
use super::{Fault, Reader, Records};

/// A token as an administrator lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Names it for revoking.
    pub id: i64,
    /// Whose.
    pub organization: String,
    /// What it may do.
    pub role: Role,
    /// The consignor that it stands for.
    pub consignor: Option<ConsignorNumber>,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub revoked_at: Option<Timestamp>,
}

/// A role as rows and people name it.
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Organizer => "organizer",
        Role::Cashier => "cashier",
        Role::Consignor => "consignor",
    }
}

fn role_named(name: &str) -> Option<Role> {
    [Role::Organizer, Role::Cashier, Role::Consignor].into_iter().find(|role| role_name(*role) == name)
}

fn role_of(row: &token::Model) -> Result<Role, Fault> {
    role_named(&row.roles).ok_or_else(|| Fault::inconsistent("token", "roles", row.id))
}

fn number_of(row: &token::Model) -> Option<ConsignorNumber> {
    row.consignor_number.and_then(|number| ConsignorNumber::new(i64::from(number)))
}

impl Records {
    /// Keeps a token's hash; an organization that is new is created. False: the consignor is missing, and nothing is kept.
    pub async fn create_token(
        &self,
        (name, role, consignor): (&str, Role, Option<ConsignorNumber>),
        hash: &[u8; 32],
        at: Timestamp,
    ) -> Result<bool, Fault> {
        in_time(self.writer.pool.get_database_backend(), WORK_TIME_MAX, async {
            let (_turn, transaction) = self.writer.begin().await?;
            let new = organization::ActiveModel {
                name: Set(name.to_owned()),
                created_at: Set(at.milliseconds()),
                ..Default::default()
            };
            // Two first tokens at once make one organization.
            let once = OnConflict::column(organization::Column::Name).do_nothing().to_owned();
            let insert = organization::Entity::insert(new).on_conflict(once).try_insert();
            insert.exec_without_returning(&transaction).await.map_err(of_write)?;
            let row = organization::Entity::find().filter(organization::Column::Name.eq(name)).one(&transaction).await?;
            let organization = row.ok_or_else(|| Fault::inconsistent("organization", "name", name))?.id;
            if let Some(number) = consignor {
                let row = consignor::Entity::find_by_id((organization, number.get().cast_signed())).one(&transaction).await?;
                if row.is_none() {
                    transaction.rollback().await?;
                    return Ok(false);
                }
            }
            let row = token::ActiveModel {
                organization_id: Set(organization),
                hash: Set(hash.to_vec()),
                roles: Set(role_name(role).to_owned()),
                consignor_number: Set(consignor.map(|number| number.get().cast_signed())),
                created_at: Set(at.milliseconds()),
                revoked_at: Set(None),
                ..Default::default()
            };
            token::Entity::insert(row).exec(&transaction).await.map_err(of_write)?;
            commit(transaction).await?;
            Ok(true)
        })
        .await
    }

    /// Revokes a token. False: there is none, or it was revoked before.
    pub async fn revoke_token(&self, id: i64, at: Timestamp) -> Result<bool, Fault> {
        let _turn = self.writer.turn().await;
        let revoked = token::Entity::update_many()
            .col_expr(token::Column::RevokedAt, sea_orm::sea_query::Expr::value(at.milliseconds()))
            .filter(token::Column::Id.eq(id))
            .filter(token::Column::RevokedAt.is_null())
            .exec(&self.writer.pool)
            .await
            .map_err(of_write)?;
        Ok(revoked.rows_affected > 0)
    }
}

impl Reader {
    /// Who has the token with this hash; none if it is unknown or revoked.
    pub async fn viewer(&self, hash: &[u8; 32]) -> Result<Option<Viewer>, Fault> {
        let select =
            token::Entity::find().filter(token::Column::Hash.eq(hash.to_vec())).filter(token::Column::RevokedAt.is_null());
        let Some(row) = select.one(&self.pool).await? else { return Ok(None) };
        let Some(organization) = organization::Entity::find_by_id(row.organization_id).one(&self.pool).await? else {
            return Ok(None);
        };
        Ok(Some(Viewer {
            actor: Actor::Token(row.id),
            organization: OrganizationId(organization.id),
            organization_name: Arc::from(organization.name),
            roles: vec![role_of(&row)?],
            consignor: number_of(&row),
        }))
    }

    /// Is there an organization of this name?
    pub async fn knows_organization(&self, name: &str) -> Result<bool, Fault> {
        let row = organization::Entity::find().filter(organization::Column::Name.eq(name)).one(&self.pool).await?;
        Ok(row.is_some())
    }

    /// Every token, oldest first; never the tokens themselves.
    pub async fn tokens(&self) -> Result<Vec<Token>, Fault> {
        let mut tokens = Vec::new();
        for row in token::Entity::find().order_by_asc(token::Column::Id).all(&self.pool).await? {
            let organization = organization::Entity::find_by_id(row.organization_id).one(&self.pool).await?;
            tokens.push(Token {
                id: row.id,
                organization: organization.map(|row| row.name).unwrap_or_default(),
                role: role_of(&row)?,
                consignor: number_of(&row),
                created_at: Timestamp::from_milliseconds(row.created_at),
                revoked_at: row.revoked_at.map(Timestamp::from_milliseconds),
            });
        }
        Ok(tokens)
    }
}
