//! What a session decides, but for selling (see `sell.rs`). Pure: looks at state and command, changes nothing.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::domain::handover::{Handed, ToSession};
use crate::domain::key::Key;
use crate::domain::machine::{Decision, Moment};
use crate::domain::tag::Tag;
use crate::domain::time::Timestamp;

use super::{
    Answer, CALL_TAGS_MAX, CASHIER_VOID_SECONDS_MAX, Fact, HoldProblem, ItemsLocked, ItemsReleased, ItemsUnlocked, LineStatus,
    Phase, Refusal, ReleaseReason, SaleChanged, SaleVoided, Scan, Session, SessionCommand, SessionEvent, SessionOpened, VoidSale,
};

pub(super) type Decided = Result<Decision<SessionEvent, Answer>, Refusal>;

/// Events in the making. They begin with the release of what has lapsed, so that no later event rests on a dead hold.
pub(super) struct Draft {
    next_seq: u64,
    events: Vec<(SessionEvent, Option<Key>)>,
}

/// Items to give back to the Inventory.
struct Withdrawal<'a> {
    scans: &'a [Scan],
    reason: &'a str,
    key: Key,
}

impl Draft {
    pub(super) fn push(&mut self, event: SessionEvent, key: Option<Key>) -> u64 {
        let seq = self.next_seq;
        self.next_seq += 1;
        self.events.push((event, key));
        seq
    }

    #[expect(clippy::unnecessary_wraps, reason = "what a decision comes to")]
    pub(super) fn answer(self, answer: Answer) -> Decided {
        Ok(Decision { events: self.events, answer })
    }
}

#[expect(clippy::unnecessary_wraps, reason = "what a decision comes to")]
pub(super) fn nothing(answer: Answer) -> Decided {
    Ok(Decision { events: Vec::new(), answer })
}

impl Session {
    pub(super) fn decide_command(&self, command: &SessionCommand, moment: Moment) -> Decided {
        match command {
            SessionCommand::Delivered { seq, message, items } => self.deliver(*seq, message, items),
            SessionCommand::Record(sale, key) => self.record(sale, *key, moment),
            SessionCommand::Void(void, key) => self.void(void, *key, moment),
            SessionCommand::Review(review, key) => self.review(review, *key, moment.now),
            SessionCommand::Hold(hold) => self.hold_items(hold, moment.now),
            SessionCommand::Release { cart, tags } => self.release(cart.as_deref(), tags.as_deref(), moment.now),
            SessionCommand::Park(park) => self.park(park, moment.now),
            SessionCommand::Take(take) => self.take(take, moment.now),
            SessionCommand::Withdraw { scans, reason, key } => {
                self.withdraw(&Withdrawal { scans, reason, key: *key }, moment.now)
            }
            SessionCommand::Complete(key) => self.complete(*key),
            SessionCommand::Cancel { reason, key } => self.cancel(reason, *key),
            SessionCommand::Lapse => self.draft(moment.now).answer(Answer::Done { sequence: self.last_seq }),
        }
    }

    /// Begins with what has lapsed, cart by cart.
    pub(super) fn draft(&self, now: Timestamp) -> Draft {
        let lapsed = self.lapses.iter().take_while(|(expires_at, _)| *expires_at <= now).map(|(_, tag)| *tag);
        let mut draft = self.empty_draft();
        for event in self.releases(lapsed, ReleaseReason::Lapsed) {
            draft.push(event, None);
        }
        draft
    }

    fn empty_draft(&self) -> Draft {
        Draft { next_seq: self.last_seq + 1, events: Vec::new() }
    }

    /// The release of held items, one event for each cart.
    pub(super) fn releases(&self, tags: impl Iterator<Item = Tag>, reason: ReleaseReason) -> Vec<SessionEvent> {
        let mut by_cart: BTreeMap<Arc<str>, Vec<Tag>> = BTreeMap::new();
        for (tag, hold) in tags.filter_map(|tag| self.holds.get(&tag).map(|hold| (tag, hold))) {
            by_cart.entry(Arc::clone(&hold.cart)).or_default().push(tag);
        }
        by_cart
            .into_iter()
            .map(|(cart, tags)| SessionEvent::ItemsReleased(ItemsReleased { cart: Some(cart.to_string()), tags, reason }))
            .collect()
    }

    pub(super) fn require_active(&self) -> Result<(), Refusal> {
        match self.phase {
            Phase::Active => Ok(()),
            Phase::Unopened => Err(Refusal::SessionNotFound),
            Phase::Completed { .. } | Phase::Cancelled { .. } => Err(Refusal::SessionNotActive),
        }
    }

    /// A delivered message is never refused: one that comes too late is journaled and handed back.
    fn deliver(&self, seq: u64, message: &ToSession, items: &Arc<[Handed]>) -> Decided {
        if seq <= self.inventory_seq {
            return nothing(Answer::Delivered);
        }
        let mut draft = self.empty_draft();
        let locked = || SessionEvent::ItemsLocked(ItemsLocked::of(seq, Arc::clone(items)));
        let hand_back = |reason: &str| {
            let tags = items.iter().map(|item| item.tag).collect();
            SessionEvent::ItemsUnlocked(ItemsUnlocked { tags, reason: reason.to_owned(), handed_back: Some(seq) })
        };
        match (message, self.phase) {
            (ToSession::Open { organization, terms }, Phase::Unopened) => {
                let opened = SessionOpened { organization: *organization, event: self.event(), terms: terms.clone() };
                draft.push(SessionEvent::Opened(opened), None);
                draft.push(locked(), None);
            }
            (ToSession::Restock, Phase::Active) => {
                draft.push(locked(), None);
            }
            (ToSession::Attributed { attribution, key }, _) => {
                match self.attributed(seq, attribution, (items, *key)) {
                    Some(reviewed) => draft.push(reviewed, *key),
                    None => draft.push(hand_back("came after the line had been reviewed"), None),
                };
            }
            (ToSession::Open { .. } | ToSession::Restock, _) => {
                draft.push(hand_back("came after the session had ended"), None);
            }
        }
        draft.answer(Answer::Delivered)
    }

    fn void(&self, void: &VoidSale, key: Key, moment: Moment) -> Decided {
        let answer = Answer::Sale { sequence: void.sale, fresh: None };
        if self.bound(key)?.is_some() {
            return nothing(answer);
        }
        let reason = void.reason.clone().ok_or(Refusal::InvalidReason)?;
        let number = u32::try_from(void.sale).map_err(|_| Refusal::SaleNotFound)?;
        let sale = self.sales.get(&number).ok_or(Refusal::SaleNotFound)?;
        if sale.is_voided {
            return Err(Refusal::AlreadyVoided);
        }
        self.require_active()?;
        if !void.is_organizer && moment.now > sale.recorded_at.plus_seconds(CASHIER_VOID_SECONDS_MAX) {
            return Err(Refusal::TooLate);
        }
        let mut draft = self.draft(moment.now);
        draft.push(SessionEvent::SaleVoided(SaleVoided { sale: void.sale, reason, previous: sale.changed_in }), Some(key));
        let freed = sale.lines.iter().filter(|line| line.status == LineStatus::Sold).filter_map(|line| line.item);
        self.attribute_freed(freed, number, &mut draft);
        draft.answer(answer)
    }

    /// Each freed item goes to the oldest standing sale that took money for it after it was sold.
    fn attribute_freed(&self, freed: impl Iterator<Item = Tag>, voided: u32, draft: &mut Draft) {
        let mut changed: HashMap<u32, u64> = HashMap::new();
        for item in freed {
            let Some(waiting) = self.waiting.get(&item) else { continue };
            let Some((heir, position)) = waiting.iter().copied().find(|(sale, _)| *sale != voided) else { continue };
            let before = self.sales.get(&heir).and_then(|sale| sale.changed_in);
            let previous = changed.get(&heir).copied().or(before);
            let share = self.base_share();
            let change = SaleChanged { sale: u64::from(heir), position, item, share, previous };
            changed.insert(heir, draft.push(SessionEvent::SaleChanged(change), None));
        }
    }

    fn withdraw(&self, asked: &Withdrawal<'_>, now: Timestamp) -> Decided {
        if let Some(seq) = self.bound(asked.key)? {
            return nothing(Answer::Done { sequence: u64::from(seq) });
        }
        self.require_active()?;
        let tags = self.each_item(asked.scans, |tag, is_sold| {
            if is_sold {
                Err(HoldProblem::ItemSold(tag))
            } else if self.standing_hold(tag, now).is_some() {
                Err(HoldProblem::ItemPending(tag))
            } else {
                Ok(())
            }
        })?;
        let mut draft = self.draft(now);
        let unlocked = ItemsUnlocked { tags, reason: asked.reason.to_owned(), handed_back: None };
        let sequence = draft.push(SessionEvent::ItemsUnlocked(unlocked), Some(asked.key));
        draft.answer(Answer::Done { sequence })
    }

    fn complete(&self, key: Key) -> Decided {
        if let Some(seq) = self.bound(key)? {
            return nothing(Answer::Done { sequence: u64::from(seq) });
        }
        self.require_active()?;
        self.close(SessionEvent::Completed, key)
    }

    fn cancel(&self, reason: &str, key: Key) -> Decided {
        if let Some(seq) = self.bound(key)? {
            return nothing(Answer::Done { sequence: u64::from(seq) });
        }
        self.require_active()?;
        if self.totals.sale_count > 0 {
            return Err(Refusal::SalesStand);
        }
        self.close(SessionEvent::Cancelled { reason: reason.to_owned() }, key)
    }

    /// Releases every hold, lapsed ones too, in one event; then the end.
    fn close(&self, end: SessionEvent, key: Key) -> Decided {
        let mut draft = self.empty_draft();
        if !self.holds.is_empty() {
            let mut tags: Vec<Tag> = self.holds.keys().copied().collect();
            tags.sort_unstable();
            let reason = ReleaseReason::SessionClosed;
            draft.push(SessionEvent::ItemsReleased(ItemsReleased { cart: None, tags, reason }), None);
        }
        let sequence = draft.push(end, Some(key));
        draft.answer(Answer::Done { sequence })
    }

    /// The items that a call names, each once; or what stands against each offending tag.
    pub(super) fn each_item(
        &self,
        scans: &[Scan],
        check: impl Fn(Tag, bool) -> Result<(), HoldProblem>,
    ) -> Result<Vec<Tag>, Refusal> {
        if scans.is_empty() {
            return Err(Refusal::NoItems);
        }
        if scans.len() > CALL_TAGS_MAX {
            return Err(Refusal::TooManyItems);
        }
        let mut seen = HashSet::new();
        let (mut tags, mut problems) = (Vec::new(), Vec::new());
        for (index, scan) in scans.iter().enumerate() {
            let found = match scan {
                Scan::Unreadable(_) => Err(HoldProblem::ItemNotFound),
                Scan::Tag(tag, fact) => match (self.items.get(tag), fact) {
                    (Some(stock), _) => check(*tag, stock.is_sold()).map(|()| *tag),
                    (None, Fact::Exists) => Err(HoldProblem::ItemNotInSession(*tag)),
                    (None, Fact::Missing) => Err(HoldProblem::ItemNotFound),
                },
            };
            match found {
                Ok(tag) if seen.insert(tag) => tags.push(tag),
                Ok(_) => {}
                Err(problem) => problems.push((index, problem)),
            }
        }
        if problems.is_empty() { Ok(tags) } else { Err(Refusal::Items(problems)) }
    }
}
