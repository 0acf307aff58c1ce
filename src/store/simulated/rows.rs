//! Between the ORM's values and SQLite's.

use std::collections::BTreeMap;

use rusqlite::types::{Value as Plain, ValueRef};
use rusqlite::{CachedStatement, Connection, Row};
use sea_orm::{DbErr, RuntimeErr, Statement, Value};

/// Columns of 32 bits; every other number has 64. The ORM tells them apart, SQLite does not.
const SHORT: [&str; 14] = [
    "base_share_bps",
    "claimed_consignor",
    "consignor",
    "consignor_number",
    "count",
    "first_number",
    "max_share_bps",
    "next_item_number",
    "number",
    "position",
    "share_bps",
    "super_bonus_bps",
    "version",
    "volunteer_bonus_bps",
];

/// Columns of yes and no.
const YES_OR_NO: [&str; 2] = ["discountable", "donate"];

/// The rows that a question finds.
pub(super) fn query(connection: &Connection, statement: &Statement) -> Result<Vec<BTreeMap<String, Value>>, DbErr> {
    let mut prepared = prepare(connection, statement)?;
    let names: Vec<String> = prepared.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = prepared.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(|error| failed(&error))? {
        found.push(values_of(row, &names)?);
    }
    Ok(found)
}

/// How many rows a statement changed.
pub(super) fn execute(connection: &Connection, statement: &Statement) -> Result<u64, DbErr> {
    // What is said to PostgreSQL's planner.
    if statement.sql.starts_with("SET LOCAL ") {
        return Ok(0);
    }
    let mut prepared = prepare(connection, statement)?;
    let before = connection.total_changes();
    let mut rows = prepared.raw_query();
    while rows.next().map_err(|error| failed(&error))?.is_some() {}
    drop(rows);
    Ok(connection.total_changes() - before)
}

/// Numbers that a question of a test finds.
pub(super) fn numbers(connection: &Connection, sql: &str) -> Vec<Vec<i64>> {
    let mut prepared = connection.prepare_cached(sql).expect("a test asks in SQL");
    let columns = prepared.column_count();
    let row = |row: &Row<'_>| (0..columns).map(|column| Ok(row.get::<_, Option<i64>>(column)?.unwrap_or(i64::MIN))).collect();
    prepared.query_map([], row).and_then(Iterator::collect).expect("a test asks for numbers")
}

fn failed(error: &rusqlite::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::Internal(error.to_string()))
}

fn prepare<'a>(connection: &'a Connection, statement: &Statement) -> Result<CachedStatement<'a>, DbErr> {
    let mut prepared = connection.prepare_cached(&statement.sql).map_err(|error| failed(&error))?;
    let values = statement.values.as_ref().map_or(&[][..], |values| &values.0[..]);
    for parameter in 1..=prepared.parameter_count() {
        // `$2` is a name to SQLite, and may come before `$1`.
        let named = prepared.parameter_name(parameter).and_then(|name| name[1..].parse::<usize>().ok());
        let value = values.get(named.unwrap_or(parameter) - 1);
        let value = plain(value.ok_or_else(|| failed(&rusqlite::Error::InvalidParameterCount(parameter, values.len())))?);
        prepared.raw_bind_parameter(parameter, value).map_err(|error| failed(&error))?;
    }
    Ok(prepared)
}

fn plain(value: &Value) -> Plain {
    let number = |number: Option<i64>| number.map_or(Plain::Null, Plain::Integer);
    match value {
        Value::Bool(value) => number(value.map(i64::from)),
        Value::Int(value) => number(value.map(i64::from)),
        Value::BigInt(value) => number(*value),
        Value::BigUnsigned(value) => number(value.map(u64::cast_signed)),
        Value::String(value) => value.clone().map_or(Plain::Null, Plain::Text),
        Value::Bytes(value) => value.clone().map_or(Plain::Null, Plain::Blob),
        other => unimplemented!("no column has {other:?}"),
    }
}

/// By name; and before all names by place, for whoever counts columns.
fn values_of(row: &Row<'_>, names: &[String]) -> Result<BTreeMap<String, Value>, DbErr> {
    let mut values = BTreeMap::new();
    for (place, name) in names.iter().enumerate() {
        let value = value(name, row.get_ref(place).map_err(|error| failed(&error))?);
        values.insert(format!("\0{place:02}"), value.clone());
        values.insert(name.clone(), value);
    }
    Ok(values)
}

fn value(name: &str, value: ValueRef<'_>) -> Value {
    match value {
        // Of another type than what is wanted, which the ORM takes for NULL too.
        ValueRef::Null => Value::BigInt(None),
        ValueRef::Integer(number) if YES_OR_NO.contains(&name) => Value::Bool(Some(number != 0)),
        ValueRef::Integer(number) if SHORT.contains(&name) => Value::Int(i32::try_from(number).ok()),
        ValueRef::Integer(number) => Value::BigInt(Some(number)),
        ValueRef::Text(text) => Value::String(Some(String::from_utf8_lossy(text).into_owned())),
        ValueRef::Blob(bytes) => Value::Bytes(Some(bytes.to_vec())),
        ValueRef::Real(number) => unimplemented!("no column has {number}"),
    }
}
