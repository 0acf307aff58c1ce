//! Items as people read them.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};

use crate::domain::id::{EventId, ItemId, OrganizationId, SessionId};
use crate::domain::money::Money;
use crate::domain::sale::{Line, LineStatus, SaleChannel};
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::time::Timestamp;

use super::entity::{item, sale, sale_line};
use super::journal::{signed, unsigned};
use super::sale::of_session;
use super::{Fault, Page, Reader, Slice};

/// An item, without what moves while a session holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Organization and tag.
    pub id: ItemId,
    /// Which season's sale it is in.
    pub event: EventId,
    /// The importer's own row name.
    pub reference: Option<String>,
    /// What it is.
    pub title: String,
    /// For statistics and the shop.
    pub category: String,
    /// As on the tag.
    pub size: Option<String>,
    /// Printed on it.
    pub price: Money,
    /// May be reduced on a discount day.
    pub discountable: bool,
    /// Given away if unsold.
    pub donate: bool,
    /// MODIFIABLE, LOCKED, SOLD or TRANSFER.
    pub state: &'static str,
    /// The session that holds it, or sold it.
    pub session: Option<SessionId>,
    /// The sale that sold it, once its session is completed.
    pub sold_sequence: Option<u64>,
    /// Counts its descriptions.
    pub version: u32,
    /// When it was described.
    pub updated_at: Timestamp,
}

/// The line that sold an item, and what of its sale a reader of the item sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoldLine {
    /// The line.
    pub line: Line,
    /// When it happened at the till.
    pub sold_at: Timestamp,
    /// Where.
    pub channel: SaleChannel,
    /// Which till.
    pub till: Option<String>,
}

/// Whose items are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemScope {
    /// An event's.
    Event(EventId),
    /// A consignor's of all seasons.
    Consignor(ConsignorNumber),
    /// A consignor's in one event.
    ConsignorInEvent(ConsignorNumber, EventId),
    /// Those that a session holds or sold.
    Session(SessionId),
}

/// Which of them are wanted; `None` does not narrow, an empty list takes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemFilter {
    /// By who may change them.
    pub states: Option<Vec<&'static str>>,
    /// By category.
    pub categories: Option<Vec<String>>,
}

/// The states that rows can have.
const STATES: [&str; 4] = ["MODIFIABLE", "LOCKED", "SOLD", "TRANSFER"];

impl TryFrom<item::Model> for Item {
    type Error = Fault;

    fn try_from(row: item::Model) -> Result<Self, Fault> {
        let tag = Tag::from_number(row.tag).ok_or_else(|| Fault::inconsistent("item", "tag", row.tag))?;
        let state = STATES.into_iter().find(|state| *state == row.state);
        Ok(Self {
            id: ItemId { organization: OrganizationId(row.organization_id), tag },
            event: EventId(row.event_id),
            reference: row.reference,
            title: row.title,
            category: row.category,
            size: row.size,
            price: Money::from_minor(row.price),
            discountable: row.discountable,
            donate: row.donate,
            state: state.ok_or_else(|| Fault::inconsistent("item", "state", tag))?,
            session: row.session_id.map(SessionId),
            sold_sequence: row.sold_sequence.map(unsigned),
            version: row.version.cast_unsigned(),
            updated_at: Timestamp::from_milliseconds(row.updated_at),
        })
    }
}

fn of_scope(tenant: OrganizationId, scope: ItemScope) -> sea_orm::Select<item::Entity> {
    let by_consignor = |number: ConsignorNumber| {
        let (first, last) = number.tags();
        item::Column::Tag.between(i64::from(first.number()), i64::from(last.number()))
    };
    let condition = match scope {
        ItemScope::Event(event) => Condition::all().add(item::Column::EventId.eq(event.0)),
        ItemScope::Consignor(number) => Condition::all().add(by_consignor(number)),
        ItemScope::ConsignorInEvent(number, event) => {
            Condition::all().add(by_consignor(number)).add(item::Column::EventId.eq(event.0))
        }
        ItemScope::Session(session) => {
            let of_event = item::Column::EventId.eq(session.event().0);
            Condition::all().add(of_event).add(item::Column::SessionId.eq(session.0))
        }
    };
    item::of(tenant).filter(condition)
}

impl Reader {
    /// One item of the tenant, of any event.
    pub async fn item(&self, tenant: OrganizationId, tag: Tag) -> Result<Option<Item>, Fault> {
        let row = item::Entity::find_by_id((tenant.0, i64::from(tag.number()))).one(&self.pool).await?;
        row.map(Item::try_from).transpose()
    }

    /// Those of the tags that the tenant has, by tag.
    pub async fn items_by_tag(&self, tenant: OrganizationId, tags: &[Tag]) -> Result<HashMap<Tag, Item>, Fault> {
        if tags.is_empty() {
            return Ok(HashMap::new());
        }
        let wanted = tags.iter().map(|tag| i64::from(tag.number()));
        let rows = item::of(tenant).filter(item::Column::Tag.is_in(wanted)).all(&self.pool).await?;
        rows.into_iter().map(|row| Item::try_from(row).map(|item| (item.id.tag, item))).collect()
    }

    /// Items by tag.
    #[expect(clippy::too_many_arguments, reason = "whose, where, which, how many: no two of one type")]
    pub async fn items(
        &self,
        tenant: OrganizationId,
        scope: ItemScope,
        filter: &ItemFilter,
        page: Page,
    ) -> Result<Slice<Item>, Fault> {
        let narrow = Condition::all()
            .add_option(filter.states.as_ref().map(|states| item::Column::State.is_in(states.iter().copied())))
            .add_option(filter.categories.as_ref().map(|names| item::Column::Category.is_in(names.iter().cloned())));
        let rows = page.narrow(of_scope(tenant, scope).filter(narrow), item::Column::Tag).all(&self.pool).await?;
        let rows: Result<Vec<_>, Fault> = rows.into_iter().map(Item::try_from).collect();
        Ok(page.slice(rows?))
    }

    /// How many items there are.
    pub async fn item_count(&self, tenant: OrganizationId, scope: ItemScope) -> Result<u64, Fault> {
        Ok(of_scope(tenant, scope).count(&self.pool).await?)
    }

    /// The lines that sold these items: by session, the sale's sequence and the tag.
    pub async fn sold_lines(&self, wanted: &[(SessionId, u64, Tag)]) -> Result<HashMap<(SessionId, u64, Tag), SoldLine>, Fault> {
        let mut by_session: HashMap<SessionId, Vec<i64>> = HashMap::new();
        for (session, sequence, _) in wanted {
            by_session.entry(*session).or_default().push(signed(*sequence));
        }
        let mut sold = HashMap::new();
        for (session, sequences) in by_session {
            let sales = of_session(session).filter(sale::Column::Sequence.is_in(sequences)).all(&self.pool).await?;
            let sales: HashMap<i64, sale::Model> = sales.into_iter().map(|row| (row.id, row)).collect();
            let lines = sale_line::Entity::find()
                .filter(sale_line::Column::SaleId.is_in(sales.keys().copied()))
                .filter(sale_line::Column::Status.eq(LineStatus::Sold.name()))
                .all(&self.pool)
                .await?;
            for row in lines {
                let Some(of) = sales.get(&row.sale_id) else { continue };
                let channel =
                    SaleChannel::named(&of.channel).ok_or_else(|| Fault::inconsistent("sale", "channel", of.sequence))?;
                let sequence = unsigned(of.sequence);
                let line = Line::try_from(row)?;
                let Some(tag) = line.item else { continue };
                let sold_at = Timestamp::from_milliseconds(of.sold_at);
                sold.insert((session, sequence, tag), SoldLine { line, sold_at, channel, till: of.till.clone() });
            }
        }
        Ok(sold)
    }
}
