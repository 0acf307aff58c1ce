//! Carts: putting items in, taking them out, setting a cart aside, and taking it over at another till.

use crate::domain::tag::Tag;
use crate::domain::time::Timestamp;

use super::decide::{Decided, nothing};
use super::totals::is_web;
use super::{
    Answer, CALL_TAGS_MAX, CART_SECONDS, HOLD_SECONDS_MAX, HOLD_SECONDS_MIN, Hold, HoldItems, HoldKind, HoldProblem, ItemsHeld,
    ItemsReleased, ParkCart, ParkedCart, Refusal, ReleaseReason, SaleChannel, Session, SessionEvent, TakeCart,
};

impl Session {
    pub(super) fn hold_items(&self, hold: &HoldItems, now: Timestamp) -> Decided {
        self.require_active()?;
        let cart = hold.cart.as_deref().ok_or(Refusal::InvalidCart)?;
        if !(HOLD_SECONDS_MIN..=HOLD_SECONDS_MAX).contains(&hold.seconds) {
            return Err(Refusal::InvalidSeconds);
        }
        let tags = self.each_item(&hold.scans, |tag, is_sold| {
            if is_sold {
                return Err(HoldProblem::ItemSold(tag));
            }
            match self.standing_hold(tag, now) {
                Some(other) if *other.cart != *cart && !may_take_over(hold.channel, other.channel, other.kind) => {
                    Err(HoldProblem::ItemPending(tag))
                }
                _ => Ok(()),
            }
        })?;
        let mut draft = self.draft(now);
        let taken = tags.iter().copied().filter(|tag| self.standing_hold(*tag, now).is_some_and(|other| *other.cart != *cart));
        for event in self.releases(taken, ReleaseReason::TakenOver) {
            draft.push(event, None);
        }
        let expires_at = now.plus_seconds(hold.seconds);
        let place = ItemsHeld {
            cart: cart.to_owned(),
            tags: tags.clone(),
            channel: hold.channel,
            kind: HoldKind::Cart,
            till: hold.till.clone(),
            note: None,
            taken_from: None,
            expires_at,
        };
        draft.push(SessionEvent::ItemsHeld(place), None);
        draft.answer(Answer::Held { tags, expires_at })
    }

    pub(super) fn release(&self, cart: Option<&str>, tags: Option<&[Tag]>, now: Timestamp) -> Decided {
        self.require_active()?;
        let cart = cart.ok_or(Refusal::InvalidCart)?;
        let is_ours = |tag: &Tag| self.standing_hold(*tag, now).is_some_and(|hold| *hold.cart == *cart);
        let mut ours: Vec<Tag> = match tags {
            Some(tags) => tags.iter().copied().filter(is_ours).collect(),
            None => self.holds.keys().copied().filter(is_ours).collect(),
        };
        ours.sort_unstable();
        ours.dedup();
        if ours.is_empty() {
            return nothing(Answer::Released(ours));
        }
        let mut draft = self.draft(now);
        let released = ItemsReleased { cart: Some(cart.to_owned()), tags: ours.clone(), reason: ReleaseReason::Released };
        draft.push(SessionEvent::ItemsReleased(released), None);
        draft.answer(Answer::Released(ours))
    }

    /// Sets a cart aside until the day ends where the event is held. Whoever has a basket in the hall has its things in hand, so the
    /// cart is the hall's from then on; what is being paid stays as it is.
    pub(super) fn park(&self, park: &ParkCart, now: Timestamp) -> Decided {
        self.require_active()?;
        let cart = park.cart.as_deref().ok_or(Refusal::InvalidCart)?;
        let tags = self.tags_held(now, |hold| *hold.cart == *cart && hold.kind != HoldKind::Payment);
        if tags.is_empty() {
            return Err(Refusal::CartEmpty);
        }
        if tags.len() > CALL_TAGS_MAX {
            return Err(Refusal::TooManyItems);
        }
        let parked = ItemsHeld {
            cart: cart.to_owned(),
            tags: tags.clone(),
            channel: SaleChannel::Pos,
            kind: HoldKind::Parked,
            till: Some(park.till.clone()),
            note: park.note.clone(),
            taken_from: None,
            expires_at: self.end_of_day(now),
        };
        let answer = Answer::Held { tags, expires_at: parked.expires_at };
        if self.are_held_so(&parked) {
            return nothing(answer);
        }
        let mut draft = self.draft(now);
        draft.push(SessionEvent::ItemsHeld(parked), None);
        draft.answer(answer)
    }

    /// A parked cart goes on as the cart `into`. Whoever asks again, since the answer was lost, finds it taken, by itself.
    pub(super) fn take(&self, take: &TakeCart, now: Timestamp) -> Decided {
        self.require_active()?;
        let into = take.into.as_deref().ok_or(Refusal::InvalidCart)?;
        let hold = self.parked_or_taken(&take.which, into, now).ok_or(Refusal::CartNotFound)?;
        let (cart, note) = (hold.cart.clone(), hold.note.clone());
        if hold.kind != HoldKind::Parked {
            let from = hold.taken_from.clone();
            let tags = self.tags_held(now, |other| *other.cart == *into && other.taken_from == from);
            return nothing(Answer::Taken { tags, note: note.as_deref().map(str::to_owned) });
        }
        let tags = self.tags_held(now, |other| other.cart == cart && other.kind == HoldKind::Parked);
        let mut draft = self.draft(now);
        if *cart != *into {
            let released = ItemsReleased { cart: Some(cart.to_string()), tags: tags.clone(), reason: ReleaseReason::TakenOver };
            draft.push(SessionEvent::ItemsReleased(released), None);
        }
        let note = note.as_deref().map(str::to_owned);
        let moved = ItemsHeld {
            cart: into.to_owned(),
            tags: tags.clone(),
            channel: SaleChannel::Pos,
            kind: HoldKind::Cart,
            till: Some(take.till.clone()),
            note: note.clone(),
            taken_from: Some(cart.to_string()),
            expires_at: now.plus_seconds(CART_SECONDS),
        };
        draft.push(SessionEvent::ItemsHeld(moved), None);
        draft.answer(Answer::Taken { tags, note })
    }

    /// A hold of the parked cart that is meant, or of what `into` took of it before.
    fn parked_or_taken(&self, which: &ParkedCart, into: &str, now: Timestamp) -> Option<&Hold> {
        let is_there = |hold: &&Hold| hold.kind == HoldKind::Parked || (*hold.cart == *into && hold.taken_from.is_some());
        match which {
            ParkedCart::Holding(tag) => self.standing_hold(*tag, now).filter(is_there),
            ParkedCart::Named(name) => {
                let standing = || self.holds.values().filter(|hold| hold.expires_at > now);
                let is_parked = |hold: &&Hold| hold.kind == HoldKind::Parked && *hold.cart == **name;
                let is_taken = |hold: &&Hold| *hold.cart == *into && hold.taken_from.as_deref() == Some(name);
                standing().find(is_parked).or_else(|| standing().find(is_taken))
            }
        }
    }

    /// What stands held so, by tag.
    fn tags_held(&self, now: Timestamp, is_meant: impl Fn(&Hold) -> bool) -> Vec<Tag> {
        let standing = self.holds.iter().filter(|(_, hold)| hold.expires_at > now);
        let mut tags: Vec<Tag> = standing.filter(|(_, hold)| is_meant(hold)).map(|(tag, _)| *tag).collect();
        tags.sort_unstable();
        tags
    }

    /// Would this change nothing?
    fn are_held_so(&self, held: &ItemsHeld) -> bool {
        let wanted = Hold::of(held);
        held.tags.iter().all(|tag| self.holds.get(tag) == Some(&wanted))
    }

    fn end_of_day(&self, now: Timestamp) -> Timestamp {
        now.end_of_day(self.terms.as_ref().map(|terms| terms.time_zone.as_str()).unwrap_or_default())
    }
}

/// Who has the thing in hand wins: a hall till takes over a web cart's hold, except while its payment is in progress.
pub(super) fn may_take_over(taker: SaleChannel, holder: SaleChannel, kind: HoldKind) -> bool {
    !is_web(taker) && is_web(holder) && kind != HoldKind::Payment
}
