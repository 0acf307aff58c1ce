//! The GraphQL API: what stands between a transport and the owners.
//!
//! Reading order: a request passes the `guard`, is made an `operation` (`document` and `variables` check it; `known` keeps
//! what was checked, `inputs` compares a known document's variables, `omitted` leaves arguments out), is run by `execute`,
//! which has the `rules` look at what is not known, and what went wrong is sorted by `mask` into the codes of `error`; `stream`
//! lets subscribers share what is executed. Then a file for each noun: types, Query, Mutation. A resolver parses, asks and
//! wraps; it decides nothing.

mod document;
pub mod error;
pub mod execute;
pub mod guard;
mod inputs;
mod known;
pub mod limits;
mod mask;
mod omitted;
pub mod operation;
pub mod root;
mod rules;
pub mod stream;
mod variables;

mod ask;
mod cart;
mod consignor;
mod event;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
mod hold;
mod item;
mod load;
mod node;
mod pace;
mod pack;
mod page;
mod sale;
mod scalar;
mod session;
mod statistics;
mod subscription;
mod till;
mod user_error;

use async_graphql::{MergedObject, SDLExportOptions, ValidationMode};

use crate::owner::Owners;

use execute::Api;

/// What is asked.
#[derive(Default, MergedObject)]
pub struct Query(
    node::NodeQuery,
    event::EventQuery,
    session::SessionQuery,
    sale::SaleQuery,
    item::ItemQuery,
    consignor::ConsignorQuery,
);

/// What is done.
#[derive(Default, MergedObject)]
pub struct Mutation(
    event::EventMutation,
    consignor::ConsignorMutation,
    item::ItemMutation,
    session::SessionMutation,
    hold::HoldMutation,
    cart::CartMutation,
    sale::SaleMutation,
    sale::ReviewMutation,
    till::TillMutation,
);

/// What is watched.
#[derive(Default, async_graphql::MergedSubscription)]
pub struct Subscription(subscription::LiveSubscription, till::TillSubscription);

/// The whole API.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

fn builder() -> async_graphql::SchemaBuilder<Query, Mutation, Subscription> {
    let builder = Schema::build(Query::default(), Mutation::default(), Subscription::default());
    limits::limits(builder).register_output_type::<user_error::UserError>()
}

/// The API over these owners. `process` is a random number of this process.
pub fn api(owners: &Owners, process: u64) -> Api<Schema> {
    let executor =
        builder().validation_mode(ValidationMode::Fast).data(load::loaders(owners.reader().clone())).data(owners.clone());
    let executor = executor.data(statistics::Keeper::default()).data(till::Reports::default()).finish();
    let strict = builder().validation_mode(ValidationMode::Strict).extension(rules::RulesAlone).finish();
    Api::new(executor, process).with_rules(strict, &sdl())
}

/// The schema in GraphQL's schema language, as `schema.graphql` holds it.
pub fn sdl() -> String {
    builder().finish().sdl_with_options(SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items())
}
