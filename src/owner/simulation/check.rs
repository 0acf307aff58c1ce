//! What holds when the last life has come to rest: the promises, asked of the rows, of the journal and of the views.

use std::time::Duration;

use crate::domain::id::SessionId;
use crate::domain::machine::StateMachine;
use crate::domain::sale::Session;
use crate::domain::tag::Tag;
use crate::owner::{Owners, Place};

use super::screen::{Screen, written};
use super::world::World;

/// Of sales and items across all sessions. Each question finds nothing.
const NOTHING: [(&str, &str); 6] = [
    (
        "an item stands in two sold lines",
        "SELECT line.item_tag FROM sale_line AS line JOIN sale ON sale.id = line.sale_id \
         WHERE line.status = 'SOLD' AND sale.status = 'RECORDED' AND line.item_tag IS NOT NULL GROUP BY line.item_tag HAVING COUNT(*) > 1",
    ),
    (
        "a key had two effects",
        "SELECT owner_id FROM journal WHERE key_hash IS NOT NULL GROUP BY owner_id, key_hash HAVING COUNT(*) > 1",
    ),
    (
        "the tenders of a sale are not what its lines add up to",
        "SELECT sequence FROM sale WHERE (SELECT SUM(amount) FROM tender AS t \
         WHERE t.sale_id = sale.id) * 10000 <> consignor_share + house_cut + unattributed",
    ),
    ("a message waits for ever", "SELECT owner_id FROM outbox"),
    (
        "an item is locked by a session that does not have it",
        "SELECT tag FROM item WHERE state = 'LOCKED' AND NOT EXISTS (SELECT 1 FROM session_item AS stay \
         JOIN sale_session ON sale_session.id = stay.session_id AND sale_session.status = 'ACTIVE' \
         WHERE stay.session_id = item.session_id AND stay.tag = item.tag AND stay.unlocked_seq IS NULL AND stay.returned_seq IS NULL)",
    ),
    (
        "an item is in a session that the Inventory knows nothing of",
        "SELECT stay.tag FROM session_item AS stay JOIN item ON item.tag = stay.tag WHERE stay.unlocked_seq IS NULL \
         AND NOT (stay.returned_seq IS NULL AND item.state = 'LOCKED' AND item.session_id = stay.session_id) \
         AND NOT (stay.sale_sequence IS NOT NULL AND item.state = 'SOLD' AND item.session_id = stay.session_id \
                  AND item.sold_sequence = stay.sale_sequence) \
         AND NOT (stay.returned_seq IS NOT NULL AND stay.sale_sequence IS NULL \
                  AND (item.session_id IS NULL OR item.session_id >= stay.session_id OR item.state = 'SOLD'))",
    ),
];

/// Everything, with the owners of the last life.
pub(super) async fn examine(world: &World, owners: &Owners, screens: &[Screen]) {
    for (what, question) in NOTHING {
        let found = world.database.numbers(question);
        if !found.is_empty() {
            world.finds(format!("{what}: {found:?}"));
        }
    }
    match owners.reader().verify().await {
        Ok(report) => report.findings.iter().for_each(|finding| world.finds(format!("verify: {finding}"))),
        Err(fault) => world.finds(format!("verify failed: {fault}")),
    }
    if owners.sample().queues_stopped > 0 {
        world.finds("a queue of the courier stopped");
    }
    for session in world.sessions() {
        view_is_the_rows(world, owners, session).await;
    }
    for screen in screens {
        saw_everything_once(world, owners, screen).await;
    }
}

async fn view_is_the_rows(world: &World, owners: &Owners, session: SessionId) {
    let view = owners.session_view(session);
    let head = view.loaded().await;
    let committed = world.committed(session);
    if head.sequence != committed {
        world.finds(format!("the view of session {session} shows {}, and {committed} is committed", head.sequence));
    }
    let row = owners.reader().session(world.organizer.organization, session).await;
    if !row.is_ok_and(|row| row.is_some_and(|row| row.totals == head.totals)) {
        world.finds(format!("the totals of session {session} are not those of its row"));
    }
    let sold = format!(
        "SELECT stay.tag, (SELECT sale.sequence FROM sale_line AS line JOIN sale ON sale.id = line.sale_id \
         WHERE sale.session_id = {session} AND line.item_tag = stay.tag AND line.status = 'SOLD' AND sale.status = 'RECORDED') \
         FROM session_item AS stay WHERE stay.session_id = {session} AND stay.unlocked_seq IS NULL"
    );
    let Ok(entries) = owners.reader().session_entries(session, 0, 10_000).await else {
        return world.finds(format!("the journal of session {session} cannot be read"));
    };
    let mut folded = Session::new(session);
    for entry in &entries {
        folded.apply(entry);
    }
    let now = world.fate.now();
    let rows = world.database.numbers(&sold);
    for row in &rows {
        let tag = Tag::from_number(row[0]);
        let hold = tag.and_then(|tag| folded.hold(tag)).filter(|hold| hold.expires_at > now);
        let place = tag.and_then(|tag| view.place(tag, now));
        let agrees = match &place {
            None => false,
            Some(Place::Sold(sequence)) => row[1] == sequence.cast_signed(),
            Some(Place::Available) => row[1] == i64::MIN && hold.is_none(),
            Some(Place::Held(shown)) => row[1] == i64::MIN && hold == Some(shown.as_ref()),
        };
        if !agrees {
            world.finds(format!("the view of session {session} has item {} as {place:?}, sold by {}", row[0], row[1]));
        }
    }
    let shown = view.tags_where(now, |_| true).len();
    if shown != rows.len() {
        world.finds(format!("the view of session {session} has {shown} items, and the rows have {}", rows.len()));
    }
}

/// A hold may lapse while this is looked at: a screen that has yet to hear of it hears of it soon.
async fn saw_everything_once(world: &World, owners: &Owners, screen: &Screen) {
    const LOOKS: u32 = 20;
    let session = screen.session;
    let mut looks = 0;
    loop {
        let Ok(entries) = owners.reader().session_entries(session, 0, 10_000).await else {
            return world.finds(format!("the journal of session {session} cannot be read"));
        };
        let journal: Vec<(u64, String)> = entries.iter().map(|entry| (entry.seq, written(entry))).collect();
        let given = screen.given();
        if given == journal {
            return;
        }
        looks += 1;
        if looks == LOOKS {
            let place = given.iter().zip(&journal).take_while(|(given, entry)| given == entry).count();
            return world.finds(format!(
                "a screen of session {session} was given {} entries of {}; at {place} it has {:?}",
                given.len(),
                journal.len(),
                given.get(place)
            ));
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}
