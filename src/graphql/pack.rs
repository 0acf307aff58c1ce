//! The event pack: what a till needs to sell without the server, and what has changed since it asked last.
//!
//! A till first walks through the session's items by tag, then follows the journal from where the walk began. So an item that
//! moves behind the walk's back comes again, and what comes later stands. A till that was away for so long that reading the
//! journal would take longer than the items walks again, through those too that the session gave back, so that it learns of them.

use std::collections::HashSet;

use async_graphql::{Context, Object, Result, SimpleObject};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::domain::id::{SaleId, SessionId};
use crate::domain::machine::Entry;
use crate::domain::sale::{Resolution, SaleReviewed, SessionEvent};
use crate::domain::tag::Tag;
use crate::owner::SessionView;
use crate::store::{self, Stays};

use super::ask::{bad, live, owners, reader, storage, unavailable, viewer};
use super::event::{SaleEvent, event_of};
use super::item::{ItemSaleStatus, items_in_order, status_of};
use super::scalar::{Money, int};

/// Items of a page at most: some 600 kB.
const PACK_ITEMS_MAX: i32 = 5_000;
/// Entries that one look into the journal brings.
const ENTRIES_PER_LOOK: u64 = 500;
/// A till that missed more walks again: so many entries are read in a few tenths of a second.
const ENTRIES_MISSED_MAX: u64 = 20_000;

/// What a page costs: its rows are plain, and nothing is looked up for each.
pub(super) fn pack_cost(first: i32, child_complexity: usize) -> usize {
    1 + usize::try_from(first.clamp(1, PACK_ITEMS_MAX)).unwrap_or_default() * child_complexity / 16
}

/// `cursor` is opaque (where paging began, last tag). `sequence`: all up to it is in, once `complete`.
pub(super) struct TillPack {
    session: store::SaleSession,
    place: Place,
    sequence: u64,
    items: Vec<TillPackItem>,
    is_complete: bool,
}

#[Object]
impl TillPack {
    /// For the next page; the one of a complete pack asks for what changed since paging began.
    async fn cursor(&self) -> String {
        self.place.encode(self.session.id)
    }

    /// All up to this event is in, once `complete`.
    async fn sequence(&self) -> i32 {
        int(self.sequence)
    }

    /// An item may come twice: the later stands.
    async fn items(&self) -> &[TillPackItem] {
        &self.items
    }

    /// Nothing more for now.
    async fn complete(&self) -> bool {
        self.is_complete
    }

    /// Name, currency, time zone and rates.
    async fn event(&self, context: &Context<'_>) -> Result<SaleEvent> {
        event_of(context, self.session.event).await
    }
}

/// `status` null: no longer in the session; take it out of the pack.
#[derive(SimpleObject)]
pub(super) struct TillPackItem {
    /// Ten digits, without separators.
    tag: String,
    /// What it is.
    title: String,
    /// As on the tag.
    size: Option<String>,
    /// Whose it is.
    consignor_number: i32,
    /// Printed on the tag.
    price: Money,
    /// Where it stands now.
    status: Option<ItemSaleStatus>,
}

/// Where a till stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In the walk by tag.
    Walk {
        /// The newest event when it began.
        base: u64,
        /// The last tag that it was given.
        after: Option<Tag>,
        /// Through what the session holds, or through what it gave back, too.
        stays: Stays,
    },
    /// In the journal.
    Follow {
        /// It knows of everything up to this event.
        done: u64,
        /// And of what the next one did to items up to this tag.
        after: Option<Tag>,
    },
}

impl Place {
    fn parts(self) -> (char, u64, Option<Tag>) {
        match self {
            Self::Walk { base, after, stays: Stays::Ever } => ('a', base, after),
            Self::Walk { base, after, .. } => ('w', base, after),
            Self::Follow { done, after } => ('f', done, after),
        }
    }

    fn encode(self, session: SessionId) -> String {
        let (kind, sequence, after) = self.parts();
        URL_SAFE_NO_PAD.encode(format!("pack>{session}>{kind}>{sequence}>{}", after.map_or(0, Tag::number)))
    }

    fn decode(session: SessionId, cursor: &str) -> Option<Self> {
        let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let mut parts = plain.strip_prefix(&format!("pack>{session}>"))?.split('>');
        let (kind, sequence, tag) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let after = if tag == 0 { None } else { Some(Tag::from_number(tag)?) };
        let place = match kind {
            "w" => Self::Walk { base: sequence, after, stays: Stays::Present },
            "a" => Self::Walk { base: sequence, after, stays: Stays::Ever },
            "f" => Self::Follow { done: sequence, after },
            _ => return None,
        };
        (place.encode(session) == cursor).then_some(place)
    }
}

/// A page of the pack behind the cursor.
pub(super) async fn till_pack(
    context: &Context<'_>,
    session: &store::SaleSession,
    cursor: Option<&String>,
    first: i32,
) -> Result<TillPack> {
    viewer(context)?;
    if !(1..=PACK_ITEMS_MAX).contains(&first) {
        return Err(bad("first", format!("is {first}; it must be 1 to {PACK_ITEMS_MAX}")));
    }
    // The head first: what the view shows is never older, so that no cursor passes a change that was not shown.
    let (view, head) = live(owners(context), session.id).await?;
    let newest = head.sequence;
    let place = match cursor {
        None => Place::Walk { base: newest, after: None, stays: Stays::Present },
        Some(cursor) => {
            let place = Place::decode(session.id, cursor).filter(|place| place.parts().1 <= newest);
            place.ok_or_else(|| bad("after", "is not a cursor of this session: begin again without one"))?
        }
    };
    let page = Page { context, session: session.id, view: &view, newest, limit: usize::try_from(first).unwrap_or_default() };
    let place = match place {
        Place::Follow { done, .. } if newest - done > ENTRIES_MISSED_MAX => {
            Place::Walk { base: newest, after: None, stays: Stays::Ever }
        }
        place => place,
    };
    let step = match place {
        Place::Walk { base, after, stays } => page.walk((base, after), stays).await?,
        Place::Follow { done, after } => page.follow(done, after).await?,
    };
    let items = page.items(&step.tags).await?;
    let Step { place, is_complete, .. } = step;
    Ok(TillPack { session: session.clone(), place, sequence: place.parts().1, items, is_complete })
}

/// One page in the making.
struct Page<'a> {
    context: &'a Context<'a>,
    session: SessionId,
    view: &'a SessionView,
    newest: u64,
    limit: usize,
}

/// What a page holds, and where it leads.
struct Step {
    tags: Vec<Tag>,
    place: Place,
    is_complete: bool,
}

impl Page<'_> {
    /// Goes on by tag. It ends where it began, even if more has happened since: that is the next question.
    async fn walk(&self, (base, after): (u64, Option<Tag>), stays: Stays) -> Result<Step> {
        let mut tags = self.tags_in(stays, after, self.limit + 1).await?;
        if tags.len() <= self.limit {
            return Ok(Step { tags, place: Place::Follow { done: base, after: None }, is_complete: true });
        }
        tags.truncate(self.limit);
        let place = Place::Walk { base, after: tags.last().copied(), stays };
        Ok(Step { tags, place, is_complete: false })
    }

    /// Goes on in the journal, an entry's items by tag.
    async fn follow(&self, mut done: u64, mut after: Option<Tag>) -> Result<Step> {
        let mut tags = Vec::new();
        let mut seen = HashSet::new();
        while done < self.newest {
            let entries = reader(self.context).session_entries(self.session, done, ENTRIES_PER_LOOK).await;
            let entries = entries.map_err(|fault| storage(&fault))?;
            if entries.is_empty() {
                // The journal ends before what the owner has shown: its database was put back under it.
                return Err(unavailable());
            }
            for entry in entries.into_iter().take_while(|entry| entry.seq <= self.newest) {
                let room = self.limit - tags.len();
                let mut touched = self.touched(&entry, after, room + 1).await?;
                if touched.len() > room {
                    touched.truncate(room);
                    after = touched.last().copied().or(after);
                    tags.extend(touched.into_iter().filter(|tag| seen.insert(*tag)));
                    return Ok(Step { tags, place: Place::Follow { done, after }, is_complete: false });
                }
                tags.extend(touched.into_iter().filter(|tag| seen.insert(*tag)));
                (done, after) = (entry.seq, None);
            }
        }
        Ok(Step { tags, place: Place::Follow { done, after }, is_complete: true })
    }

    /// The items whose place an entry may have moved, behind a tag, by tag, at most so many.
    async fn touched(&self, entry: &Entry<SessionEvent>, after: Option<Tag>, limit: usize) -> Result<Vec<Tag>> {
        let of_sale = async |sequence| {
            let id = SaleId { session: self.session, sequence };
            let tenant = viewer(self.context)?.organization;
            let sale = reader(self.context).sale(tenant, id).await.map_err(|fault| storage(&fault))?;
            Ok::<_, async_graphql::Error>(sale.into_iter().flat_map(|sale| sale.lines).filter_map(|line| line.item).collect())
        };
        let mut tags: Vec<Tag> = match &entry.event {
            // All of them are rows; the entry names the first hundred.
            SessionEvent::ItemsLocked(_) => return self.tags_in(Stays::LockedBy(entry.seq), after, limit).await,
            SessionEvent::ItemsUnlocked(unlocked) => unlocked.tags.clone(),
            SessionEvent::ItemsHeld(held) => held.tags.clone(),
            SessionEvent::ItemsReleased(released) => released.tags.clone(),
            SessionEvent::SaleRecorded(recorded) => recorded.lines.iter().filter_map(|line| line.item).collect(),
            SessionEvent::SaleVoided(voided) => of_sale(voided.sale).await?,
            SessionEvent::SaleChanged(changed) => vec![changed.item],
            SessionEvent::SaleReviewed(SaleReviewed { resolution: Resolution::Item { tag, .. }, .. }) => vec![*tag],
            SessionEvent::SaleReviewed(_)
            | SessionEvent::Opened(_)
            | SessionEvent::Completed
            | SessionEvent::Cancelled { .. } => Vec::new(),
        };
        tags.retain(|tag| Some(*tag) > after);
        tags.sort_unstable();
        tags.dedup();
        tags.truncate(limit);
        Ok(tags)
    }

    async fn tags_in(&self, stays: Stays, after: Option<Tag>, limit: usize) -> Result<Vec<Tag>> {
        let tags = reader(self.context).tags_in(self.session, stays, after, limit as u64).await;
        tags.map_err(|fault| storage(&fault))
    }

    async fn items(&self, tags: &[Tag]) -> Result<Vec<TillPackItem>> {
        let now = owners(self.context).now();
        let items = items_in_order(self.context, tags).await?.into_iter().map(|item| TillPackItem {
            tag: item.row.id.tag.digits(),
            consignor_number: item.row.id.tag.consignor().get().cast_signed(),
            price: item.row.price.into(),
            status: self.view.place(item.row.id.tag, now).map(|place| status_of(&place)),
            title: item.row.title,
            size: item.row.size,
        });
        Ok(items.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::EventId;

    #[test]
    fn a_cursor_is_read_by_its_own_session_only() {
        let session = SessionId::of(EventId(4), 1);
        let tag = Tag::from_number(4_170_023);
        for place in [
            Place::Walk { base: 7, after: None, stays: Stays::Present },
            Place::Walk { base: 7, after: tag, stays: Stays::Ever },
            Place::Follow { done: 9, after: None },
            Place::Follow { done: 9, after: tag },
        ] {
            let cursor = place.encode(session);
            assert_eq!(Place::decode(session, &cursor), Some(place));
            assert_eq!(Place::decode(SessionId::of(EventId(4), 2), &cursor), None);
        }
        for plain in
            ["pack>4000>w>7", "pack>4000>w>7>0>", "pack>4000>w>+7>0", "pack>4000>w>7>00", "pack>4000>x>7>0", "pack>4000>w>7>1"]
        {
            assert_eq!(Place::decode(SessionId(4_000), &URL_SAFE_NO_PAD.encode(plain)), None, "{plain}");
        }
        assert_eq!(Place::decode(session, "not a cursor"), None);
    }

    #[test]
    fn a_page_of_five_thousand_items_may_be_asked_for() {
        assert!(pack_cost(PACK_ITEMS_MAX, 12) < crate::graphql::limits::COMPLEXITY_MAX / 4);
        assert!(pack_cost(i32::MAX, 12) == pack_cost(PACK_ITEMS_MAX, 12), "it is refused, and cannot cost more");
        assert!(pack_cost(-1, 12) >= 1);
    }
}
