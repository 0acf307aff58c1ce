//! What a subscriber asks for and may see: those who agree in both get the same bytes.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

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
    graphql::{known::Document, operation::Operation},
};

/// The argument that says where a subscriber begins, and nothing about what it is sent from there on.
const CURSOR: &str = "after";

/// A subscription, by whom it is asked for.
pub(super) struct Ask {
    pub key: Key,
    /// With the cursor of whoever came first.
    variables: Variables,
    is_known: bool,
    pub viewer: Option<Viewer>,
}

/// All that a result depends on, but for the moment.
#[derive(Clone)]
pub(super) struct Key {
    document: Arc<Document>,
    /// As JSON, without the cursor.
    variables: Arc<str>,
    rights: Option<Rights>,
}

impl Key {
    fn parts(&self) -> (&str, Option<&str>, &str, Option<&Rights>) {
        let Self { document, variables, rights } = self;
        (&document.text, document.operation_name.as_deref(), variables, rights.as_ref())
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
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
    pub(super) fn new(operation: &Operation, viewer: Option<&Viewer>) -> Self {
        let Operation { document, request, is_known, .. } = operation;
        let variables = request.variables.clone();
        let mut shared = variables.clone();
        if let Some(cursor) = cursor(&document.parsed, document.operation_name.as_deref()) {
            shared.remove(cursor);
        }
        // Variables are values with text as keys, in the order of their names: there is nothing that JSON cannot say.
        let shared = serde_json::to_string(&shared).unwrap_or_default();
        let key = Key { document: Arc::clone(document), variables: shared.into(), rights: viewer.map(Rights::of) };
        Self { key, variables, is_known: *is_known, viewer: viewer.cloned() }
    }

    /// To be executed once more.
    pub(super) fn operation(&self) -> Operation {
        Operation { is_known: self.is_known, ..Operation::new(Arc::clone(&self.key.document), self.variables.clone()) }
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
