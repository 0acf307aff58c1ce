//! What owners publish after each commit: read by everybody, without a mailbox in the way.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use dashmap::DashMap;
use tokio::sync::watch;

use crate::bus::Announcement;
use crate::domain::handover::OwnerKey;
use crate::domain::id::{OrganizationId, SessionId};
use crate::domain::inventory::{Inventory, InventoryEvent};
use crate::domain::machine::{Entry, StateMachine};
use crate::domain::sale::{Phase, Session, SessionEvent, Tally, Totals};
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::time::Timestamp;
use crate::observe::metrics::{OwnerKind, Size};

use super::Surroundings;
use super::place::{Place, Places};
use super::task::Kind;

/// A session at one moment: the state right after the event `sequence`.
#[derive(Clone, Debug)]
pub struct Head {
    /// The newest committed event; 0: not loaded yet.
    pub sequence: u64,
    /// Whose it is; none before it opened.
    pub organization: Option<OrganizationId>,
    /// Where it stands.
    pub phase: Phase,
    /// What it adds up to.
    pub totals: Totals,
    /// The newest message of the Inventory that it has taken.
    pub(super) inventory_seq: u64,
    /// What it handed back, by the Inventory's sequence, and its own one that did.
    pub(super) handed_back: Arc<BTreeMap<u64, u64>>,
}

type Tallies = DashMap<ConsignorNumber, (Tally, u64)>;

/// What a session publishes.
#[derive(Debug)]
pub struct SessionView {
    head: watch::Sender<Arc<Head>>,
    // Replaced as a whole by a reload, so that nobody reads half of one.
    maps: RwLock<Arc<(Places, Tallies)>>,
}

impl SessionView {
    /// The present moment.
    pub fn head(&self) -> Arc<Head> {
        self.head.borrow().clone()
    }

    /// Every moment from the present one on; a slow reader sees the newest only.
    pub fn watch(&self) -> watch::Receiver<Arc<Head>> {
        self.head.subscribe()
    }

    /// Waits until the owner is loaded.
    pub async fn loaded(&self) -> Arc<Head> {
        let mut heads = self.head.subscribe();
        let head = heads.wait_for(|head| head.sequence > 0).await.map(|head| head.clone());
        // The sender is in `self`, which is borrowed: it cannot be gone.
        head.unwrap_or_else(|_| self.head())
    }

    /// Where an item stands; none if it is not in the session.
    pub fn place(&self, tag: Tag, now: Timestamp) -> Option<Place> {
        self.maps().0.get(tag).map(|place| without_lapsed(place, now))
    }

    /// The tags of every item for which `is_wanted`, ascending.
    pub fn tags_where(&self, now: Timestamp, is_wanted: impl Fn(&Place) -> bool) -> Vec<Tag> {
        let mut tags = self.maps().0.tags_where(|place| is_wanted(&without_lapsed(place, now)));
        tags.sort_unstable();
        tags
    }

    /// What a consignor sold, and the newest event that is counted.
    pub fn tally(&self, number: ConsignorNumber) -> (Tally, u64) {
        self.maps().1.get(&number).map(|tally| *tally).unwrap_or_default()
    }

    fn maps(&self) -> Arc<(Places, Tallies)> {
        Arc::clone(&self.maps.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn show_head(&self, session: &Session, handed_back: Option<Arc<BTreeMap<u64, u64>>>) {
        self.head.send_modify(|head| {
            *head = Arc::new(Head {
                sequence: session.last().0,
                organization: session.organization(),
                phase: session.phase(),
                totals: session.totals().clone(),
                inventory_seq: session.inventory_seq(),
                handed_back: handed_back.unwrap_or_else(|| Arc::clone(&head.handed_back)),
            });
        });
    }
}

fn without_lapsed(place: Place, now: Timestamp) -> Place {
    match place {
        Place::Held(hold) if hold.expires_at <= now => Place::Available,
        place => place,
    }
}

impl Kind for Session {
    const COUNTED: OwnerKind = OwnerKind::Session;
    type View = SessionView;

    fn empty_view(_: OwnerKey) -> SessionView {
        let head = Head {
            sequence: 0,
            organization: None,
            phase: Phase::Unopened,
            totals: Totals::default(),
            inventory_seq: 0,
            handed_back: Arc::default(),
        };
        SessionView { head: watch::Sender::new(Arc::new(head)), maps: RwLock::default() }
    }

    fn show(&self, view: &SessionView) {
        let tallies: Tallies = self.tallies().map(|(number, tally)| (number, (tally, self.last().0))).collect();
        *view.maps.write().unwrap_or_else(PoisonError::into_inner) = Arc::new((Places::of(self), tallies));
        view.show_head(self, Some(Arc::new(self.handed_back().clone())));
    }

    fn show_changes(&self, view: &SessionView, entries: &[Entry<SessionEvent>]) {
        let maps = view.maps();
        let mut handed_back = None;
        for entry in entries {
            for tag in self.touched(entry) {
                maps.0.update(self, tag);
            }
            for number in self.credited_by(entry) {
                maps.1.insert(number, (self.tally(number), entry.seq));
            }
            if matches!(&entry.event, SessionEvent::ItemsUnlocked(unlocked) if unlocked.handed_back.is_some()) {
                handed_back = Some(Arc::new(self.handed_back().clone()));
            }
        }
        if !entries.is_empty() {
            view.show_head(self, handed_back);
        }
    }

    fn announce(&self, surroundings: &Surroundings, entries: Arc<[Entry<SessionEvent>]>) {
        surroundings.bus.announce(self.id(), Announcement { last_seq: self.last().0, entries });
    }

    fn may_rest(&self) -> bool {
        self.phase() != Phase::Active
    }

    fn size(&self) -> Size {
        Size { items: self.item_count(), sales: self.sale_count(), holds: self.hold_count(), keys: self.key_count() }
    }
}

/// What an Inventory publishes: the newest message of each session that it has taken.
#[derive(Debug)]
pub(super) struct InventoryView {
    inbox: watch::Sender<HashMap<SessionId, u64>>,
}

impl InventoryView {
    pub(super) fn watch(&self) -> watch::Receiver<HashMap<SessionId, u64>> {
        self.inbox.subscribe()
    }
}

impl Kind for Inventory {
    const COUNTED: OwnerKind = OwnerKind::Inventory;
    type View = InventoryView;

    fn empty_view(_: OwnerKey) -> InventoryView {
        InventoryView { inbox: watch::Sender::new(HashMap::new()) }
    }

    fn show(&self, view: &InventoryView) {
        view.inbox.send_replace(self.inbox().clone());
    }

    fn show_changes(&self, view: &InventoryView, entries: &[Entry<InventoryEvent>]) {
        if entries.iter().any(|entry| matches!(entry.event, InventoryEvent::ItemsReturned(_))) {
            self.show(view);
        }
    }

    fn announce(&self, _: &Surroundings, _: Arc<[Entry<InventoryEvent>]>) {}

    fn may_rest(&self) -> bool {
        true
    }

    fn size(&self) -> Size {
        Size { items: self.item_count(), keys: self.key_count(), ..Size::default() }
    }
}
