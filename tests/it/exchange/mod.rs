//! `hangtag import` and `hangtag export`, the real program, as an organizer runs them.

mod bad_input;
mod consignors;
mod export;
mod items;
mod journal;
mod shopify;
mod stopped;

use std::path::PathBuf;

use hangtag::client::Client;
use serde_json::{Value, json};
use tokio::process::{Child, Command};

use crate::harness::Place;
use crate::program::{hangtag, has, run, says, serve};

/// A server with an organizer's token, an event in dollars, and consignors 417 and 12.
struct Hall {
    place: Place,
    server: Child,
    url: String,
    token: String,
    organizer: Client,
    event: String,
}

/// The lines of a large file.
fn rows(count: u32, row: impl Fn(u32) -> String) -> String {
    (0..count).map(row).collect::<Vec<_>>().concat()
}

/// How a command ended.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Hall {
    async fn open(place: Place) -> Self {
        let (server, address) = serve(&place).await;
        let made = says(&place, &["token", "create", "--organization", "acme", "--role", "organizer"]).await;
        let token = made.lines().last().unwrap().to_owned();
        let url = format!("http://{address}");
        let organizer = Client::new(&url, &token).unwrap();
        let mut hall = Self { place, server, url, token, organizer, event: String::new() };
        hall.event = hall.create_event("Spring").await;
        for number in [417, 12] {
            hall.add_consignor(number, &format!("Consignor {number}")).await;
        }
        hall
    }

    async fn ask(&self, document: &str, variables: &Value) -> Value {
        self.organizer.ask(document, variables).await.unwrap()
    }

    async fn create_event(&self, name: &str) -> String {
        let create = "mutation ($input: SaleEventCreateInput!, $key: String!) {
            saleEventCreate(input: $input, idempotencyKey: $key) { event { id } } }";
        let input = json!({ "name": name, "currency": "USD", "timeZone": "America/New_York", "rates": { "baseShareBps": 6500 },
            "startsAt": "2027-04-10T12:00:00.000Z", "endsAt": "2027-04-12T22:00:00.000Z" });
        let made = self.ask(create, &json!({ "input": input, "key": name })).await;
        made["saleEventCreate"]["event"]["id"].as_str().unwrap().to_owned()
    }

    async fn add_consignor(&self, number: u32, name: &str) {
        let add = "mutation ($input: ConsignorAddInput!, $key: String!) {
            consignorAdd(input: $input, idempotencyKey: $key) { consignor { number } } }";
        let input = json!({ "number": number, "displayName": name });
        let added = self.ask(add, &json!({ "input": input, "key": format!("hall-{number}") })).await;
        assert_eq!(added["consignorAdd"]["consignor"]["number"], number);
    }

    /// A file with this in it.
    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.place.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.place.folder.path().join(name)).unwrap()
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = hangtag(&self.place, words);
        // The server is what is spoken to, and no database.
        command.env_remove("HANGTAG_DATABASE").env("HANGTAG_URL", &self.url).env("HANGTAG_TOKEN", &self.token);
        command
    }

    /// Runs the program against the server.
    async fn runs(&self, words: &[&str]) -> Said {
        let output = run(&mut self.command(words)).await;
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The summary of an import without a failed row.
    async fn imports(&self, words: &[&str]) -> String {
        let said = self.runs(&[&["import"], words].concat()).await;
        assert_eq!(said.code, Some(0), "{words:?}: {said:?}");
        assert_eq!(said.err, "", "{words:?}");
        said.out
    }

    /// What an import says of rows that failed.
    async fn fails(&self, words: &[&str]) -> Said {
        let said = self.runs(&[&["import"], words].concat()).await;
        assert_eq!(said.code, Some(1), "{words:?}: {said:?}");
        said
    }

    /// Every item of an event by tag: ref, title, size, price.
    async fn items_of(&self, event: &str) -> Vec<[String; 4]> {
        let page = "query ($event: ID!, $after: String) { saleEvent(id: $event) { items(first: 100, after: $after) {
            nodes { ref title size price } pageInfo { hasNextPage endCursor } } } }";
        let (mut items, mut after) = (Vec::new(), Value::Null);
        loop {
            let data = self.ask(page, &json!({ "event": event, "after": after })).await;
            let page = &data["saleEvent"]["items"];
            let text = |node: &Value, field: &str| node[field].as_str().unwrap_or_default().to_owned();
            let nodes = page["nodes"].as_array().unwrap();
            items.extend(nodes.iter().map(|node| ["ref", "title", "size", "price"].map(|field| text(node, field))));
            if page["pageInfo"]["hasNextPage"] != true {
                return items;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
    }

    async fn items(&self) -> Vec<[String; 4]> {
        self.items_of(&self.event).await
    }

    /// Journals, rows and totals still agree.
    async fn ends(mut self) {
        self.server.kill().await.unwrap();
        has(&says(&self.place, &["verify"]).await, "agree");
    }
}
