//! What is written about metrics is about metrics that there are: the table, the alert rules, the dashboard, the runbook.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::hall::Hall;
use super::server::{Scrape, Server};
use crate::harness::Place;

fn document(name: &str) -> String {
    // Asked when it runs: a build folder may be shared by several checkouts.
    let checkout = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    std::fs::read_to_string(format!("{checkout}/docs/operations/{name}")).unwrap()
}

/// Every metric that a text names. Prometheus calls the parts of a histogram by its name and these.
fn metrics_in(text: &str, known: &Scrape) -> BTreeSet<String> {
    let is_of_name = |character: char| character.is_ascii_lowercase() || character == '_';
    let mut names = BTreeSet::new();
    for (at, _) in text.match_indices("hangtag_") {
        let rest = &text[at..];
        let name = &rest[..rest.find(|character| !is_of_name(character)).unwrap_or(rest.len())];
        let part = ["_bucket", "_count", "_sum"].iter().find_map(|part| name.strip_suffix(part));
        let of_histogram = part.filter(|name| known.families.get(*name).is_some_and(|(kind, _)| kind == "histogram"));
        names.insert(of_histogram.unwrap_or(name).to_owned());
    }
    names
}

/// Of a server that has sold.
async fn scrape() -> Scrape {
    let place = Place::sqlite();
    let server = Server::start(&place, &[]).await;
    let hall = Hall::open(&server, 1).await;
    assert!(hall.sell(&hall.tags[0], "first").await.is_done());
    let scrape = server.scrape().await;
    server.stop().await;
    scrape
}

#[tokio::test]
async fn the_table_of_metrics_is_what_a_server_shows() {
    let shown = scrape().await.families;
    let mut table = BTreeMap::new();
    for line in document("README.md").lines().filter(|line| line.starts_with("| `hangtag_")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, kind, help] = cells[..] else { panic!("{line} has not three cells") };
        let row = (kind.to_owned(), help.to_owned());
        assert!(table.insert(name.trim_matches('`').to_owned(), row).is_none(), "{name} is there twice");
    }
    // A refusal is shown from the first one on, and so is a socket that was closed.
    for (name, row) in &table {
        let known = shown.get(name).filter(|(kind, _)| !kind.is_empty());
        assert!(known.is_none_or(|known| known == row), "{name}: {row:?} instead of {known:?}");
    }
    let missing: Vec<_> = table.keys().filter(|name| !shown.contains_key(*name)).collect();
    assert_eq!(missing, [&"hangtag_refusals_total".to_owned(), &"hangtag_sockets_closed_total".to_owned()]);
    assert_eq!(shown.keys().filter(|name| !table.contains_key(*name)).collect::<Vec<_>>(), [""; 0]);
}

#[tokio::test]
async fn alerts_and_dashboard_ask_for_what_there_is() {
    let shown = scrape().await;
    let table = document("README.md");
    for name in ["alerts.yml", "grafana.json"] {
        let asked = metrics_in(&document(name), &shown);
        assert!(asked.len() > 15, "{asked:?}");
        for metric in asked {
            assert!(table.contains(&format!("| `{metric}` |")), "{name} asks for {metric}, which nobody counts");
        }
    }
}

#[test]
fn each_alert_says_what_is_wrong_and_has_its_section_of_the_runbook() {
    let (alerts, runbook) = (document("alerts.yml"), document("runbook.md"));
    let sections: BTreeMap<&str, &str> =
        runbook.split("\n## ").skip(1).map(|section| section.split_once('\n').unwrap()).collect();
    let mut rules = BTreeSet::new();
    for rule in alerts.split("- alert: ").skip(1) {
        let (name, rest) = rule.split_once('\n').unwrap();
        let section = sections.get(name).unwrap_or_else(|| panic!("the runbook has no section {name}"));
        for part in ["- **Means**:", "- **In the hall**:", "- **Look**:", "- **Do**:"] {
            assert_eq!(section.matches(part).count(), 1, "{name} has no {part}");
        }
        let link = format!("runbook_url: \"runbook.md#{}\"", name.to_lowercase());
        for part in ["expr: ", "severity: ", "summary: \"", &link] {
            assert_eq!(rest.matches(part).count(), 1, "{name} has no {part}");
        }
        assert!(["{ severity: page }", "{ severity: ticket }"].iter().any(|severity| rest.contains(severity)), "{name}");
        assert!(rules.insert(name), "{name} is there twice");
    }
    assert_eq!(sections.keys().copied().collect::<BTreeSet<_>>(), rules, "the runbook and the rules");
    // A link inside leads somewhere.
    for link in runbook.split("](#").skip(1) {
        let target = link.split(')').next().unwrap();
        assert!(sections.keys().any(|section| section.to_lowercase() == target), "#{target}");
    }
}

#[test]
fn the_dashboard_can_be_imported() {
    let board: Value = serde_json::from_str(&document("grafana.json")).unwrap();
    assert!(board["title"] == "Hangtag" && board["id"].is_null(), "an import gives it its id");
    let panels = board["panels"].as_array().unwrap();
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len(), "two have one id");
    let rows: Vec<_> = panels.iter().filter(|panel| panel["type"] == "row").map(|row| row["title"].as_str().unwrap()).collect();
    assert_eq!(rows, ["Sales", "Latency", "Owners", "Database", "Sockets", "Errors", "Process"]);
    for panel in panels.iter().filter(|panel| panel["type"] != "row") {
        assert_eq!(panel["datasource"]["uid"], "${datasource}", "{}", panel["title"]);
        let targets = panel["targets"].as_array().unwrap();
        assert!(targets.iter().all(|target| target["expr"].as_str().unwrap().contains("instance=~\"$instance\"")), "{targets:?}");
    }
    let variables: Vec<_> = board["templating"]["list"].as_array().unwrap().iter().map(|variable| &variable["name"]).collect();
    assert_eq!(variables, ["datasource", "instance"]);
}
