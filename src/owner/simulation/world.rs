//! What outlives every process: the database, what people were told, and what was found wrong.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::domain::access::{Clerk, Organizer};
use crate::domain::id::{EventId, SaleId, SessionId};
use crate::domain::sale::{LineProblem, Refusal};
use crate::domain::tag::Tag;
use crate::owner::Owners;
use crate::store::{Fate, Letter, Simulated, lock};

use super::errand::{Deed, Errand, Refused, Told};
use super::template::Template;

pub(super) struct World {
    pub fate: Arc<Fate>,
    pub database: Simulated,
    pub event: EventId,
    pub organizer: Organizer,
    pub clerk: Clerk,
    /// No more faults: what is open is brought to its end.
    pub is_calm: AtomicBool,
    /// No session will be opened any more.
    pub office_is_done: AtomicBool,
    /// Every letter that was ever seen in an outbox.
    pub letters: Mutex<Vec<Letter>>,
    /// The cart that was parked last: somebody may call for it.
    pub parked: Mutex<Option<(SessionId, String)>>,
    /// By key: it has one answer, for ever.
    answers: Mutex<HashMap<u128, Told>>,
    findings: Mutex<Vec<String>>,
    items: AtomicU64,
    keys: AtomicU64,
}

impl World {
    pub(super) fn new(template: &Template, database: Simulated, fate: Arc<Fate>) -> Self {
        Self {
            fate,
            database,
            event: template.event,
            organizer: template.organizer,
            clerk: template.clerk,
            is_calm: AtomicBool::new(false),
            office_is_done: AtomicBool::new(false),
            letters: Mutex::default(),
            parked: Mutex::default(),
            answers: Mutex::default(),
            findings: Mutex::default(),
            items: AtomicU64::new(0),
            keys: AtomicU64::new(0),
        }
    }

    pub(super) fn finds(&self, what: impl Into<String>) {
        let what = what.into();
        self.fate.note(format_args!("WRONG: {what}"));
        lock(&self.findings).push(what);
    }

    pub(super) fn findings(&self) -> Vec<String> {
        lock(&self.findings).clone()
    }

    pub(super) fn is_calm(&self) -> bool {
        self.is_calm.load(Ordering::Relaxed)
    }

    /// The number of the next new item, from 1.
    pub(super) fn next_item(&self) -> u64 {
        self.items.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// The text of the next new key.
    pub(super) fn next_key(&self) -> String {
        format!("key-{}", self.keys.fetch_add(1, Ordering::Relaxed))
    }

    /// Sessions that have rows, newest first.
    pub(super) fn sessions(&self) -> Vec<SessionId> {
        self.database.numbers("SELECT id FROM sale_session ORDER BY id DESC").iter().map(|row| SessionId(row[0])).collect()
    }

    pub(super) fn tags(&self, condition: &str) -> Vec<Tag> {
        let rows = self.database.numbers(&format!("SELECT tag FROM item WHERE {condition} ORDER BY tag"));
        rows.iter().filter_map(|row| Tag::from_number(row[0])).collect()
    }

    /// The newest committed sequence of a session.
    pub(super) fn committed(&self, session: SessionId) -> u64 {
        let sql = format!("SELECT last_seq FROM owner WHERE kind = 'session' AND key = {session}");
        self.database.numbers(&sql).first().map_or(0, |row| row[0].cast_unsigned())
    }

    fn count(&self, sql: &str) -> i64 {
        self.database.numbers(&format!("SELECT COUNT(*) {sql}"))[0][0]
    }

    /// Somebody was told something: it must be true, and it must be what was said before.
    pub(super) fn hears(&self, errand: &Errand, told: &Told, owners: &Owners) {
        self.fate.note(format_args!("{:?} {:x} is told {told:?}", errand.deed, errand.key.hash));
        // Of a review both owners keep the key, and the session's half is the effect.
        let of_whom = if matches!(errand.deed, Deed::Review(..)) { "AND owner.kind = 'session'" } else { "" };
        let bound = self.count(&format!(
            "FROM journal JOIN owner ON owner.id = owner_id WHERE key_hash = x'{:032x}' {of_whom}",
            errand.key.hash
        ));
        if let Told::Refused(refused) = told {
            return self.hears_no(errand, refused, bound);
        }
        if errand.takes_a_used_key {
            return self.finds(format!("{errand:?} was done under a key of something else"));
        }
        if let (Deed::Park(session, park), Told::Parked) = (&errand.deed, told) {
            *lock(&self.parked) = park.cart.clone().map(|cart| (*session, cart));
        }
        if !errand.is_keyed() {
            return;
        }
        if bound != 1 {
            self.finds(format!("{errand:?} was acknowledged, and stands {bound} times in the journal"));
        }
        if let Told::Sale(id) = told {
            self.hears_of_sale(errand, *id, owners);
        }
        let before = lock(&self.answers).insert(errand.key.hash, told.clone());
        if before.as_ref().is_some_and(|before| before != told) {
            self.finds(format!("{errand:?} was told {told:?}, and before {before:?}"));
        }
    }

    fn hears_of_sale(&self, errand: &Errand, id: SaleId, owners: &Owners) {
        let SaleId { session, sequence } = id;
        let recorded = self.count(&format!(
            "FROM journal JOIN owner ON owner.id = owner_id WHERE owner.kind = 'session' AND owner.key = {session} \
             AND seq = {sequence} AND journal.kind = 'sale_recorded.1' AND key_hash = x'{:032x}'",
            errand.key.hash
        ));
        let row = self.count(&format!("FROM sale WHERE session_id = {session} AND sequence = {sequence}"));
        if (recorded, row) != (1, 1) {
            self.finds(format!("the sale {id:?} was acknowledged, with {recorded} entries and {row} rows"));
        }
        if owners.running_view(session).is_some_and(|view| view.head().sequence < sequence) {
            self.finds(format!("the sale {id:?} was acknowledged before the view had it"));
        }
        let Deed::Sell(_, sale) = &errand.deed else { return };
        let tenders: i64 = sale.tenders.iter().map(|tender| tender.amount.minor()).sum();
        let sql = format!(
            "SELECT SUM(amount) FROM tender JOIN sale ON sale.id = sale_id WHERE session_id = {session} AND sequence = {sequence}"
        );
        if self.database.numbers(&sql) != [[tenders]] {
            self.finds(format!("the sale {id:?} does not have the money of {errand:?}"));
        }
    }

    fn hears_no(&self, errand: &Errand, refused: &Refused, bound: i64) {
        use crate::domain::inventory::Refusal as InventoryRefusal;
        let is_mismatch =
            matches!(refused, Refused::Session(Refusal::KeyMismatch) | Refused::Inventory(InventoryRefusal::KeyMismatch));
        if errand.takes_a_used_key != is_mismatch {
            self.finds(format!("{errand:?} was refused for {refused:?}"));
        }
        // A restock that came too late was done, and handed back.
        let came_too_late = *refused == Refused::Inventory(InventoryRefusal::SessionNotActive);
        if !is_mismatch && !came_too_late && !errand.overlaps && bound != 0 {
            self.finds(format!("{errand:?} was refused for {refused:?}, and it was done"));
        }
        if errand.is_offline_sale() && !is_mismatch {
            self.finds(format!("cash was taken, and {errand:?} was refused for {refused:?}"));
        }
        let Refused::Session(Refusal::Lines(problems)) = refused else { return };
        for (_, problem) in problems {
            if let LineProblem::ItemSold(tag) = problem
                && self.count(&format!("FROM sale_line WHERE item_tag = {} AND status = 'SOLD'", tag.number())) == 0
            {
                self.finds(format!("{tag} was called sold, and nobody has sold it"));
            }
        }
    }

    /// What a key was answered with.
    pub(super) fn answer(&self, key: u128) -> Option<Told> {
        lock(&self.answers).get(&key).cloned()
    }
}
