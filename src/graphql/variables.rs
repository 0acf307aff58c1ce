//! A request's variables, against what the operation declares: async-graphql finds a missing one only in the field that
//! uses it, after others have run.

use async_graphql::{
    Positioned, Value, Variables,
    parser::types::{BaseType, OperationDefinition, Type, VariableDefinition},
};

use super::limits::VARIABLES_COPIED_BYTES_MAX;

/// A value that the caller sent is wrong; the message names its variable.
pub(super) type Wrong = String;

/// Keeps the declared variables, fills defaults in, and refuses null where the type does not allow it, and numbers beyond
/// Int. Whether a value fits its type otherwise is left to the validation, which knows the schema.
pub(super) fn coerce(operation: &OperationDefinition, mut given: Variables) -> Result<Variables, Wrong> {
    let mut coerced = Variables::default();
    for Positioned { node: definition, .. } in &operation.variable_definitions {
        if let Some(value) = value(definition, &mut given)? {
            coerced.insert(definition.name.node.clone(), value);
        }
    }
    Ok(coerced)
}

fn value(definition: &VariableDefinition, given: &mut Variables) -> Result<Option<Value>, Wrong> {
    let (name, ty) = (&definition.name.node, &definition.var_type.node);
    let Some(value) = given.remove(name) else {
        return match &definition.default_value {
            Some(default) => Ok(Some(default.node.clone())),
            None if ty.nullable => Ok(None),
            None => Err(format!("Variable \"${name}\" of type \"{ty}\" is required but not given.")),
        };
    };
    if let Some(place) = null_at(ty, &value) {
        return Err(format!("Variable \"${name}{place}\" of type \"{ty}\" must not be null."));
    }
    match too_large_at(&value) {
        None => Ok(Some(value)),
        Some(place) => Err(format!("Variable \"${name}{place}\" is a number beyond Int's 32 bits.")),
    }
}

/// Where a number stands that is no Int: the path below the variable. The schema's numbers are all Int, but async-graphql
/// notices a larger one only when a resolver reads it, and then names nothing but the type.
pub(super) fn too_large_at(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => {
            let is_int = number.as_i64().is_some_and(|number| i32::try_from(number).is_ok());
            ((number.is_i64() || number.is_u64()) && !is_int).then(String::new)
        }
        Value::List(values) => {
            values.iter().enumerate().find_map(|(index, value)| too_large_at(value).map(|place| format!(".{index}{place}")))
        }
        Value::Object(fields) => {
            fields.iter().find_map(|(name, value)| too_large_at(value).map(|place| format!(".{name}{place}")))
        }
        _ => None,
    }
}

/// Where a null stands that the type does not allow: the path below the variable.
fn null_at(ty: &Type, value: &Value) -> Option<String> {
    match (&ty.base, value) {
        (_, Value::Null) => (!ty.nullable).then(String::new),
        (BaseType::List(inner), Value::List(values)) => {
            values.iter().enumerate().find_map(|(index, value)| null_at(inner, value).map(|place| format!(".{index}{place}")))
        }
        (BaseType::List(inner), value) => null_at(inner, value),
        (BaseType::Named(_), _) => None,
    }
}

/// Refuses variables that would be copied too often: rules and executor clone a value for each place
/// that uses it.
pub(super) fn check_copies(variables: &Variables, uses: usize) -> Result<(), Wrong> {
    let bytes = variables.values().map(bytes).sum::<usize>();
    if bytes.saturating_mul(uses) > VARIABLES_COPIED_BYTES_MAX {
        return Err("The variables are too large for how often the document uses them.".into());
    }
    Ok(())
}

/// About what a value weighs in memory.
fn bytes(value: &Value) -> usize {
    const EACH: usize = 16;
    EACH + match value {
        Value::String(text) => text.len(),
        Value::Enum(name) => name.len(),
        Value::Binary(bytes) => bytes.len(),
        Value::List(values) => values.iter().map(bytes).sum(),
        Value::Object(fields) => fields.iter().map(|(name, value)| name.len() + bytes(value)).sum(),
        Value::Null | Value::Number(_) | Value::Boolean(_) => 0,
    }
}

#[cfg(test)]
mod tests;
