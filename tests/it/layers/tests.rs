//! The checker, checked: each rule seen broken.

use super::violations;

/// Checks `source` at `src/{file}` against lines of the form `3: the rule`.
fn check(file: &str, source: &str, expected: &[&str]) {
    let prefix = format!("src/{file}:");
    let found: Vec<String> =
        violations(file, source).iter().map(|violation| violation.to_string().replace(&prefix, "")).collect();
    assert_eq!(found, expected, "in {file}:\n{source}");
}

#[test]
fn a_file_imports_its_own_folder_and_lower_ranks() {
    let source = "
        use crate::domain::money::Money;
        use crate::owner::{Directory, sale::Handle};
        use crate::store;
        use std::collections::HashMap;
        fn f() { crate::domain::tag::parse() }";
    check("owner/sale.rs", source, &[]);
}

#[test]
fn a_file_that_imports_upwards_is_named_with_its_line_and_the_rule() {
    let rule = "owner (rank 2) imports crate::graphql (rank 3): a file imports its own folder and lower ranks only";
    check("owner/sale.rs", "//! Sales.\n\nuse crate::graphql::sale;", &[&format!("3: {rule}")]);
}

#[test]
fn rooms_of_equal_rank_do_not_import_each_other() {
    let rule = "bus (rank 1) imports crate::store (rank 1): a file imports its own folder and lower ranks only";
    check("bus.rs", "use crate::store::Reader;", &[&format!("1: {rule}")]);
}

#[test]
fn nested_braces_are_read_to_the_end() {
    let source = "use crate::{
    domain::{money::{Money, Accrual}, tag},
    store::{self as rows, journal::*},
    owner::Directory as Owners, http,
};";
    check(
        "store/sale.rs",
        source,
        &[
            "4: store (rank 1) imports crate::owner (rank 2): a file imports its own folder and lower ranks only",
            "4: store (rank 1) imports crate::http (rank 4): a file imports its own folder and lower ranks only",
        ],
    );
}

#[test]
fn a_path_in_the_middle_of_a_line_counts_too() {
    let rule = "domain (rank 0) imports crate::owner (rank 2): a file imports its own folder and lower ranks only";
    for source in [
        "fn f(handle: &crate::owner::Handle) {}",
        "fn f() -> Vec<Option<crate::owner::Handle>> { vec![] }",
        "fn f() { collect::<crate::owner::Handle>() }",
        "macro_rules! f { () => { $crate::owner::f() } }",
        "pub use crate::owner::Handle;",
        "fn f<'a>() -> impl Sized + use<> { crate::owner::f() }",
    ] {
        check("domain/sale.rs", source, &[&format!("1: {rule}")]);
    }
}

#[test]
fn super_is_counted_from_the_module_that_says_it() {
    let up = "domain (rank 0) imports crate::owner (rank 2): a file imports its own folder and lower ranks only";
    let up = format!("1: {up}");
    check("domain/sale.rs", "use super::super::owner;", &[&up]);
    check("domain/sale.rs", "use super::money::Money;", &[]);
    check("domain/mod.rs", "use super::owner;", &[&up]);
    check("domain.rs", "use self::owner::Key;", &[]);
    check("domain/sale.rs", "mod tests { use super::super::owner; } use super::super::owner;", &[&up]);
    let beside = "mod tests { use super::super::owner; fn f() {} }";
    check("domain/sale.rs", beside, &[]);
}

#[test]
fn comments_strings_and_lifetimes_are_not_imports() {
    for source in [
        "//! See `crate::graphql::sale`.",
        "/* use crate::graphql; /* tokio::spawn */ use crate::http; */",
        "fn f<'a>(text: &'a str) {}",
        r#"let _ = "use crate::graphql; \" tokio::spawn";"#,
        "let _ = r#\"crate::http::\"router\"\"#;",
        r#"let _ = b"sea_orm::Value";"#,
        r#"let _ = ['"', '\'', '\\']; // tokio::spawn"#,
    ] {
        check("domain/sale.rs", source, &[]);
        // And what comes after it is read again.
        let after = format!("{source}\nuse tokio::sync;");
        let rule = "2: domain names tokio: the domain waits for nothing";
        check("domain/sale.rs", &after, &[rule]);
    }
}

#[test]
fn the_domain_decides_without_clock_chance_or_waiting() {
    let source = "use chrono::{DateTime, Utc};
async fn f() {}
use tokio::sync::mpsc;
fn f() { Utc::now() }
fn f() { chrono::Utc::now() }
fn f(chance: rand::rngs::StdRng) {}
use std::{fs, time::{Duration, Instant}};
use getrandom as chance;
fn f(asynchronous: Rand, at: DateTime<Utc>) {}";
    check(
        "domain/sale.rs",
        source,
        &[
            "2: domain names async: the domain waits for nothing",
            "3: domain names tokio: the domain waits for nothing",
            "4: domain names Utc::now: the domain is handed its time",
            "5: domain names Utc::now: the domain is handed its time",
            "6: domain names rand: the domain is handed its chance",
            "7: domain names std::fs: the domain talks to nobody",
            "7: domain names Instant: the domain is handed its time",
            "8: domain names getrandom: the domain is handed its chance",
        ],
    );
    check("owner/sale.rs", "async fn f() { tokio::spawn(f()); }", &[]);
}

#[test]
fn a_dependency_stays_in_its_room() {
    let database = "use sea_orm::{EntityTrait, QueryFilter};";
    check("store/sale.rs", database, &[]);
    check("graphql/sale.rs", database, &["1: graphql names sea_orm: only store/ talks to the database"]);
    check("app.rs", database, &["1: app names sea_orm: only store/ talks to the database"]);
    check("app.rs", "fn f() { axum::serve(a, b) }", &[]);
    check(
        "owner/sale.rs",
        "#[derive(async_graphql::SimpleObject)] struct Sale;",
        &["1: owner names async_graphql: only graphql/ and http/ speak GraphQL"],
    );
    check("graphql/mod.rs", "use axum::Router;", &["1: graphql names axum: only http/ speaks HTTP"]);
}

#[test]
fn the_edge_puts_everything_together() {
    let source = "use crate::{app, config::Config, demo, http::router, store::Reader};";
    for file in ["app.rs", "demo/till.rs", "config.rs", "main.rs", "lib.rs"] {
        check(file, source, &[]);
    }
}

#[test]
fn a_new_room_needs_a_rank() {
    check("helpers/sale.rs", "use crate::domain;", &["1: helpers has no rank: give it one in tests/it/layers.rs"]);
    check(
        "owner/sale.rs",
        "use crate::Handle;",
        &["1: owner imports crate::Handle, which is no room: import it from where it stands"],
    );
}
