//! Which items a session has or had, tag by tag: what an event pack is made of.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::id::SessionId;
use crate::domain::tag::Tag;

use super::entity::session_item;
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
}
