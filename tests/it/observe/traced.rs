//! Traces: what a collector is sent, and that one which is away, or never answers, costs nothing.

use std::time::Duration;

use serde_json::json;
use tokio::net::{TcpListener, TcpSocket};
use tokio::time::Instant;

use super::collector::{Collector, Span};
use super::hall::{Hall, NAME, RECORD};
use super::server::{PATIENCE, Server};
use crate::harness::{Place, on_each_database};

/// What waits for a collector is sent for 2 s at the end; a slow machine may take its time for the rest.
const DRAIN_MAX: Duration = Duration::from_secs(8);

async fn post(server: &Server, headers: &[(&str, &str)], body: &serde_json::Value) -> reqwest::Response {
    let request = server.http.post(format!("{}/graphql", server.url)).bearer_auth(&server.token).json(body);
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send().await.unwrap()
}

#[tokio::test]
async fn a_collector_is_sent_each_request_with_its_ids() {
    on_each_database(async |place: Place| {
        let collector = Collector::start().await;
        let server = Server::start(&place, &["--otlp-endpoint", &collector.url]).await;
        let hall = Hall::open(&server, 2).await;
        let headers = [("x-request-id", "till-3.1"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")];
        let sale = json!({ "query": RECORD, "operationName": "Checkout", "variables": hall.sale(&hall.tags[0], "first") });
        assert_eq!(post(&server, &headers, &sale).await.status(), 200);
        post(&server, &[], &json!({ "query": "query Odd_Name { viewer { shoeSize } }" })).await;

        let of_sale = |spans: &[Span]| spans.iter().find(|span| span.attribute("request_id") == "till-3.1").cloned();
        // Four mutations before, the sale, and what is refused.
        let spans = collector.spans(6).await;
        let span = of_sale(&spans).unwrap_or_else(|| panic!("{spans:?}"));
        assert_eq!(span.name, "mutation saleRecord");
        assert_eq!((span.trace.as_str(), span.parent.as_str()), ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"));
        assert_eq!(span.kind, 2, "it is a server's");
        assert_eq!((span.attribute("session"), span.attribute("sale")), (&*hall.session, "3"));
        assert_eq!((span.attribute("operation"), span.attribute("operation_name")), ("saleRecord", "Checkout"));
        assert_eq!(span.attribute("status"), "200");
        let others: Vec<_> = spans.iter().filter(|other| other.id != span.id).collect();
        assert!(others.iter().all(|other| other.trace != span.trace && other.parent.is_empty()), "{others:?}");
        assert!(others.iter().all(|other| !other.attribute("request_id").is_empty()), "{others:?}");

        // What still waits at the end is sent then.
        let sale = json!({ "query": RECORD, "variables": hall.sale(&hall.tags[1], "second") });
        assert_eq!(post(&server, &[("x-request-id", "till-3.2")], &sale).await.status(), 200);
        let scrape = server.scrape().await;
        assert!(scrape.is("hangtag_trace_spans_total{outcome=\"failed\"}", 0.0));
        let token = server.token.clone();
        let (took, _) = server.stop().await;
        assert!(took < DRAIN_MAX, "{took:?}");
        let spans = collector.seen();
        assert!(spans.iter().any(|span| span.attribute("request_id") == "till-3.2"), "{spans:?}");
        assert!(!format!("{spans:?}").contains(NAME) && !format!("{spans:?}").contains(&token), "{spans:?}");
    })
    .await;
}

#[tokio::test]
async fn a_part_of_the_requests_is_traced_and_whoever_traces_decides() {
    let (place, collector) = (Place::sqlite(), Collector::start().await);
    let server = Server::start(&place, &["--otlp-endpoint", &collector.url, "--otlp-ratio", "0"]).await;
    let query = json!({ "query": "{ viewer { __typename } }" });
    for sampled in ["00", "01"] {
        let parent = format!("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-{sampled}");
        post(&server, &[("traceparent", &parent), ("x-request-id", sampled)], &query).await;
        post(&server, &[], &query).await;
    }
    server.stop().await;
    let spans = collector.seen();
    assert_eq!(spans.iter().map(|span| span.attribute("request_id")).collect::<Vec<_>>(), ["01"]);
}

/// Sells everything, one after the other, and says how long it took.
async fn sell(hall: &Hall) -> Duration {
    let begin = Instant::now();
    for tag in &hall.tags {
        assert!(hall.sell(tag, tag).await.is_done());
    }
    begin.elapsed()
}

#[tokio::test]
async fn a_collector_that_is_away_or_never_answers_costs_a_sale_nothing() {
    // Bound, but not listened at: nobody is there, and no other test's server can come. Listened at, and never accepted from: the
    // kernel connects, and nobody answers.
    let away = TcpSocket::new_v4().unwrap();
    away.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let quick = {
        let place = Place::sqlite();
        let server = Server::start(&place, &[]).await;
        sell(&Hall::open(&server, 100).await).await
    };
    for (address, says) in [(away.local_addr().unwrap(), "error"), (silent.local_addr().unwrap(), "no answer")] {
        let place = Place::sqlite();
        let server = Server::start(&place, &["--otlp-endpoint", &format!("http://{address}")]).await;
        let hall = Hall::open(&server, 100).await;
        let took = sell(&hall).await;
        // A sale that waited for the collector would take 5 s; the rest is for a machine that does something else too.
        assert!(took < quick * 5 + Duration::from_secs(4), "{took:?} instead of {quick:?} ({says})");

        let begin = Instant::now();
        let said = || server.log().iter().filter(|line| line.contains("the collector does not take spans")).count();
        // Counted first, and said right after it.
        loop {
            let counted = server.scrape().await;
            if counted.of("hangtag_trace_spans_total{outcome=\"failed\"}") > 0.0 && said() > 0 {
                break;
            }
            let log = server.log();
            assert!(begin.elapsed() < PATIENCE, "{says}: nobody counts what is lost, or says so: {log:?} {}", counted.text);
        }
        assert_eq!(said(), 1, "{:?}", server.log());
        assert_eq!(server.ready().await, (200, vec![]));
        assert!(hall.sell(&hall.tags[0], &hall.tags[0]).await.is_done(), "the same again is the same sale");
        let (took, log) = server.stop().await;
        assert!(took < DRAIN_MAX, "{took:?}");
        assert!(log.iter().all(|line| !line.contains("panicked")), "{log:?}");
    }
    drop((away, silent));
}
