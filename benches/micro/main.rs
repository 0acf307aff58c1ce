//! The small parts that every request pays for, alone: `cargo bench --bench micro -- [FILTER]`.
//!
//! `decide` is the rule of a session, `money` and `tag` are what a scan is read into, `guard` is what a document passes before
//! any parser. None of them waits for anything, so that a change of a few percent shows.

mod decide;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use hangtag::domain::money::{Bps, Money};
use hangtag::domain::tag::{ConsignorNumber, Tag};
use hangtag::graphql::guard;

/// What a till sends.
const SALE: &str = "mutation($s:ID!,$k:String!,$i:SaleRecordInput!){saleRecord(sessionId:$s,input:$i,idempotencyKey:$k)\
                    {sale{id sequence total}userErrors{code}}}";
/// What a tool asks first: the longest document in daily use.
const INTROSPECTION: &str = include_str!("../../src/graphql/document/introspection.graphql");

fn money(criterion: &mut Criterion) {
    criterion.bench_function("money/parse", |bencher| bencher.iter(|| Money::parse(black_box("1234.56"))));
    let (amount, rate) = (Money::from_minor(123_456), Bps::new(6_543).unwrap_or_default());
    criterion.bench_function("money/share", |bencher| bencher.iter(|| black_box(amount).share(black_box(rate))));
    criterion.bench_function("money/settle", |bencher| bencher.iter(|| black_box(amount.share(rate)).settled()));
    criterion.bench_function("money/format", |bencher| bencher.iter(|| black_box(amount).to_string()));
}

fn documents(criterion: &mut Criterion) {
    criterion.bench_function("guard/sale", |bencher| bencher.iter(|| guard::check(black_box(SALE))));
    criterion.bench_function("guard/introspection", |bencher| bencher.iter(|| guard::check(black_box(INTROSPECTION))));
}

fn tags(criterion: &mut Criterion) {
    let Some(tag) = ConsignorNumber::new(417).and_then(|number| Tag::of(number, 23)) else { return };
    let (digits, printed) = (tag.digits(), tag.printed());
    criterion.bench_function("tag/parse/digits", |bencher| bencher.iter(|| Tag::parse(black_box(&digits))));
    criterion.bench_function("tag/parse/printed", |bencher| bencher.iter(|| Tag::parse(black_box(&printed))));
}

criterion_group!(benches, decide::benches, money, documents, tags);
criterion_main!(benches);
