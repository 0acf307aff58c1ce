//! What a subscriber asks for and may see: those who agree in both get the same bytes.

use async_graphql::{
    Name, Variables,
    parser::types::{ExecutableDocument, OperationDefinition, Selection, SelectionSet},
};
use async_graphql_value::Value;

use crate::{
    domain::{
        access::{Role, Viewer},
        id::OrganizationId,
        tag::ConsignorNumber,
    },
    graphql::operation::{Operation, Request},
};

/// The argument that says where a subscriber begins, and nothing about what it is sent from there on.
const CURSOR: &str = "after";

/// A subscription, by whom it is asked for.
pub(super) struct Ask {
    pub key: Key,
    /// With the cursor of whoever came first.
    variables: Variables,
    pub viewer: Option<Viewer>,
}

/// All that a result depends on, but for the moment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    document: String,
    operation_name: Option<String>,
    /// As JSON, without the cursor.
    variables: String,
    rights: Option<Rights>,
}

/// What a viewer may see. Two tokens may have the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Rights {
    organization: OrganizationId,
    roles: Vec<Role>,
    consignor: Option<ConsignorNumber>,
}

impl Rights {
    fn of(viewer: &Viewer) -> Self {
        // Named one by one, so that nobody adds a right and forgets it here.
        let Viewer { actor: _, organization, organization_name: _, roles, consignor } = viewer;
        let mut roles = roles.clone();
        roles.sort_unstable();
        Self { organization: *organization, roles, consignor: *consignor }
    }
}

impl Ask {
    pub(super) fn new(operation: &mut Operation, viewer: Option<&Viewer>) -> Self {
        let document = operation.query.clone();
        let Operation { request, .. } = operation;
        let (operation_name, variables) = (request.operation_name.clone(), request.variables.clone());
        let cursor = request.parsed_query().ok().and_then(|parsed| cursor(parsed, operation_name.as_deref()).cloned());
        let mut shared = variables.clone();
        if let Some(cursor) = cursor {
            shared.remove(&cursor);
        }
        // Variables are values with text as keys, in the order of their names: there is nothing that JSON cannot say.
        let shared = serde_json::to_string(&shared).unwrap_or_default();
        let key = Key { document, operation_name, variables: shared, rights: viewer.map(Rights::of) };
        Self { key, variables, viewer: viewer.cloned() }
    }

    /// To be asked again.
    pub(super) fn request(&self) -> Request {
        let Key { document, operation_name, .. } = &self.key;
        Request { query: document.clone(), operation_name: operation_name.clone(), variables: self.variables.clone() }
    }
}

/// The variable that is the cursor and nothing else.
fn cursor<'a>(document: &'a ExecutableDocument, operation_name: Option<&str>) -> Option<&'a Name> {
    let mut operations = document.operations.iter();
    let operation = match operation_name {
        Some(wanted) => operations.find(|(name, _)| name.is_some_and(|name| name == wanted)),
        None => operations.next(),
    };
    let operation: &OperationDefinition = &operation?.1.node;
    // A subscription has one field at its root.
    let Selection::Field(root) = &operation.selection_set.node.items.first()?.node else { return None };
    let (_, value) = root.node.arguments.iter().find(|(name, _)| name.node == CURSOR)?;
    let Value::Variable(cursor) = &value.node else { return None };
    let fragments = document.fragments.values().map(|fragment| uses(&fragment.node.selection_set.node, cursor));
    (uses(&operation.selection_set.node, cursor) + fragments.sum::<usize>() == 1).then_some(cursor)
}

/// How often a variable is used in selections, without those of fragments that they spread.
fn uses(set: &SelectionSet, variable: &Name) -> usize {
    let of = |value: &Value| uses_in_value(value, variable);
    let each = set.items.iter().map(|selection| {
        let (arguments, directives, inner) = match &selection.node {
            Selection::Field(field) => {
                let arguments = field.node.arguments.iter().map(|(_, value)| of(&value.node)).sum();
                (arguments, &field.node.directives, Some(&field.node.selection_set.node))
            }
            Selection::InlineFragment(fragment) => (0, &fragment.node.directives, Some(&fragment.node.selection_set.node)),
            Selection::FragmentSpread(spread) => (0, &spread.node.directives, None),
        };
        let directives = directives.iter().flat_map(|directive| &directive.node.arguments).map(|(_, value)| of(&value.node));
        arguments + directives.sum::<usize>() + inner.map_or(0, |inner| uses(inner, variable))
    });
    each.sum()
}

fn uses_in_value(value: &Value, variable: &Name) -> usize {
    match value {
        Value::Variable(name) => usize::from(name == variable),
        Value::List(values) => values.iter().map(|value| uses_in_value(value, variable)).sum(),
        Value::Object(fields) => fields.values().map(|value| uses_in_value(value, variable)).sum(),
        _ => 0,
    }
}
