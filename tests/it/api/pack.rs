//! The event pack: all that a till needs to sell without the server, page by page, and what changed since.

use std::collections::BTreeMap;

use hangtag::domain::handover::OwnerKey;
use hangtag::domain::id::GlobalId;
use hangtag::domain::machine::{Entry, Moment, StateMachine};
use hangtag::domain::sale::{HoldItems, SaleChannel, Scan, Session, SessionCommand};
use hangtag::domain::tag::Tag;
use serde_json::{Value, json};

use super::harness::{Hall, in_a_hall, in_each_hall, text};
use crate::harness::Hand;

const PACK: &str = "query ($id: ID!, $after: String, $first: Int! = 2000) { saleSession(id: $id) {
    tillPack(after: $after, first: $first) {
        cursor sequence complete event { name currency timeZone } items { tag title size consignorNumber price status } } } }";

/// A till's copy of the session.
#[derive(Default)]
struct Till {
    cursor: Option<String>,
    items: BTreeMap<String, Value>,
    /// How many items it was sent, each as often as it came.
    came: usize,
    sequence: u64,
}

impl Till {
    /// Asks for the next page; is that all?
    async fn page(&mut self, hall: &Hall, first: usize) -> bool {
        let variables = json!({ "id": hall.session(), "after": self.cursor, "first": first });
        let mut pack = hall.till.data(PACK, variables).await["saleSession"]["tillPack"].take();
        self.cursor = Some(text(&pack["cursor"]));
        let items = pack["items"].as_array().unwrap();
        assert!(items.len() <= first, "{} of {first}", items.len());
        self.came += items.len();
        for item in items {
            let tag = text(&item["tag"]);
            if item["status"].is_null() {
                self.items.remove(&tag)
            } else {
                self.items.insert(tag, item.clone())
            };
        }
        self.sequence = pack["sequence"].as_u64().unwrap();
        pack["complete"].take() == json!(true)
    }

    /// Pages until it has all; how many pages that took.
    async fn fill(&mut self, hall: &Hall, first: usize) -> usize {
        let mut pages = 1;
        while !self.page(hall, first).await {
            pages += 1;
        }
        pages
    }

    fn status(&self, tag: &str) -> &str {
        self.items.get(tag).map_or("gone", |item| item["status"].as_str().unwrap())
    }

    /// What the till has is what the session has.
    async fn agrees(&self, hall: &Hall) {
        let document = "query ($id: ID!) { saleSession(id: $id) { totals { sequence }
            items(first: 100) { nodes { tag title size consignorNumber price saleStatus } } } }";
        let session = hall.till.data(document, json!({ "id": hall.session() })).await["saleSession"].take();
        let nodes = session["items"]["nodes"].as_array().unwrap();
        let mut expected = BTreeMap::new();
        for node in nodes {
            let mut item = node.clone();
            let status = item.as_object_mut().unwrap().remove("saleStatus").unwrap();
            item["status"] = status;
            expected.insert(text(&node["tag"]), item);
        }
        assert_eq!(self.items, expected);
        assert_eq!(session["totals"]["sequence"], json!(self.sequence));
    }
}

#[tokio::test]
async fn a_till_pages_through_everything_and_then_asks_for_what_changed() {
    in_each_hall(async |hall| {
        let tags = hall.selling(7).await;
        let mut till = Till::default();
        assert_eq!(till.fill(hall, 3).await, 3);
        till.agrees(hall).await;
        assert_eq!(till.items[&tags[0]]["price"], "10.00");
        assert_eq!(till.fill(hall, 3).await, 1, "nothing has changed");
        assert_eq!(till.came, 7);

        hall.till.sell(&tags[..2]).await.expect_sold();
        hall.till.hold("a", &tags[2..4]).await.done();
        hall.organizer.withdraw(&tags[5..6], "w").await.done();
        assert_eq!(till.fill(hall, 2).await, 3);
        assert_eq!(till.came, 12, "what stayed as it was did not come again");
        assert_eq!(
            tags.iter().map(|tag| till.status(tag)).collect::<Vec<_>>(),
            ["SOLD", "SOLD", "PENDING", "PENDING", "AVAILABLE", "gone", "AVAILABLE"]
        );
        till.agrees(hall).await;

        // A restart forgets no cursor.
        hall.restart().await;
        hall.till.release("a").await.done();
        let sold = hall.till.sell(&tags[4..5]).await.expect_sold();
        hall.till.void(&sold, "v").await.done();
        hall.organizer.restock(&tags[5..6], "r").await.done();
        till.fill(hall, 1).await;
        assert!(tags[2..].iter().all(|tag| till.status(tag) == "AVAILABLE"), "{:?}", till.items);
        till.agrees(hall).await;

        hall.till.hold("b", &tags[6..]).await.done();
        hall.organizer.complete("end").await.done();
        till.fill(hall, 10).await;
        assert_eq!(
            tags.iter().map(|tag| till.status(tag)).collect::<Vec<_>>(),
            ["SOLD", "SOLD", "AVAILABLE", "AVAILABLE", "AVAILABLE", "AVAILABLE", "AVAILABLE"]
        );
    })
    .await;
}

#[tokio::test]
async fn what_moves_behind_a_till_s_back_while_it_pages_comes_again() {
    in_each_hall(async |hall| {
        let tags = hall.selling(6).await;
        let mut till = Till::default();
        assert!(!till.page(hall, 2).await);
        hall.till.sell(&tags[..1]).await.expect_sold();
        hall.organizer.withdraw(&tags[1..2], "w").await.done();
        assert!(!till.page(hall, 2).await);
        hall.till.hold("a", &tags[4..5]).await.done();
        assert!(till.page(hall, 2).await, "the walk ends where it began");
        assert_eq!((till.status(&tags[0]), till.status(&tags[1]), till.status(&tags[4])), ("AVAILABLE", "AVAILABLE", "PENDING"));
        // While it follows, too: what it has passed comes again by itself.
        assert!(!till.page(hall, 1).await);
        hall.organizer.restock(&tags[1..2], "r").await.done();
        hall.till.hold("a", &tags[..0]).await.expect_refused(&["NO_ITEMS at input.tags"]);
        till.fill(hall, 1).await;
        till.agrees(hall).await;
    })
    .await;
}

#[tokio::test]
async fn many_items_that_come_in_at_once_are_paged_too() {
    in_each_hall(async |hall| {
        hall.selling(2).await;
        let mut till = Till::default();
        till.fill(hall, 5).await;
        let more = hall.items(9).await;
        hall.organizer.restock(&more, "r").await.done();
        hall.till.sell(&more[8..]).await.expect_sold();
        assert_eq!(till.fill(hall, 4).await, 3);
        assert_eq!(till.status(&more[8]), "SOLD");
        till.agrees(hall).await;
    })
    .await;
}

#[tokio::test]
async fn a_till_that_was_away_for_long_walks_again_and_learns_of_what_is_gone() {
    in_a_hall(async |hall| {
        let tags = hall.selling(4).await;
        let mut till = Till::default();
        till.fill(hall, 5).await;
        hall.organizer.withdraw(&tags[1..2], "w").await.done();
        happen(hall, &tags[0], 20_000).await;
        hall.till.sell(&tags[2..3]).await.code();
        hall.till.sell(&tags[2..3]).await.done();
        let came = till.came;
        assert_eq!(till.fill(hall, 3).await, 2, "it walks through four items, and not through the journal");
        assert_eq!(till.came, came + 4);
        assert_eq!(till.status(&tags[1]), "gone");
        till.agrees(hall).await;
        assert_eq!(till.fill(hall, 3).await, 1);
        assert_eq!(till.came, came + 4);
    })
    .await;
}

/// So many entries in one commit: holds of one item.
async fn happen(hall: &Hall, item: &str, count: usize) {
    let Some(GlobalId::Session(session)) = GlobalId::parse(&hall.session()) else { panic!("no session") };
    let mut hand = Hand::<Session>::claim(&hall.server.store, OwnerKey::Session(session)).await;
    let scan = Scan::Tag(Tag::parse(item).unwrap(), hangtag::domain::sale::Fact::Exists);
    let hold = HoldItems { cart: Some("a".to_owned()), scans: vec![scan], till: None, seconds: 900, channel: SaleChannel::Pos };
    let command = SessionCommand::Hold(hold);
    let mut entries = Vec::new();
    for _ in 0..count {
        let (last, at) = hand.state.last();
        let decision = hand.state.decide(&command, Moment { now: at, at }).unwrap();
        for (seq, (event, key)) in (last + 1..).zip(decision.events) {
            let entry = Entry { seq, at, key, event };
            hand.state.apply(&entry);
            entries.push(entry);
        }
    }
    hand.commits(&entries.into()).await.unwrap();
}

#[tokio::test]
async fn a_cursor_that_the_session_did_not_give_is_refused() {
    in_each_hall(async |hall| {
        hall.selling(2).await;
        let mut till = Till::default();
        till.fill(hall, 5).await;
        let given = till.cursor.unwrap();
        let encode = |plain: &str| base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, plain);
        let Some(GlobalId::Session(session)) = GlobalId::parse(&hall.session()) else { panic!("no session") };
        let forged = [
            String::new(),
            "novel ".repeat(1_000),
            given.to_uppercase(),
            format!("{given}A"),
            encode("pack>1>f>1>0"),
            encode(&format!("pack>{session}>f>3>0")),
            encode(&format!("pack>{session}>f>18446744073709551615>0")),
        ];
        for cursor in forged {
            let answer = hall.till.ask(PACK, json!({ "id": hall.session(), "after": cursor })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{cursor} {answer}");
        }
        for first in [0, -1, 5_001] {
            let answer = hall.till.ask(PACK, json!({ "id": hall.session(), "first": first })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{first} {answer}");
        }
        let most = hall.till.data(PACK, json!({ "id": hall.session(), "first": 5_000 })).await;
        assert_eq!(most["saleSession"]["tillPack"]["event"]["timeZone"], "America/New_York");
    })
    .await;
}
