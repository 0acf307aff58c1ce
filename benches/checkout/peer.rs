//! The comparison peer: the same mutation as one writes it who wants a GraphQL API and nothing else. async-graphql and axum
//! as their books show them, items in a `HashMap` behind a `Mutex`. It keeps nothing, knows nobody, guards against nothing.

#![expect(clippy::too_many_arguments, reason = "a field has the arguments that the contract gives it")]

use std::collections::HashMap;
use std::io::{self, Write as _};
use std::net::Ipv4Addr;
use std::sync::{Mutex, PoisonError};

use async_graphql::{Context, EmptySubscription, Enum, ID, InputObject, Object, Request, Response, Schema, SimpleObject};
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use tokio::net::TcpListener;

use super::common::goods::Item;

type PeerSchema = Schema<Query, Mutation, EmptySubscription>;

/// What the peer sells: the driver knows them too, so that they need not be brought in.
pub fn items(count: usize) -> Vec<Item> {
    (0..count).map(item).collect()
}

fn item(nth: usize) -> Item {
    // The factor and 10^10 have no divisor in common: no two tags are equal, and neighbours do not look alike.
    let mut number = (nth * 7_654_321_987) % 10_000_000_000;
    let mut tag = [b'0'; 10];
    for digit in tag.iter_mut().rev() {
        *digit = b"0123456789"[number % 10];
        number /= 10;
    }
    Item { tag, cents: 50 + (nth as u64) * 37 % 2_000 }
}

/// Serves until it is killed; prints its address.
pub fn serve(count: usize) -> io::Result<()> {
    let stock = items(count).into_iter().map(|item| {
        let tag = String::from_utf8_lossy(&item.tag).into_owned();
        (tag, Thing { cents: item.cents, sold_in: None })
    });
    let shop = Shop { state: Mutex::new(Stock { things: stock.collect(), sequence: 0 }) };
    let schema = Schema::build(Query, Mutation, EmptySubscription).data(shop).finish();
    let app = Router::new().route("/graphql", post(graphql)).with_state(schema);
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        writeln!(io::stdout(), "listening on {}", listener.local_addr()?)?;
        axum::serve(listener, app).await
    })
}

async fn graphql(State(schema): State<PeerSchema>, Json(request): Json<Request>) -> Json<Response> {
    Json(schema.execute(request).await)
}

struct Shop {
    state: Mutex<Stock>,
}

struct Stock {
    things: HashMap<String, Thing>,
    sequence: u64,
}

struct Thing {
    cents: u64,
    sold_in: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum SaleChannel {
    Pos,
    Online,
    Shopify,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum TenderKind {
    Cash,
    Check,
    Card,
    Paypal,
    Other,
}

#[derive(InputObject)]
struct SaleRecordInput {
    lines: Vec<SaleLineInput>,
    tenders: Vec<TenderInput>,
    cart: Option<String>,
    shopper_code: Option<String>,
    till: Option<String>,
    receipt: Option<String>,
    #[graphql(default_with = "SaleChannel::Pos")]
    channel: SaleChannel,
    offline_sold_at: Option<String>,
}

#[derive(InputObject)]
struct SaleLineInput {
    tag: Option<String>,
    unknown: Option<UnknownItemInput>,
    price: Option<String>,
}

#[derive(InputObject)]
struct UnknownItemInput {
    description: String,
    consignor_number: Option<i32>,
}

#[derive(InputObject)]
struct TenderInput {
    kind: TenderKind,
    amount: String,
}

#[derive(SimpleObject)]
struct SaleRecordPayload {
    sale: Option<Sale>,
    user_errors: Vec<UserError>,
}

#[derive(SimpleObject)]
struct Sale {
    id: ID,
    sequence: u64,
    channel: SaleChannel,
    till: Option<String>,
    receipt: Option<String>,
    shopper_code: Option<String>,
    total: String,
}

#[derive(SimpleObject)]
struct UserError {
    code: Code,
    field: Option<Vec<String>>,
    message: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum Code {
    ItemNotFound,
    ItemSold,
    InvalidLine,
    TenderMismatch,
}

struct Query;

#[Object]
impl Query {
    /// A schema needs a query.
    async fn sale_count(&self, ctx: &Context<'_>) -> u64 {
        ctx.data_unchecked::<Shop>().state.lock().unwrap_or_else(PoisonError::into_inner).sequence
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn sale_record(
        &self,
        ctx: &Context<'_>,
        session_id: ID,
        input: SaleRecordInput,
        #[graphql(name = "idempotencyKey")] _key: String,
    ) -> SaleRecordPayload {
        let mut stock = ctx.data_unchecked::<Shop>().state.lock().unwrap_or_else(PoisonError::into_inner);
        match stock.sell(&input) {
            Ok((sequence, cents)) => {
                let sale = Sale {
                    id: format!("{}:{sequence}", *session_id).into(),
                    sequence,
                    channel: input.channel,
                    till: input.till,
                    receipt: input.receipt,
                    shopper_code: input.shopper_code,
                    total: format!("{}.{:02}", cents / 100, cents % 100),
                };
                SaleRecordPayload { sale: Some(sale), user_errors: Vec::new() }
            }
            Err(error) => SaleRecordPayload { sale: None, user_errors: vec![error] },
        }
    }
}

impl Stock {
    /// The sequence of the sale, and what it came to.
    fn sell(&mut self, input: &SaleRecordInput) -> Result<(u64, u64), UserError> {
        let mut total = 0;
        for (at, line) in input.lines.iter().enumerate() {
            let field = || Some(vec!["input".to_owned(), "lines".to_owned(), at.to_string(), "tag".to_owned()]);
            let error = |code, message: &str| UserError { code, field: field(), message: message.to_owned() };
            let tag = line.tag.as_ref().ok_or_else(|| error(Code::InvalidLine, "The line has no tag."))?;
            let thing = self.things.get(tag).ok_or_else(|| error(Code::ItemNotFound, "There is no such item."))?;
            if thing.sold_in.is_some() {
                return Err(error(Code::ItemSold, "The item is sold."));
            }
            total += thing.cents;
        }
        let paid: Option<u64> = input.tenders.iter().map(|tender| tender.amount.replace('.', "").parse::<u64>().ok()).sum();
        if paid != Some(total) {
            let message = format!("The tenders do not add up to {}.{:02}.", total / 100, total % 100);
            return Err(UserError { code: Code::TenderMismatch, field: None, message });
        }
        self.sequence += 1;
        for tag in input.lines.iter().filter_map(|line| line.tag.as_ref()) {
            if let Some(thing) = self.things.get_mut(tag) {
                thing.sold_in = Some(self.sequence);
            }
        }
        Ok((self.sequence, total))
    }
}
