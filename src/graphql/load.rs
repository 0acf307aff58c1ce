//! Batched look-ups, so that a page of items asks for its events and consignors once. Nothing is cached between batches.

use std::collections::HashMap;
use std::time::Duration;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::runtime::{TokioSpawner, TokioTimer};
use async_graphql::{Context, Result};

use crate::domain::id::{ConsignorId, EventId, ItemId, OrganizationId, SessionId};
use crate::domain::tag::Tag;
use crate::store::{Consignor, Fault, Item, Reader, SaleEvent, SoldLine};

use super::ask::storage;

/// Asks the tables for many keys at once.
pub(super) struct Rows {
    reader: Reader,
}

/// The loader that every resolver shares.
pub(super) type Loaders = DataLoader<Rows>;

pub(super) fn loaders(reader: Reader) -> Loaders {
    // No delay: what one level of a query asks for is asked in one poll already.
    DataLoader::new(Rows { reader }, TokioSpawner::current(), TokioTimer::default()).delay(Duration::ZERO)
}

impl Loader<ItemId> for Rows {
    type Value = Item;
    type Error = Fault;

    async fn load(&self, ids: &[ItemId]) -> std::result::Result<HashMap<ItemId, Item>, Fault> {
        let mut found = HashMap::new();
        for (tenant, tags) in by_tenant(ids.iter().map(|id| (id.organization, id.tag))) {
            let items = self.reader.items_by_tag(tenant, &tags).await?;
            found.extend(items.into_values().map(|item| (item.id, item)));
        }
        Ok(found)
    }
}

impl Loader<ConsignorId> for Rows {
    type Value = Consignor;
    type Error = Fault;

    async fn load(&self, ids: &[ConsignorId]) -> std::result::Result<HashMap<ConsignorId, Consignor>, Fault> {
        let mut found = HashMap::new();
        for (tenant, numbers) in by_tenant(ids.iter().map(|id| (id.organization, id.number))) {
            for (number, consignor) in self.reader.consignors_by_number(tenant, &numbers).await? {
                found.insert(ConsignorId { organization: tenant, number }, consignor);
            }
        }
        Ok(found)
    }
}

/// An event of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct TenantEvent(pub OrganizationId, pub EventId);

impl Loader<TenantEvent> for Rows {
    type Value = SaleEvent;
    type Error = Fault;

    async fn load(&self, keys: &[TenantEvent]) -> std::result::Result<HashMap<TenantEvent, SaleEvent>, Fault> {
        let mut found = HashMap::new();
        // A page's items are of one event, or of a few.
        for key in keys {
            if let Some(event) = self.reader.event(key.0, key.1).await? {
                found.insert(*key, event);
            }
        }
        Ok(found)
    }
}

/// The line of a sale that sold an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct SoldIn(pub SessionId, pub u64, pub Tag);

impl Loader<SoldIn> for Rows {
    type Value = SoldLine;
    type Error = Fault;

    async fn load(&self, keys: &[SoldIn]) -> std::result::Result<HashMap<SoldIn, SoldLine>, Fault> {
        let wanted: Vec<_> = keys.iter().map(|key| (key.0, key.1, key.2)).collect();
        let lines = self.reader.sold_lines(&wanted).await?;
        Ok(lines.into_iter().map(|((session, sequence, tag), line)| (SoldIn(session, sequence, tag), line)).collect())
    }
}

fn by_tenant<T>(keys: impl Iterator<Item = (OrganizationId, T)>) -> HashMap<OrganizationId, Vec<T>> {
    let mut groups: HashMap<OrganizationId, Vec<T>> = HashMap::new();
    for (tenant, key) in keys {
        groups.entry(tenant).or_default().push(key);
    }
    groups
}

/// One row through the shared loader.
pub(super) async fn one<K>(context: &Context<'_>, key: K) -> Result<Option<<Rows as Loader<K>>::Value>>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    Rows: Loader<K, Error = Fault>,
{
    context.data_unchecked::<Loaders>().load_one(key).await.map_err(|fault| storage(&fault))
}
