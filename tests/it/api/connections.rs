//! Relay's connections: the whole list in order, whichever way it is paged, and each filter.

use serde_json::{Value, json};

use super::caller::{Caller, cash_sale, offline_sale};
use super::events::unknown_sale;
use super::harness::{Hall, in_a_hall, in_each_hall, text};

/// A connection: where it is (with `@` for its arguments) and what names a row.
#[derive(Clone, Copy)]
struct Connection<'a> {
    path: &'a str,
    name: &'a str,
}

const EVENTS: Connection = Connection { path: "{ x: saleEvents@ }", name: "name" };
const CONSIGNORS: Connection = Connection { path: "{ x: consignors@ }", name: "number" };

impl Connection<'_> {
    /// One page: the names, and its page info.
    async fn page(self, caller: &Caller, arguments: &str) -> (Vec<Value>, Value) {
        let answer = self.ask(caller, arguments).await;
        assert!(answer["errors"].is_null(), "{answer}");
        let connection = found(&answer["data"]).unwrap_or_else(|| panic!("{answer}"));
        let names = |rows: &Value| rows.as_array().unwrap().iter().map(|row| row["name"].clone()).collect::<Vec<_>>();
        let nodes = names(&connection["nodes"]);
        let edges = connection["edges"].as_array().unwrap();
        assert_eq!(edges.iter().map(|edge| edge["node"]["name"].clone()).collect::<Vec<_>>(), nodes);
        let info = &connection["pageInfo"];
        let cursor = |edge: Option<&Value>| edge.map_or(Value::Null, |edge| edge["cursor"].clone());
        assert_eq!((&info["startCursor"], &info["endCursor"]), (&cursor(edges.first()), &cursor(edges.last())));
        (nodes, info.clone())
    }

    async fn ask(self, caller: &Caller, arguments: &str) -> Value {
        let Self { path, name } = self;
        let arguments = if arguments.is_empty() { String::new() } else { format!("({arguments})") };
        let node = format!("{{ name: {name} }}");
        let rows = format!(
            "{arguments} {{ nodes {node} edges {{ cursor node {node} }}
            pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }}"
        );
        caller.ask(&path.replace('@', &rows), json!({})).await
    }

    /// Forward and backward in pages of this size: the same rows, and page info that knows where it is.
    async fn pages(self, caller: &Caller, size: usize, expected: &[Value]) {
        let (mut forward, mut after) = (Vec::new(), String::new());
        loop {
            let (names, info) = self.page(caller, &format!("first: {size}{after}")).await;
            assert_eq!(info["hasPreviousPage"], json!(!forward.is_empty()));
            forward.extend(names);
            assert_eq!(info["hasNextPage"], json!(forward.len() < expected.len()), "{forward:?}");
            if info["hasNextPage"] == json!(false) {
                break;
            }
            after = format!(", after: {}", info["endCursor"]);
        }
        assert_eq!(forward, expected);

        let (mut backward, mut before) = (Vec::new(), String::new());
        loop {
            let (mut names, info) = self.page(caller, &format!("last: {size}{before}")).await;
            assert_eq!(info["hasNextPage"], json!(!backward.is_empty()));
            names.append(&mut backward);
            backward = names;
            assert_eq!(info["hasPreviousPage"], json!(backward.len() < expected.len()), "{backward:?}");
            if info["hasPreviousPage"] == json!(false) {
                break;
            }
            before = format!(", before: {}", info["startCursor"]);
        }
        assert_eq!(backward, expected);
    }
}

/// The object named `x`, wherever it stands.
fn found(data: &Value) -> Option<&Value> {
    data.as_object()?.iter().find_map(|(name, value)| if name == "x" { Some(value) } else { found(value) })
}

/// Three consignors, seven items of two of them in an event that sells, sales of every sort.
struct Stock {
    /// Of 417 and 418, in order.
    tags: Vec<Value>,
    /// By place in `tags`: what is held and sold.
    held: Vec<Value>,
    sold: Vec<Value>,
    sales: Vec<Value>,
}

async fn stock(hall: &Hall) -> Stock {
    for number in [99_999, 418, 1] {
        hall.organizer.add_consignor(number).await;
    }
    let other = hall.items_of(418, 3).await;
    let mine = hall.items(4).await;
    hall.open().await;
    let mut tags = mine.clone();
    tags.extend(other.iter().cloned());
    hall.till.hold("cart", &[mine[1].clone(), other[0].clone()]).await.done();
    let sold = [mine[0].clone(), other[2].clone()];
    let mut sales = Vec::new();
    let mut first = cash_sale(&sold);
    first["till"] = json!("3");
    first["shopperCode"] = json!("shopper 7");
    sales.push(hall.till.record(&first, "1").await.expect_sold());
    sales.push(hall.till.record(&cash_sale(&mine[2..3]), "2").await.expect_sold());
    sales.push(hall.till.record(&offline_sale(&sold[..1], &hall.moment(0)), "3").await.expect_sold());
    sales.push(hall.till.record(&unknown_sale(), "4").await.expect_sold());
    hall.till.void(&sales[1], "void").await.done();
    // Not in the session: it came later.
    tags.extend(hall.items_of(418, 1).await);
    let values = |tags: &[String]| tags.iter().map(|tag| json!(tag)).collect::<Vec<_>>();
    Stock {
        held: values(&[mine[1].clone(), other[0].clone()]),
        sold: values(&sold),
        tags: values(&tags),
        sales: sales.iter().map(|sale| sale["sequence"].clone()).collect(),
    }
}

fn of_event(hall: &Hall, field: &str) -> String {
    format!("{{ saleEvent(id: \"{}\") {{ x: {field}@ }} }}", hall.event())
}

fn of_session(hall: &Hall, field: &str) -> String {
    format!("{{ saleSession(id: \"{}\") {{ x: {field}@ }} }}", hall.session())
}

#[tokio::test]
async fn every_connection_is_whole_and_in_order_whichever_way_it_is_paged() {
    in_each_hall(async |hall| {
        let stock = stock(hall).await;
        let spring = hall.event();
        for name in ["Summer", "Autumn"] {
            hall.organizer.create_event(name).await;
        }
        let (items, in_session) = (of_event(hall, "items"), of_session(hall, "items"));
        let (sales, people) = (of_session(hall, "sales"), of_event(hall, "consignors"));
        for size in [1, 2, 3, 100] {
            EVENTS.pages(&hall.organizer, size, &[json!("Spring"), json!("Summer"), json!("Autumn")]).await;
            let numbers = [json!(1), json!(417), json!(418), json!(99_999)];
            CONSIGNORS.pages(&hall.organizer, size, &numbers).await;
            Connection { path: &people, name: "number" }.pages(&hall.organizer, size, &[json!(417), json!(418)]).await;
            Connection { path: &items, name: "tag" }.pages(&hall.till, size, &stock.tags).await;
            Connection { path: &in_session, name: "tag" }.pages(&hall.till, size, &stock.tags[..7]).await;
            Connection { path: &sales, name: "sequence" }.pages(&hall.till, size, &stock.sales).await;
            let path = "{ consignorByNumber(number: 418) { x: items@ } }";
            Connection { path, name: "tag" }.pages(&hall.till, size, &stock.tags[4..]).await;
        }
        hall.organizer.complete("complete").await.done();
        let first = hall.session();
        hall.open().await;
        let path = of_event(hall, "sessions");
        let sessions = Connection { path: &path, name: "id" };
        sessions.pages(&hall.organizer, 1, &[json!(first), json!(hall.session())]).await;
        assert_eq!(hall.event(), spring);
    })
    .await;
}

#[tokio::test]
async fn items_are_filtered_by_state_status_and_category() {
    in_each_hall(async |hall| {
        let stock = stock(hall).await;
        let free: Vec<Value> =
            stock.tags[..7].iter().filter(|tag| !stock.held.contains(tag) && !stock.sold.contains(tag)).cloned().collect();
        for path in [of_event(hall, "items"), of_session(hall, "items")] {
            let items = Connection { path: &path, name: "tag" };
            for (filter, expected) in [
                ("saleStatus: [PENDING]", &stock.held),
                ("saleStatus: [SOLD]", &stock.sold),
                ("saleStatus: [AVAILABLE]", &free),
                ("saleStatus: [AVAILABLE, PENDING, SOLD]", &stock.tags[..7].to_vec()),
                ("saleStatus: []", &vec![]),
                ("saleStatus: [SOLD], category: [\"clothing\", \"shoes\"]", &stock.sold),
                ("saleStatus: [SOLD], category: [\"shoes\"]", &vec![]),
                ("saleStatus: [SOLD], inventoryState: [LOCKED]", &stock.sold),
                ("saleStatus: [SOLD], inventoryState: [MODIFIABLE]", &vec![]),
                ("inventoryState: [LOCKED]", &stock.tags[..7].to_vec()),
                ("inventoryState: [SOLD, TRANSFER]", &vec![]),
                ("category: [\"clothing\"], inventoryState: [LOCKED]", &stock.tags[..7].to_vec()),
                ("category: []", &vec![]),
            ] {
                let (names, _) = items.page(&hall.till, &format!("filter: {{ {filter} }}")).await;
                assert_eq!(names, *expected, "{filter}");
            }
            // A filter by what moves is paged like any other.
            let mut taken = [stock.held.clone(), stock.sold.clone()].concat();
            taken.sort_by_key(Value::to_string);
            let (first, info) = items.page(&hall.till, "first: 3, filter: { saleStatus: [PENDING, SOLD] }").await;
            assert_eq!((&first[..], &info["hasNextPage"]), (&taken[..3], &json!(true)));
            let rest = format!("first: 3, after: {}, filter: {{ saleStatus: [PENDING, SOLD] }}", info["endCursor"]);
            let (rest, info) = items.page(&hall.till, &rest).await;
            assert_eq!((&rest[..], &info["hasNextPage"]), (&taken[3..], &json!(false)));
            let (last, info) = items.page(&hall.till, "last: 3, filter: { saleStatus: [PENDING, SOLD] }").await;
            assert_eq!((&last[..], &info["hasPreviousPage"]), (&taken[1..], &json!(true)));
        }
        let (modifiable, _) = Connection { path: &of_event(hall, "items"), name: "tag" }
            .page(&hall.till, "filter: { inventoryState: [MODIFIABLE] }")
            .await;
        assert_eq!(modifiable, stock.tags[7..]);

        hall.organizer.complete("complete").await.done();
        let path = of_event(hall, "items");
        let items = Connection { path: &path, name: "tag" };
        assert_eq!(items.page(&hall.till, "filter: { inventoryState: [SOLD] }").await.0, stock.sold);
        assert_eq!(items.page(&hall.till, "filter: { saleStatus: [SOLD] }").await.0, [] as [Value; 0], "no session runs");
    })
    .await;
}

#[tokio::test]
async fn sales_are_filtered_by_each_field() {
    in_each_hall(async |hall| {
        let stock = stock(hall).await;
        let sold = text(&stock.sold[0]);
        let path = of_session(hall, "sales");
        let sales = Connection { path: &path, name: "sequence" };
        let all = &stock.sales;
        let printed = format!("{}-{}-{}", &sold[..5], &sold[5..9], &sold[9..]);
        for (filter, expected) in [
            (String::new(), vec![0, 1, 2, 3]),
            ("status: [RECORDED]".to_owned(), vec![0, 2, 3]),
            ("status: [VOIDED]".to_owned(), vec![1]),
            ("status: [RECORDED, VOIDED]".to_owned(), vec![0, 1, 2, 3]),
            ("status: []".to_owned(), vec![]),
            ("needsReview: true".to_owned(), vec![2, 3]),
            ("needsReview: false".to_owned(), vec![0, 1]),
            ("till: \"3\"".to_owned(), vec![0]),
            ("till: \"4\"".to_owned(), vec![]),
            ("shopperCode: \"shopper 7\"".to_owned(), vec![0]),
            (format!("tag: \"{sold}\""), vec![0, 2]),
            (format!("tag: \"{printed}\""), vec![0, 2]),
            (format!("tag: \"{sold}\", needsReview: true, status: [RECORDED]"), vec![2]),
        ] {
            let (names, _) = sales.page(&hall.till, &format!("filter: {{ {filter} }}")).await;
            let expected: Vec<Value> = expected.iter().map(|place: &usize| all[*place].clone()).collect();
            assert_eq!(names, expected, "{filter}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_has_fifty_rows_unless_asked_and_a_hundred_at_most() {
    in_a_hall(async |hall| {
        let tags = hall.items(103).await;
        let path = of_event(hall, "items");
        let items = Connection { path: &path, name: "tag" };
        let (names, info) = items.page(&hall.till, "").await;
        assert_eq!((json!(names), &info["hasNextPage"]), (json!(tags[..50]), &json!(true)));
        assert_eq!(json!(items.page(&hall.till, "last: 100").await.0), json!(tags[3..]));
        for (arguments, argument) in [
            ("first: 0", "first"),
            ("first: 101", "first"),
            ("first: -1", "first"),
            ("last: 0", "last"),
            ("last: 101", "last"),
            ("first: 1, last: 1", "first"),
            ("after: \"nonsense\"", "after"),
            ("before: \"\"", "before"),
        ] {
            let answer = items.ask(&hall.till, arguments).await;
            let error = &answer["errors"][0];
            assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{arguments}: {answer}");
            assert!(error["message"].as_str().unwrap().contains(&format!("`{argument}`")), "{arguments}: {answer}");
        }
        let (_, info) = items.page(&hall.till, "first: 1").await;
        let answer = CONSIGNORS.ask(&hall.till, &format!("after: {}", info["endCursor"])).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "a cursor of another connection: {answer}");
    })
    .await;
}

#[tokio::test]
async fn an_empty_connection_has_no_cursors() {
    in_a_hall(async |hall| {
        let (names, info) = Connection { path: &of_event(hall, "items"), name: "tag" }.page(&hall.till, "").await;
        let expected = json!({ "hasNextPage": false, "hasPreviousPage": false, "startCursor": null, "endCursor": null });
        assert_eq!((names.len(), info), (0, expected));
    })
    .await;
}

#[tokio::test]
async fn a_consignors_connections_hold_its_own_and_page_as_any_other() {
    in_a_hall(async |hall| {
        let stock = stock(hall).await;
        let consignor = hall.consignor(417).await;
        Connection { path: &of_event(hall, "items"), name: "tag" }.pages(&consignor, 3, &stock.tags[..4]).await;
        CONSIGNORS.pages(&consignor, 1, &[json!(417)]).await;
        let (names, _) = Connection { path: &of_event(hall, "items"), name: "tag" }
            .page(&consignor, "filter: { saleStatus: [SOLD, PENDING] }")
            .await;
        assert_eq!(names, stock.tags[..2]);
        let (_, info) = CONSIGNORS.page(&consignor, "first: 1").await;
        assert_eq!(CONSIGNORS.page(&consignor, &format!("after: {}", info["endCursor"])).await.0, [] as [Value; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_node_is_found_by_its_id_and_nodes_keep_their_order() {
    in_a_hall(async |hall| {
        let stock = stock(hall).await;
        let path = of_session(hall, "sales");
        let (sales, _) = Connection { path: &path, name: "id" }.page(&hall.till, "first: 1").await;
        let consignor = hall.till.data("{ x: consignorByNumber(number: 418) { id } }", json!({})).await;
        let item = hall.till.scan(&text(&stock.tags[0])).await;
        let ids =
            [json!(hall.event()), json!(hall.session()), sales[0].clone(), consignor["x"]["id"].clone(), item["id"].clone()];
        let kinds = ["SaleEvent", "SaleSession", "Sale", "Consignor", "Item"];
        for (id, kind) in ids.iter().zip(kinds) {
            let found = hall.till.data("query ($id: ID!) { node(id: $id) { __typename id } }", json!({ "id": id })).await;
            assert_eq!(found["node"], json!({ "__typename": kind, "id": id }));
        }
        let asked = json!([ids[4], "nonsense", ids[0], ids[4]]);
        let found = hall.till.data("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": asked })).await;
        assert_eq!(found["nodes"], json!([{ "id": ids[4] }, null, { "id": ids[0] }, { "id": ids[4] }]));
        for (count, code) in [(100, Value::Null), (101, json!("BAD_USER_INPUT"))] {
            let ids = vec![hall.event(); count];
            let answer = hall.till.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ids })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{count}");
        }
    })
    .await;
}
