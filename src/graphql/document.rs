//! A parsed document: what it costs, which operation is meant, and the rules on it that async-graphql lacks.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Name, Positioned,
    parser::types::{
        DocumentOperations, ExecutableDocument, Field, FragmentDefinition, OperationDefinition, OperationType, Selection,
        SelectionSet,
    },
};

use async_graphql_value::Value;

use super::limits::{
    ARGUMENTS_MAX, FRAGMENT_DEPTH_MAX, INTROSPECTION_DEPTH_MAX, INTROSPECTION_LISTS_MAX, OPERATIONS_MAX, SELECTIONS_MAX,
    VARIABLES_MAX,
};

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// What the rules and the executor walk: every fragment is written out wherever it is spread.
#[derive(Clone, Copy, Default)]
pub(super) struct Cost {
    selections: usize,
    /// Places that a variable's value is copied to.
    pub(super) variable_uses: usize,
}

impl Cost {
    fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.variable_uses = self.variable_uses.saturating_add(other.variable_uses);
    }
}

/// Refuses what would make the rules that follow slow or deep: async-graphql expands fragments
/// before it looks for cycles.
pub(super) fn check_cost(document: &ExecutableDocument) -> Result<Cost, String> {
    if document.operations.iter().len() > OPERATIONS_MAX {
        return Err(format!("The document has more than {OPERATIONS_MAX} operations."));
    }
    let mut expansion = Expansion { fragments: &document.fragments, measured: HashMap::new() };
    let mut cost = Cost::default();
    for name in document.fragments.keys() {
        cost.add(expansion.fragment(name, 0)?);
    }
    for (_, operation) in document.operations.iter() {
        if operation.node.variable_definitions.len() > VARIABLES_MAX {
            return Err(format!("An operation has more than {VARIABLES_MAX} variables."));
        }
        cost.add(expansion.selection_set(&operation.node.selection_set.node, 0)?);
    }
    if cost.selections > SELECTIONS_MAX {
        return Err(format!("The document selects more than {SELECTIONS_MAX} fields, with its fragments written out."));
    }
    // Walks every fragment wherever it is spread, so that it comes after the bound on that.
    let mut introspection = Introspection { fragments: &document.fragments, lists: 0 };
    for (_, operation) in document.operations.iter() {
        introspection.walk(&operation.node.selection_set.node, None)?;
    }
    Ok(cost)
}

struct Expansion<'a> {
    fragments: &'a Fragments,
    /// `None` while a fragment is being measured: whoever meets it then is part of a cycle.
    measured: HashMap<&'a str, Option<Cost>>,
}

impl<'a> Expansion<'a> {
    fn fragment(&mut self, name: &'a Name, depth: usize) -> Result<Cost, String> {
        if depth > FRAGMENT_DEPTH_MAX {
            return Err(format!("Fragments are nested deeper than {FRAGMENT_DEPTH_MAX} levels."));
        }
        match self.measured.get(name.as_str()) {
            Some(Some(cost)) => return Ok(*cost),
            Some(None) => return Err(format!("The fragment \"{name}\" contains itself.")),
            None => {}
        }
        // One that is not defined is reported by the validation.
        let Some(fragment) = self.fragments.get(name) else {
            return Ok(Cost::default());
        };
        self.measured.insert(name, None);
        let cost = self.selection_set(&fragment.node.selection_set.node, depth + 1)?;
        self.measured.insert(name, Some(cost));
        Ok(cost)
    }

    fn selection_set(&mut self, set: &'a SelectionSet, depth: usize) -> Result<Cost, String> {
        let mut cost = Cost { selections: set.items.len(), variable_uses: 0 };
        for selection in &set.items {
            let inner = match &selection.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    if field.arguments.len() > ARGUMENTS_MAX {
                        return Err(format!("A field has more than {ARGUMENTS_MAX} arguments."));
                    }
                    cost.variable_uses += field.arguments.iter().map(|(_, value)| uses(&value.node)).sum::<usize>();
                    self.selection_set(&field.selection_set.node, depth)?
                }
                Selection::InlineFragment(fragment) => self.selection_set(&fragment.node.selection_set.node, depth)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node, depth)?,
            };
            cost.add(inner);
        }
        Ok(cost)
    }
}

fn uses(value: &Value) -> usize {
    match value {
        Value::Variable(_) => 1,
        Value::List(values) => values.iter().map(uses).sum(),
        Value::Object(fields) => fields.values().map(uses).sum(),
        _ => 0,
    }
}

/// Counts lists below `__schema` and `__type`: nested, they multiply, and anybody may ask.
struct Introspection<'a> {
    fragments: &'a Fragments,
    lists: usize,
}

impl<'a> Introspection<'a> {
    /// `depth` is of lists inside lists, and none outside of an introspection.
    fn walk(&mut self, set: &'a SelectionSet, depth: Option<usize>) -> Result<(), String> {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let depth = self.enter(field.node.name.node.as_str(), depth)?;
                    self.walk(&field.node.selection_set.node, depth)?;
                }
                Selection::InlineFragment(fragment) => {
                    self.walk(&fragment.node.selection_set.node, depth)?;
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.fragments.get(&spread.node.fragment_name.node) {
                        self.walk(&fragment.node.selection_set.node, depth)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn enter(&mut self, field: &str, depth: Option<usize>) -> Result<Option<usize>, String> {
        let Some(depth) = depth else {
            return Ok(matches!(field, "__schema" | "__type").then_some(0));
        };
        let nests = matches!(field, "types" | "fields" | "inputFields" | "interfaces" | "possibleTypes");
        if nests || matches!(field, "args" | "enumValues" | "directives") {
            self.lists += 1;
        }
        let depth = depth + usize::from(nests);
        if self.lists > INTROSPECTION_LISTS_MAX || depth > INTROSPECTION_DEPTH_MAX {
            return Err("The introspection asks for too many lists.".into());
        }
        Ok(Some(depth))
    }
}

/// The operation that is meant.
pub(super) fn operation<'a>(operations: &'a DocumentOperations, name: Option<&str>) -> Result<&'a OperationDefinition, String> {
    let found = match (operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) => {
            let alone = operations.len() == 1;
            operations.values().next().filter(|_| alone)
        }
    };
    found.map(|operation| &operation.node).ok_or_else(|| match name {
        Some(name) => format!("The document has no operation named \"{name}\"."),
        None => "The document has several operations; `operationName` has to say which.".into(),
    })
}

/// Replaces the selections of the operation that is meant.
fn select(operations: &mut DocumentOperations, name: Option<&str>, items: Vec<Positioned<Selection>>) {
    let operation = match (operations, name) {
        (DocumentOperations::Single(operation), _) => Some(operation),
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get_mut(name),
        (DocumentOperations::Multiple(operations), None) => operations.values_mut().next(),
    };
    if let Some(operation) = operation {
        operation.node.selection_set.node.items = items;
    }
}

/// Writes fragments at the root of a mutation or subscription out, and demands what the specification demands there:
/// a subscription has one field. async-graphql drops such fragments of a subscription, merges several fields into one
/// stream, and runs a mutation's field as often as it stands there.
pub(super) fn settle_root(document: &mut ExecutableDocument, name: Option<&str>) -> Result<(), String> {
    let operation = operation(&document.operations, name)?;
    let root = match operation.ty {
        OperationType::Query => return Ok(()),
        // What nearly every client sends; there is nothing to settle.
        OperationType::Mutation if is_one_field(&operation.selection_set.node) => return Ok(()),
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    };
    let before = spread(document);
    let mut fields: Vec<Positioned<Field>> = Vec::new();
    let mut rest = Vec::new();
    for selection in written_out(&operation.selection_set.node, root, &document.fragments) {
        match selection.node {
            Selection::Field(field) => add(&mut fields, field)?,
            _ => rest.push(selection),
        }
    }
    if operation.ty == OperationType::Subscription {
        match fields.as_slice() {
            [only] if rest.is_empty() && only.node.directives.is_empty() => {}
            _ => {
                return Err("A subscription has exactly one field at its root, without directives.".into());
            }
        }
    }
    let selections = fields.into_iter().map(|field| Positioned { pos: field.pos, node: Selection::Field(field) });
    let items = selections.chain(rest).collect();
    select(&mut document.operations, name, items);
    forget_spread_before(document, &before);
    Ok(())
}

fn is_one_field(set: &SelectionSet) -> bool {
    matches!(set.items.as_slice(), [Positioned { node: Selection::Field(_), .. }])
}

/// Adds a field, into one that asks for the same if there is one.
fn add(fields: &mut Vec<Positioned<Field>>, field: Positioned<Field>) -> Result<(), String> {
    let Some(same) = fields.iter_mut().find(|other| other.node.response_key().node == field.node.response_key().node) else {
        fields.push(field);
        return Ok(());
    };
    let (one, other) = (&same.node, &field.node);
    if one.name.node != other.name.node
        || one.arguments != other.arguments
        || !(one.directives.is_empty() && other.directives.is_empty())
    {
        return Err(format!("The field \"{}\" stands twice at the root and differs.", one.response_key().node));
    }
    same.node.selection_set.node.items.extend(field.node.selection_set.node.items);
    Ok(())
}

/// The selections with fragments on the root itself replaced by what they hold; others stay for the validation to refuse.
fn written_out(set: &SelectionSet, root: &str, fragments: &Fragments) -> Vec<Positioned<Selection>> {
    let mut selections = Vec::with_capacity(set.items.len());
    for selection in &set.items {
        let inner = match &selection.node {
            Selection::InlineFragment(fragment) if fragment.node.directives.is_empty() => fragment
                .node
                .type_condition
                .as_ref()
                .is_none_or(|on| on.node.on.node == root)
                .then_some(&fragment.node.selection_set.node),
            Selection::FragmentSpread(spread) if spread.node.directives.is_empty() => fragments
                .get(&spread.node.fragment_name.node)
                .filter(|fragment| fragment.node.directives.is_empty() && fragment.node.type_condition.node.on.node == root)
                .map(|fragment| &fragment.node.selection_set.node),
            _ => None,
        };
        match inner {
            Some(inner) => selections.extend(written_out(inner, root, fragments)),
            None => selections.push(selection.clone()),
        }
    }
    selections
}

/// The fragments that the operations spread, also inside each other.
fn spread(document: &ExecutableDocument) -> HashSet<Name> {
    let mut spread = HashSet::new();
    let operations = document.operations.iter();
    let mut waiting: Vec<&SelectionSet> = operations.map(|(_, operation)| &operation.node.selection_set.node).collect();
    while let Some(set) = waiting.pop() {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => waiting.push(&field.node.selection_set.node),
                Selection::InlineFragment(fragment) => {
                    waiting.push(&fragment.node.selection_set.node);
                }
                Selection::FragmentSpread(inner) => {
                    let name = &inner.node.fragment_name.node;
                    if spread.insert(name.clone())
                        && let Some(fragment) = document.fragments.get(name)
                    {
                        waiting.push(&fragment.node.selection_set.node);
                    }
                }
            }
        }
    }
    spread
}

/// Drops the fragments that are written out now: they would be reported as unused.
fn forget_spread_before(document: &mut ExecutableDocument, before: &HashSet<Name>) {
    let now = spread(document);
    document.fragments.retain(|name, _| !before.contains(name) || now.contains(name));
}

#[cfg(test)]
mod tests;
