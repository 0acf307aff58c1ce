//! What an operation is counted as: its first root field, if it is one of ours.

use async_graphql::parser::types::{OperationDefinition, OperationType, Selection};

use crate::observe::{metrics, request};

/// What stands for every field that is not ours: `__typename`, a typing error, whatever a caller makes up.
const OTHER: &str = "other";

/// Each root field of the schema, and the rest. In order, so that one is found by halving.
pub const ROOTS: &[(&str, &str)] = &[
    ("mutation", "cartPark"),
    ("mutation", "cartTake"),
    ("mutation", "consignorAdd"),
    ("mutation", "itemUpdate"),
    ("mutation", "itemsAdd"),
    ("mutation", "itemsHold"),
    ("mutation", "itemsRelease"),
    ("mutation", OTHER),
    ("mutation", "saleEventCreate"),
    ("mutation", "saleRecord"),
    ("mutation", "saleReviewResolve"),
    ("mutation", "saleSessionCancel"),
    ("mutation", "saleSessionComplete"),
    ("mutation", "saleSessionOpen"),
    ("mutation", "saleSessionRestock"),
    ("mutation", "saleSessionWithdraw"),
    ("mutation", "saleVoid"),
    ("mutation", "tillReport"),
    ("query", "consignor"),
    ("query", "consignorByNumber"),
    ("query", "consignors"),
    ("query", "item"),
    ("query", "itemByTag"),
    ("query", "node"),
    ("query", "nodes"),
    ("query", OTHER),
    ("query", "sale"),
    ("query", "saleEvent"),
    ("query", "saleEvents"),
    ("query", "saleSession"),
    ("query", "viewer"),
    ("subscription", "consignorEarnings"),
    ("subscription", OTHER),
    ("subscription", "saleSessionEvents"),
    ("subscription", "saleSessionTotals"),
    ("subscription", "tills"),
];

/// A place in [`ROOTS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root(usize);

impl Root {
    /// Of an operation whose fragments at the root are written out, if it has any.
    pub(super) fn of(operation: &OperationDefinition) -> Self {
        let first = operation.selection_set.node.items.iter().find_map(|selection| match &selection.node {
            Selection::Field(field) => Some(field.node.name.node.as_str()),
            Selection::FragmentSpread(_) | Selection::InlineFragment(_) => None,
        });
        let kind = match operation.ty {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => "subscription",
        };
        Self::find(kind, first.unwrap_or(OTHER)).or_else(|| Self::find(kind, OTHER)).unwrap_or(Self(0))
    }

    fn find(kind: &str, field: &str) -> Option<Self> {
        ROOTS.binary_search(&(kind, field)).ok().map(Self)
    }

    /// A query or mutation runs until what comes back is dropped. `name` is what its caller calls it.
    pub fn run(self, name: Option<&str>) -> metrics::Timed {
        let (kind, field) = ROOTS[self.0];
        request::operation(kind, field, name);
        metrics::operation(self.0)
    }

    /// A subscription runs until what comes back is dropped.
    pub fn subscribe(self) -> metrics::Subscription {
        metrics::subscription(self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use async_graphql::parser::{
        parse_query, parse_schema,
        types::{DocumentOperations, TypeKind, TypeSystemDefinition},
    };

    use super::*;

    #[test]
    fn every_root_field_of_the_schema_is_counted_on_its_own() {
        let schema = parse_schema(super::super::sdl()).unwrap();
        let kinds = [("mutation", "Mutation"), ("query", "Query"), ("subscription", "Subscription")];
        let mut fields: BTreeSet<(&str, &str)> = kinds.iter().map(|(kind, _)| (*kind, OTHER)).collect();
        for definition in &schema.definitions {
            let TypeSystemDefinition::Type(of) = definition else { continue };
            let kind = kinds.iter().find(|(_, name)| of.node.name.node == *name);
            if let (Some((kind, _)), TypeKind::Object(object)) = (kind, &of.node.kind) {
                fields.extend(object.fields.iter().map(|field| (*kind, field.node.name.node.as_str())));
            }
        }
        assert_eq!(ROOTS.to_vec(), fields.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn what_a_caller_makes_up_is_no_label() {
        for (document, expected) in [
            ("{ viewer { id } }", ("query", "viewer")),
            ("{ alias: item(id: 1) { id } viewer { id } }", ("query", "item")),
            ("{ __typename }", ("query", OTHER)),
            ("{ saleRecord }", ("query", OTHER)),
            ("{ ...F } fragment F on Query { viewer { id } }", ("query", OTHER)),
            ("mutation Sell { saleRecord { id } }", ("mutation", "saleRecord")),
            ("mutation { dropTables }", ("mutation", OTHER)),
            ("subscription { saleSessionEvents { id } }", ("subscription", "saleSessionEvents")),
        ] {
            let parsed = parse_query(document).unwrap();
            let DocumentOperations::Single(operation) = &parsed.operations else {
                let DocumentOperations::Multiple(operations) = &parsed.operations else { unreachable!() };
                let operation = &operations.values().next().unwrap().node;
                assert_eq!(ROOTS[Root::of(operation).0], expected, "{document}");
                continue;
            };
            assert_eq!(ROOTS[Root::of(&operation.node).0], expected, "{document}");
        }
    }
}
