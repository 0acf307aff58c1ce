//! The schema's input types, and whether a variable's value surely is of one.
//!
//! A known document is executed without the rules that look at values, so that its variables are looked at here. What is not
//! plainly right is not refused: it goes the long way, where the rules say what is wrong with it.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Name, Value, Variables,
    parser::{
        parse_schema,
        types::{BaseType, InputValueDefinition, OperationDefinition, Type, TypeKind, TypeSystemDefinition},
    },
};

/// A named type that a variable may have.
enum Input {
    Scalar,
    Enum(HashSet<Name>),
    Object(HashMap<Name, Field>),
}

struct Field {
    ty: Type,
    has_default: bool,
}

/// By name.
pub(super) struct Inputs(HashMap<Name, Input>);

impl Inputs {
    /// Reads them from a schema's own text. What cannot be read is no type that a value fits.
    pub(super) fn of_sdl(sdl: &str) -> Self {
        let definitions = parse_schema(sdl).map(|document| document.definitions).unwrap_or_default();
        let types = definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(ty) => Some(ty.node),
            _ => None,
        });
        let inputs = types.filter_map(|ty| {
            let input = match ty.kind {
                TypeKind::Scalar => Input::Scalar,
                TypeKind::Enum(ty) => Input::Enum(ty.values.into_iter().map(|value| value.node.value.node).collect()),
                // Of one with a directive (`@oneOf`) more is demanded than its fields say.
                TypeKind::InputObject(object) if ty.directives.is_empty() => {
                    Input::Object(object.fields.into_iter().map(|field| named(field.node)).collect())
                }
                _ => return None,
            };
            Some((ty.name.node, input))
        });
        let built_in = ["Int", "Float", "String", "Boolean", "ID"].map(|name| (Name::new(name), Input::Scalar));
        Self(inputs.chain(built_in).collect())
    }

    /// Whether every variable that is given surely has a value of its declared type.
    pub(super) fn surely_fit(&self, operation: &OperationDefinition, variables: &Variables) -> bool {
        operation.variable_definitions.iter().all(|definition| {
            let definition = &definition.node;
            variables.get(&definition.name.node).is_none_or(|value| self.fits(&definition.var_type.node, value))
        })
    }

    fn fits(&self, ty: &Type, value: &Value) -> bool {
        match (&ty.base, value) {
            (_, Value::Null) => ty.nullable,
            (BaseType::List(inner), Value::List(values)) => values.iter().all(|value| self.fits(inner, value)),
            // One value stands for a list of it, if it is one.
            (BaseType::List(_), _) => false,
            (BaseType::Named(name), value) => match self.0.get(name) {
                Some(Input::Scalar) => fits_scalar(name, value),
                Some(Input::Enum(values)) => matches!(value, Value::String(text) if values.contains(text.as_str())),
                Some(Input::Object(fields)) => matches!(value, Value::Object(given) if
                    given.iter().all(|(name, value)| fields.get(name).is_some_and(|field| self.fits(&field.ty, value)))
                    && fields.iter().all(|(name, field)| field.ty.nullable || field.has_default || given.contains_key(name))),
                None => false,
            },
        }
    }
}

fn named(definition: InputValueDefinition) -> (Name, Field) {
    (definition.name.node, Field { ty: definition.ty.node, has_default: definition.default_value.is_some() })
}

/// A scalar of the schema's own is text; what the text may say its resolver knows.
fn fits_scalar(name: &str, value: &Value) -> bool {
    match (name, value) {
        ("Int", Value::Number(number)) => number.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        ("Int", _) => false,
        ("Float", value) => matches!(value, Value::Number(_)),
        ("Boolean", value) => matches!(value, Value::Boolean(_)),
        (_, value) => matches!(value, Value::String(_)),
    }
}

#[cfg(test)]
mod tests;
