//! Which items a session has or had, tag by tag: what an event pack and statistics are made of.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::id::{OrganizationId, SessionId};
use crate::domain::money::Money;
use crate::domain::statistics::Described;
use crate::domain::tag::Tag;

use super::entity::{item, session_item};
use super::journal::signed;
use super::{Fault, Reader};

/// Which of a session's items are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stays {
    /// Those that it holds or sold.
    Present,
    /// Those that it gave back, too.
    Ever,
    /// Those that came in with this entry of the session.
    LockedBy(u64),
}

/// Items that one question describes.
const TAGS_PER_LOOK: u64 = 1_000;

impl Reader {
    /// The tags behind `after`, ascending, at most so many. The session is one of the tenant's.
    #[expect(clippy::too_many_arguments, reason = "where, which, behind what, how many: no two of one type")]
    pub async fn tags_in(&self, session: SessionId, stays: Stays, after: Option<Tag>, limit: u64) -> Result<Vec<Tag>, Fault> {
        use session_item::Column;
        let mut select = session_item::Entity::find().filter(Column::SessionId.eq(session.0));
        if let Some(after) = after {
            select = select.filter(Column::Tag.gt(i64::from(after.number())));
        }
        select = match stays {
            Stays::Present => select.filter(Column::UnlockedSeq.is_null()),
            Stays::Ever => select,
            Stays::LockedBy(seq) => select.filter(Column::LockedSeq.eq(signed(seq))),
        };
        // An item that was withdrawn and came in again has two stays.
        let select = select.select_only().column(Column::Tag).distinct().order_by_asc(Column::Tag).limit(limit);
        let numbers: Vec<i64> = select.into_tuple().all(&self.pool).await?;
        let read = |number| Tag::from_number(number).ok_or_else(|| Fault::inconsistent("session_item", "tag", number));
        numbers.into_iter().map(read).collect()
    }

    /// What the items are that came in with an entry of one of the tenant's sessions, as they are described now.
    pub async fn described_in(&self, tenant: OrganizationId, session: SessionId, seq: u64) -> Result<Vec<Described>, Fault> {
        let mut described = Vec::new();
        let mut after = None;
        loop {
            let tags = self.tags_in(session, Stays::LockedBy(seq), after, TAGS_PER_LOOK).await?;
            let Some(last) = tags.last().copied() else { return Ok(described) };
            after = Some(last);
            let select = item::of(tenant)
                .select_only()
                .columns([item::Column::Tag, item::Column::Category, item::Column::Price])
                .filter(item::Column::Tag.is_in(tags.into_iter().map(|tag| i64::from(tag.number()))));
            for (number, category, price) in select.into_tuple::<(i64, String, i64)>().all(&self.pool).await? {
                let tag = Tag::from_number(number).ok_or_else(|| Fault::inconsistent("item", "tag", number))?;
                described.push(Described { tag, category, price: Money::from_minor(price) });
            }
        }
    }
}
