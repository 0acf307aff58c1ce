//! Subscribers over a small schema of their own, whose executions are counted.

mod world;

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures_util::{FutureExt, StreamExt, future::join_all};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{Said, Subscriber};
use crate::{
    domain::{
        access::{Actor, Role, Viewer},
        id::OrganizationId,
        tag::ConsignorNumber,
    },
    graphql::operation::Request,
};
use world::{TestSchema, World};

/// A test that waits longer has failed.
const PATIENCE: Duration = Duration::from_secs(20);
const EVENTS: &str = "subscription ($after: Int, $of: Int! = 1) { events(after: $after, of: $of) { sequence organization } }";
const STATE: &str = "subscription { state { sequence } }";

fn viewer(token: i64, organization: i64, roles: &[Role]) -> Viewer {
    Viewer {
        actor: Actor::Token(token),
        organization: OrganizationId(organization),
        organization_name: "acme".into(),
        roles: roles.to_vec(),
        consignor: None,
    }
}

fn till(token: i64) -> Viewer {
    viewer(token, 1, &[Role::Cashier])
}

/// A subscriber that keeps what it was told and has not been asked for yet.
struct Client {
    subscriber: Subscriber<TestSchema>,
    waiting: VecDeque<Value>,
}

impl Client {
    fn new(world: &World, document: &str, variables: &Value, viewer: Option<Viewer>) -> Self {
        let variables = async_graphql::Variables::from_json(variables.clone());
        let request = Request { query: document.to_owned(), operation_name: None, variables };
        let operation = world.api.prepare(request).unwrap();
        Self { subscriber: world.api.subscribe(operation, viewer), waiting: VecDeque::new() }
    }

    fn events(world: &World, token: i64, after: i32) -> Self {
        Self::new(world, EVENTS, &json!({ "after": after }), Some(till(token)))
    }

    async fn hear(&mut self) -> Option<Said> {
        tokio::time::timeout(PATIENCE, self.subscriber.next()).await.unwrap()
    }

    async fn payload(&mut self) -> Value {
        while self.waiting.is_empty() {
            match self.hear().await {
                Some(Said::Results(results)) => {
                    self.waiting.extend(results.iter().map(|result| serde_json::from_str::<Value>(result.get()).unwrap()));
                }
                other => panic!("no result, but {other:?}"),
            }
        }
        self.waiting.pop_front().unwrap()
    }

    /// The sequence of the next result.
    async fn sequence(&mut self) -> i64 {
        let payload = self.payload().await;
        let fields = payload["data"].as_object().unwrap_or_else(|| panic!("{payload}"));
        fields.values().next().unwrap()["sequence"].as_i64().unwrap()
    }

    /// Hears everything up to a sequence, without gap or duplicate.
    async fn expect(&mut self, sequences: std::ops::RangeInclusive<i64>) {
        for expected in sequences {
            assert_eq!(self.sequence().await, expected);
        }
    }

    fn is_silent(&mut self) -> bool {
        self.waiting.is_empty() && self.subscriber.next().now_or_never().is_none()
    }
}

#[tokio::test]
async fn those_who_ask_for_the_same_are_executed_and_written_once() {
    let world = World::new();
    let mut clients: Vec<_> = (0..10).map(|token| Client::events(&world, token, 0)).collect();
    world.joined(11, 1).await;
    world.say(5);
    let mut written = HashSet::new();
    for client in &mut clients {
        let mut heard = 0;
        while heard < 5 {
            let Some(Said::Results(results)) = client.hear().await else { panic!("no result") };
            heard += results.len();
            written.extend(results.iter().map(|result| Arc::as_ptr(result).addr()));
        }
        assert_eq!(heard, 5);
    }
    assert_eq!((world.executed(), written.len()), (5, 5), "fifty results are five");
}

#[tokio::test]
async fn only_the_same_rights_are_shared() {
    let both = [Role::Cashier, Role::Consignor];
    let of = |token, number| Viewer { consignor: ConsignorNumber::new(number), ..viewer(token, 1, &[Role::Consignor]) };
    let renamed = Viewer { organization_name: "other".into(), ..till(3) };
    for (streams, one, other) in [
        (1, Some(till(1)), Some(till(2))),
        (1, Some(till(1)), Some(renamed)),
        (1, Some(viewer(1, 1, &both)), Some(viewer(2, 1, &[both[1], both[0]]))),
        (1, Some(of(1, 417)), Some(of(2, 417))),
        (1, None, None),
        (2, Some(till(1)), None),
        (2, Some(till(1)), Some(viewer(1, 2, &[Role::Cashier]))),
        (2, Some(till(1)), Some(viewer(1, 1, &[Role::Organizer]))),
        (2, Some(till(1)), Some(viewer(1, 1, &both))),
        (2, Some(of(1, 417)), Some(of(1, 418))),
        (2, Some(of(1, 417)), Some(viewer(1, 1, &[Role::Consignor]))),
    ] {
        let world = World::new();
        let named = format!("{one:?} and {other:?}");
        let mut clients = [one, other].map(|viewer| {
            let organization = viewer.as_ref().map_or(0, |viewer| viewer.organization.0);
            (Client::new(&world, EVENTS, &json!({}), viewer), organization)
        });
        world.joined(2 + streams, streams).await;
        world.say(1);
        for (client, organization) in &mut clients {
            let payload = client.payload().await;
            assert_eq!(payload["data"]["events"], json!({ "sequence": 1, "organization": *organization }), "{named}");
        }
        assert_eq!((world.executed(), world.opened()), (streams, 2 + streams), "{named}");
    }
}

#[tokio::test]
async fn all_variables_but_the_cursor_are_compared() {
    let twice = "subscription ($after: Int) { events(after: $after, of: 1) { sequence more(than: $after) } }";
    let named = "subscription ($x: Int) { events(after: $x) { sequence } }";
    let hidden =
        "subscription ($after: Int) { events(after: $after) { ...F } } fragment F on Event { sequence more(than: $after) }";
    for (streams, document, one, other) in [
        (1, EVENTS, json!({ "after": 0 }), json!({ "after": 3 })),
        (1, EVENTS, json!({ "after": 0 }), json!({})),
        (1, EVENTS, json!({ "after": null }), json!({ "of": 1, "other": 5 })),
        (1, named, json!({ "x": 0 }), json!({ "x": 3 })),
        (2, EVENTS, json!({ "of": 1 }), json!({ "of": 2 })),
        (2, twice, json!({ "after": 0 }), json!({ "after": 3 })),
        (1, twice, json!({ "after": 3 }), json!({ "after": 3 })),
        (2, hidden, json!({ "after": 0 }), json!({ "after": 3 })),
    ] {
        let world = World::new();
        world.say(4);
        let _clients = [&one, &other].map(|variables| Client::new(&world, document, variables, Some(till(1))));
        world.joined(2 + streams, streams).await;
        assert_eq!(world.opened(), 2 + streams, "{document} {one} {other}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_join_while_it_never_rests_and_each_sees_everything_once() {
    let world = World::new();
    let all_there = CancellationToken::new();
    let speaking = tokio::spawn({
        let (world, all_there) = (Arc::clone(&world), all_there.clone());
        async move {
            // As quickly as one reads.
            let (mut reader, mut said) = (Client::events(&world, 0, 0), 0);
            while !all_there.is_cancelled() {
                world.say(20);
                reader.expect(said + 1..=said + 20).await;
                said += 20;
            }
            (reader, said)
        }
    });
    let join = async |token: i64| {
        // Each comes at another moment, and comes again twice.
        let mut seen = world.newest_when(40 * token).await;
        let mut client = None;
        for more in [7, 150, 300] {
            let from = i32::try_from(seen).unwrap();
            let client = client.insert(Client::events(&world, token, from));
            client.expect(seen + 1..=seen + more).await;
            seen += more;
        }
        (client.unwrap(), seen)
    };
    let mut joined = join_all((1..=50).map(join)).await;
    all_there.cancel();
    let (_reader, last) = speaking.await.unwrap();
    for (client, seen) in &mut joined {
        client.expect(*seen + 1..=last).await;
    }
    world.runs(1).await;
}

#[tokio::test]
async fn who_does_not_read_returns_to_the_journal_and_holds_nobody_up() {
    let world = World::new();
    let (mut fast, mut slow) = (Client::events(&world, 1, 0), Client::events(&world, 2, 0));
    world.joined(3, 1).await;
    // Both are where the stream is.
    world.say(1);
    fast.expect(1..=1).await;
    slow.expect(1..=1).await;
    for round in 0..100 {
        world.say(100);
        fast.expect(100 * round + 2..=100 * round + 101).await;
    }
    assert_eq!(world.executed(), 10_001, "the slow one asked for nothing");
    slow.expect(2..=10_001).await;
    assert!(slow.is_silent() && fast.is_silent());
    // It went back alone, and came again.
    world.joined(4, 1).await;
    let before = world.executed();
    world.say(1);
    fast.expect(10_002..=10_002).await;
    slow.expect(10_002..=10_002).await;
    assert_eq!(world.executed(), before + 1);
}

#[tokio::test]
async fn the_last_to_leave_ends_the_stream() {
    let world = World::new();
    for round in 1..=3_u8 {
        let mut clients: Vec<_> = (0..4).map(|token| Client::events(&world, token, 0)).collect();
        for client in &mut clients {
            client.expect(1..=i64::from(round) - 1).await;
        }
        world.joined(5 * usize::from(round), 1).await;
        while let Some(mut client) = clients.pop() {
            world.say(i64::from(clients.is_empty()));
            assert_eq!((world.running(), world.api.streams().count()), (1, 1), "{} are left", clients.len() + 1);
            client.expect(i64::from(round)..=i64::from(round) - i64::from(!clients.is_empty())).await;
        }
        world.ends().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn coming_and_going_leaves_nothing_behind_and_misses_nothing() {
    let world = World::new();
    let come_and_go = async |token: i64| {
        let mut seen = 0;
        for round in 0..150 {
            let mut client = Client::events(&world, token, i32::try_from(seen).unwrap());
            world.say(1);
            // Some leave before they have heard a word.
            for _ in 0..(round + token) % 3 {
                seen += 1;
                client.expect(seen..=seen).await;
            }
        }
    };
    join_all((0..8).map(come_and_go)).await;
    world.ends().await;
}

#[tokio::test]
async fn an_error_ends_the_stream_for_all_and_who_comes_again_begins_another() {
    let world = World::new();
    let mut clients: Vec<_> = (0..3).map(|token| Client::events(&world, token, 0)).collect();
    world.joined(4, 1).await;
    world.say(1);
    for client in &mut clients {
        client.expect(1..=1).await;
    }
    world.fail();
    for client in &mut clients {
        let payload = client.payload().await;
        assert_eq!(payload["errors"][0]["extensions"]["code"], "NOT_FOUND", "{payload}");
        assert!(matches!(client.hear().await, Some(Said::Complete)));
        assert!(client.hear().await.is_none());
    }
    drop(clients);
    world.ends().await;
    world.heal();
    let mut client = Client::events(&world, 1, 1);
    world.say(1);
    client.expect(2..=2).await;
}

#[tokio::test]
async fn who_may_not_or_asks_for_what_is_not_there_is_refused_though_others_are_served() {
    let world = World::new();
    let mut served = Client::events(&world, 1, 0);
    world.joined(2, 1).await;
    for after in [1, -1] {
        let mut refused = Client::events(&world, 2, after);
        let Some(Said::Failed(errors)) = refused.hear().await else { panic!("{after} was served") };
        assert_eq!(json!(errors[0])["extensions"]["code"], "BAD_USER_INPUT");
        assert!(refused.hear().await.is_none());
    }
    world.say(1);
    served.expect(1..=1).await;
}

#[tokio::test]
async fn a_state_is_looked_at_once_for_all_and_only_its_newest_is_said() {
    let world = World::new();
    let state = |token| Client::new(&world, STATE, &json!({}), Some(till(token)));
    world.say(3);
    let mut clients: Vec<_> = (0..5).map(state).collect();
    for client in &mut clients {
        client.expect(3..=3).await;
    }
    world.joined(6, 1).await;
    let looked = world.executed();
    for round in 1..=3 {
        world.say(10);
        // The first is asked often, and the others once at the end.
        clients[0].expect(3 + 10 * round..=3 + 10 * round).await;
    }
    assert_eq!(world.executed(), looked + 3);
    for client in &mut clients[1..] {
        client.expect(33..=33).await;
        assert!(client.is_silent());
    }
    let mut late = state(9);
    late.expect(33..=33).await;
    world.joined(7, 1).await;
    assert!(late.is_silent(), "it has that state");
    world.say(1);
    late.expect(34..=34).await;
}

#[tokio::test]
async fn a_source_that_says_no_places_and_a_query_are_executed_alone() {
    let world = World::new();
    let mut clients: Vec<_> =
        (0..2).map(|token| Client::new(&world, "subscription { count }", &json!({}), Some(till(token)))).collect();
    for client in &mut clients {
        for number in 1..=3 {
            assert_eq!(client.payload().await, json!({ "data": { "count": number } }));
        }
        assert!(matches!(client.hear().await, Some(Said::Complete)));
        assert!(client.hear().await.is_none());
    }
    let mut query = Client::new(&world, "{ hello }", &json!({}), None);
    assert_eq!(query.payload().await, json!({ "data": { "hello": "world" } }));
    assert!(matches!(query.hear().await, Some(Said::Complete)));
    assert_eq!(world.api.streams().count(), 0);
}
