//! What things have in common: an id that any client can ask for again.

use async_graphql::{Context, Enum, ID, Interface, Object, Result, SimpleObject};

use crate::domain::access::{self, Role as DomainRole};
use crate::domain::id::GlobalId;

use super::ask::{bad, nullable, owners, viewer};
use super::consignor::{Consignor, consignor_by_id};
use super::event::{SaleEvent, event_by_id};
use super::item::{Item, item_by_id};
use super::sale::{Sale, sale_by_id};
use super::scalar::DateTime;
use super::session::{SaleSession, session_by_id};

/// Ids of one `nodes` call (contract).
const NODES_MAX: usize = 100;

/// A thing with an id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID"))]
pub(super) enum Node {
    SaleEvent(SaleEvent),
    Consignor(Consignor),
    Item(Item),
    SaleSession(SaleSession),
    Sale(Sale),
}

/// Organizers run the sale; cashiers sell; consignors see what is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(super) enum Role {
    /// All of the organization.
    Organizer,
    /// Sells, holds, voids, looks items up.
    Cashier,
    /// Its own items and earnings.
    Consignor,
}

/// Who asks: from the token.
#[derive(SimpleObject)]
pub(super) struct Viewer {
    /// Whose data it may touch.
    organization_id: ID,
    /// As given when the organization was created.
    organization_name: String,
    /// At least one.
    roles: Vec<Role>,
    /// The consignor that a CONSIGNOR token stands for.
    consignor: Option<Consignor>,
    /// The server's present, for setting a till's clock beside.
    server_time: DateTime,
}

#[derive(Default)]
pub(super) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Any thing by its id; null if there is none, or the viewer may not see it.
    async fn node(&self, context: &Context<'_>, id: ID) -> Option<Result<Node>> {
        nullable(async {
            viewer(context)?;
            find(context, &id).await
        })
        .await
    }

    /// Any things by their ids, in the order of the ids. At most 100.
    #[graphql(complexity = "1 + ids.len() * child_complexity")]
    async fn nodes(&self, context: &Context<'_>, ids: Vec<ID>) -> Result<Vec<Option<Node>>> {
        viewer(context)?;
        if ids.len() > NODES_MAX {
            return Err(bad("ids", format!("has {} ids; at most {NODES_MAX} are allowed", ids.len())));
        }
        let mut nodes = Vec::with_capacity(ids.len());
        for id in ids {
            nodes.push(find(context, &id).await?);
        }
        Ok(nodes)
    }

    /// Who asks; null without a token.
    async fn viewer(&self, context: &Context<'_>) -> Option<Result<Viewer>> {
        nullable(async {
            let Some(viewer) = context.data_opt::<access::Viewer>() else { return Ok(None) };
            let consignor = match viewer.consignor {
                Some(number) => super::consignor::consignor_by_number(context, number).await?,
                None => None,
            };
            let role = |role: &DomainRole| match role {
                DomainRole::Organizer => Role::Organizer,
                DomainRole::Cashier => Role::Cashier,
                DomainRole::Consignor => Role::Consignor,
            };
            Ok(Some(Viewer {
                organization_id: ID(GlobalId::Organization(viewer.organization).to_string()),
                organization_name: viewer.organization_name.to_string(),
                roles: viewer.roles.iter().map(role).collect(),
                consignor,
                server_time: owners(context).now().into(),
            }))
        })
        .await
    }
}

async fn find(context: &Context<'_>, id: &str) -> Result<Option<Node>> {
    Ok(match GlobalId::parse(id) {
        Some(GlobalId::Event(_)) => event_by_id(context, id).await?.map(Node::SaleEvent),
        Some(GlobalId::Consignor(_)) => consignor_by_id(context, id).await?.map(Node::Consignor),
        Some(GlobalId::Item(_)) => item_by_id(context, id).await?.map(Node::Item),
        Some(GlobalId::Session(_)) => session_by_id(context, id).await?.map(Node::SaleSession),
        Some(GlobalId::Sale(_)) => sale_by_id(context, id).await?.map(Node::Sale),
        Some(GlobalId::Organization(_)) | None => None,
    })
}
