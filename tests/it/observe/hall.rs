//! A sale on a running server: what tills do, one after the other.

use hangtag::client::{Client, Payload};
use serde_json::{Value, json};

use super::server::Server;

/// Somebody whose name no log and no metric may have.
pub(super) const NAME: &str = "Petronella Winterbottom";
pub(super) const TITLE: &str = "Rain coat with a secret pocket";

const CREATE: &str = "mutation ($input: SaleEventCreateInput!) {
  saleEventCreate(input: $input, idempotencyKey: \"event\") { event { id } userErrors { code } } }";
const ADD_CONSIGNOR: &str = "mutation ($input: ConsignorAddInput!) {
  consignorAdd(input: $input, idempotencyKey: \"consignor\") { consignor { number } userErrors { code } } }";
const ADD_ITEMS: &str = "mutation ($id: ID!, $input: [ItemInput!]!) {
  itemsAdd(eventId: $id, input: $input, idempotencyKey: \"items\") { items { id tag } userErrors { code } } }";
const OPEN: &str = "mutation ($id: ID!) {
  saleSessionOpen(eventId: $id, idempotencyKey: \"open\") { session { id } userErrors { code } } }";
pub(super) const RECORD: &str = "mutation Checkout($id: ID!, $input: SaleRecordInput!, $key: String!) {
  saleRecord(sessionId: $id, input: $input, idempotencyKey: $key) { sale { id sequence } userErrors { code } } }";
const VOID: &str = "mutation ($id: ID!) {
  saleVoid(saleId: $id, reason: \"rung up by mistake\", idempotencyKey: \"void\") { sale { id } userErrors { code } } }";
const HOLD: &str = "mutation ($id: ID!, $input: ItemsHoldInput!) {
  itemsHold(sessionId: $id, input: $input) { items { tag } userErrors { code } } }";

/// An open session.
pub(super) struct Hall {
    pub(super) client: Client,
    pub(super) session: String,
    pub(super) tags: Vec<String>,
    pub(super) items: Vec<String>,
}

impl Hall {
    /// With so many items at 10.00.
    pub(super) async fn open(server: &Server, items: usize) -> Self {
        let client = server.client();
        let event = json!({
            "name": "Spring", "currency": "USD", "timeZone": "UTC", "startsAt": "2026-11-20T08:00:00.000Z",
            "endsAt": "2036-11-21T18:00:00.000Z", "rates": { "baseShareBps": 6_500 },
        });
        let event = done(&client, (CREATE, "saleEventCreate", "event"), &json!({ "input": event })).await;
        let consignor = json!({ "input": { "displayName": NAME } });
        let consignor = done(&client, (ADD_CONSIGNOR, "consignorAdd", "consignor"), &consignor).await;
        let item = json!({ "consignorNumber": consignor["number"], "title": TITLE, "category": "clothing", "price": "10.00" });
        let input = json!({ "id": event["id"], "input": vec![item; items] });
        let added = done(&client, (ADD_ITEMS, "itemsAdd", "items"), &input).await;
        let texts = |field: &str| added.as_array().unwrap().iter().map(|item| text(&item[field])).collect();
        let session = done(&client, (OPEN, "saleSessionOpen", "session"), &json!({ "id": event["id"] })).await;
        Self { session: text(&session["id"]), tags: texts("tag"), items: texts("id"), client }
    }

    /// Asks for a sale of one item, for cash.
    pub(super) async fn sell(&self, tag: &str, key: &str) -> Payload {
        let data = self.client.ask(RECORD, &self.sale(tag, key)).await.unwrap();
        Payload::of(&data, "saleRecord", "sale")
    }

    /// The variables of a sale of one item.
    pub(super) fn sale(&self, tag: &str, key: &str) -> Value {
        let input = json!({ "lines": [{ "tag": tag }], "tenders": [{ "kind": "CASH", "amount": "10.00" }] });
        json!({ "id": self.session, "input": input, "key": key })
    }

    /// Takes a sale back.
    pub(super) async fn void(&self, sale: &Value) {
        done(&self.client, (VOID, "saleVoid", "sale"), &json!({ "id": sale["id"] })).await;
    }

    /// Puts an item into a cart.
    pub(super) async fn hold(&self, tag: &str) {
        let input = json!({ "cart": "a cart", "tags": [tag] });
        done(&self.client, (HOLD, "itemsHold", "items"), &json!({ "id": self.session, "input": input })).await;
    }
}

async fn done(client: &Client, (document, field, object): (&str, &str, &str), variables: &Value) -> Value {
    let payload = Payload::of(&client.ask(document, variables).await.unwrap(), field, object);
    assert!(payload.is_done(), "{payload} for {field}");
    payload.object
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
