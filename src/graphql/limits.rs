//! What a document may cost: limits that async-graphql checks, and those that it lacks.

use async_graphql::{ObjectType, SchemaBuilder, SubscriptionType};

/// Of a thread that resolvers run on: they nest as deep as a query, and a debug build's frames are large.
pub const STACK_BYTES: usize = 4 << 20;
/// Fields inside fields: the standard introspection query nests 13 deep (with nine `ofType`), real ones half of it.
pub const FIELD_DEPTH_MAX: usize = 20;
/// Sum over fields, where a list counts its rows: a connection half its page, a sale's lines five, a call's items 250. 100 sales
/// with 20 fields and lines of 12 with an item of 15 are 8,000; two pages of 100 inside each other leave room for a field or
/// two, three never pass.
pub const COMPLEXITY_MAX: usize = 20_000;
/// A till asks for a handful of things at once; more aliases are a way round rate limits.
pub const ALIASES_MAX: usize = 100;
/// `@skip` and `@include`, once each, and room for one more.
pub const DIRECTIVES_PER_FIELD_MAX: usize = 4;

/// Fragments inside fragments. Each adds stack to every rule that follows them.
pub(super) const FRAGMENT_DEPTH_MAX: usize = 20;
/// Fields and fragments with every fragment written out, in all definitions: what the rules and the executor walk.
pub(super) const SELECTIONS_MAX: usize = 5_000;
/// Generated clients send one operation or a file of them; every rule runs over each.
pub(super) const OPERATIONS_MAX: usize = 50;
/// Of an operation. Rules look each use up among them, one by one.
pub(super) const VARIABLES_MAX: usize = 200;
/// Of a field. The rule on overlapping fields compares each with each.
pub(super) const ARGUMENTS_MAX: usize = 50;
/// Lists under `__schema` and `__type`; the standard query has ten. A schema's types are its largest free answer.
pub(super) const INTROSPECTION_LISTS_MAX: usize = 20;
/// Lists inside lists there: types and their fields, but not the fields' types' fields (graphql-js refuses that too).
pub(super) const INTROSPECTION_DEPTH_MAX: usize = 2;
/// Variables are copied for each use: bytes times uses. 500 items of eight fields, used once, are 200 kB.
pub(super) const VARIABLES_COPIED_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Sets the limits that async-graphql itself checks, and takes suggestions out of its messages.
pub fn limits<Query, Mutation, Subscription>(
    schema: SchemaBuilder<Query, Mutation, Subscription>,
) -> SchemaBuilder<Query, Mutation, Subscription>
where
    Query: ObjectType + 'static,
    Mutation: ObjectType + 'static,
    Subscription: SubscriptionType + 'static,
{
    schema
        .limit_depth(FIELD_DEPTH_MAX)
        .limit_complexity(COMPLEXITY_MAX)
        .limit_aliases(ALIASES_MAX)
        .limit_directives(DIRECTIVES_PER_FIELD_MAX)
        // Counts fields and fragments together.
        .limit_recursive_depth(FIELD_DEPTH_MAX + FRAGMENT_DEPTH_MAX)
        .disable_suggestions()
}
