//! Arguments that a request leaves out: those that are a variable without a value. The specification calls such an argument absent
//! (6.4.1, `CoerceArgumentValues`), so that its default stands; async-graphql, when it reckons what a page costs, calls the
//! variable not defined.

use std::collections::HashSet;

use async_graphql::{
    Name, Positioned, Variables,
    parser::types::{DocumentOperations, ExecutableDocument, Selection, VariableDefinition},
};
use async_graphql_value::Value;

/// The variables that are declared and have no value.
pub(super) fn absent(declared: &[Positioned<VariableDefinition>], variables: &Variables) -> HashSet<Name> {
    let names = declared.iter().map(|definition| &definition.node.name.node);
    names.filter(|name| !variables.contains_key(*name)).cloned().collect()
}

/// Takes the arguments that are one of these out. Inside of a value the executor knows what an absent one means.
pub(super) fn leave_out(document: &mut ExecutableDocument, absent: &HashSet<Name>) {
    if absent.is_empty() {
        return;
    }
    let operations = match &mut document.operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(operations) => operations.values_mut().collect(),
    };
    let operations = operations.into_iter().map(|operation| &mut operation.node.selection_set.node);
    let fragments = document.fragments.values_mut().map(|fragment| &mut fragment.node.selection_set.node);
    let mut waiting: Vec<_> = operations.chain(fragments).collect();
    while let Some(set) = waiting.pop() {
        for selection in &mut set.items {
            match &mut selection.node {
                Selection::Field(field) => {
                    let is_absent = |value: &Value| matches!(value, Value::Variable(name) if absent.contains(name));
                    field.node.arguments.retain(|(_, value)| !is_absent(&value.node));
                    waiting.push(&mut field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => waiting.push(&mut fragment.node.selection_set.node),
                // It is among the fragments.
                Selection::FragmentSpread(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::{parse_query, types::Field};

    use super::*;
    use crate::graphql::document::operation;

    /// What the first operation's document is with one variable given, field by field.
    fn left(text: &str) -> Vec<String> {
        let mut document = parse_query(text).unwrap();
        let variables = Variables::from_value(async_graphql::value!({ "given": 1 }));
        let declared = operation(&document.operations, None).unwrap().variable_definitions.clone();
        leave_out(&mut document, &absent(&declared, &variables));
        let sets = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
        let mut waiting: Vec<_> = sets.chain(document.fragments.values().map(|of| &of.node.selection_set.node)).collect();
        let mut left = Vec::new();
        while let Some(set) = waiting.pop() {
            for selection in &set.items {
                match &selection.node {
                    Selection::Field(field) => {
                        left.push(written(&field.node));
                        waiting.push(&field.node.selection_set.node);
                    }
                    Selection::InlineFragment(fragment) => waiting.push(&fragment.node.selection_set.node),
                    Selection::FragmentSpread(_) => {}
                }
            }
        }
        left.sort();
        left
    }

    fn written(field: &Field) -> String {
        let arguments = field.arguments.iter().map(|(name, value)| format!(" {}={}", name.node, value.node));
        format!("{}{}", field.name.node, arguments.collect::<String>())
    }

    #[test]
    fn an_argument_that_is_an_absent_variable_is_no_argument() {
        let text = "query($first: Int, $given: Int) { a(first: $first, b: $given, c: 1) { ... on T { d(e: $first) } ...F } }
                    fragment F on T { f(g: $first) }";
        assert_eq!(left(text), ["a b=$given c=1", "d", "f"]);
    }

    #[test]
    fn inside_of_a_value_it_stays() {
        assert_eq!(left("query($first: Int) { a(b: { c: $first }, d: [$first]) }"), ["a b={c: $first} d=[$first]"]);
    }

    #[test]
    fn what_is_given_or_not_declared_stays() {
        assert_eq!(left("query($given: Int) { a(b: $given, c: $undeclared) }"), ["a b=$given c=$undeclared"]);
    }
}
