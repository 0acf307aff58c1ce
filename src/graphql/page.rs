//! Relay's connections over keyset cursors.

use async_graphql::connection::{Connection, Edge};
use async_graphql::{InputObject, OutputType, Result};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::store::{Page, Slice};

use super::ask::bad;

/// Rows of a page without `first` and `last`.
const PAGE_ROWS_DEFAULT: u64 = 50;
/// Rows of a page at most.
const PAGE_ROWS_MAX: i32 = 100;

/// The four arguments of every connection.
#[derive(Clone, Debug, Default, InputObject)]
pub(super) struct Window {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
}

impl Window {
    /// Reads them for a connection whose cursors are of this kind.
    pub(super) fn page(&self, kind: &str) -> Result<Page> {
        let (argument, count, is_backward) = match (self.first, self.last) {
            (Some(_), Some(_)) => return Err(bad("first", "and `last` cannot stand together")),
            (None, Some(last)) => ("last", last, true),
            (Some(first), None) => ("first", first, false),
            (None, None) => return Ok(Page { limit: PAGE_ROWS_DEFAULT, is_backward: false, ..self.bounds(kind)? }),
        };
        if !(1..=PAGE_ROWS_MAX).contains(&count) {
            return Err(bad(argument, format!("is {count}; it must be 1 to {PAGE_ROWS_MAX}")));
        }
        Ok(Page { limit: u64::from(count.unsigned_abs()), is_backward, ..self.bounds(kind)? })
    }

    fn bounds(&self, kind: &str) -> Result<Page> {
        let read = |argument, cursor: Option<&String>| {
            cursor
                .map(|cursor| decode(kind, cursor).ok_or_else(|| bad(argument, "is not a cursor of this connection")))
                .transpose()
        };
        Ok(Page {
            after: read("after", self.after.as_ref())?,
            before: read("before", self.before.as_ref())?,
            limit: 0,
            is_backward: false,
        })
    }
}

/// Wraps a slice of rows; `key` is what its cursors hold.
pub(super) fn connection<Row, Node: OutputType>(
    kind: &str,
    page: Page,
    slice: Slice<Row>,
    wrap: impl Fn(Row) -> (i64, Node),
) -> Connection<String, Node> {
    let (before, behind) =
        if page.is_backward { (slice.has_more, page.before.is_some()) } else { (page.after.is_some(), slice.has_more) };
    let mut connection = Connection::new(before, behind);
    connection.edges.extend(slice.rows.into_iter().map(|row| {
        let (key, node) = wrap(row);
        Edge::new(encode(kind, key), node)
    }));
    connection
}

/// A connection in which nothing may be seen.
pub(super) fn nothing<Node: OutputType>() -> Connection<String, Node> {
    Connection::new(false, false)
}

pub(super) fn encode(kind: &str, key: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{kind}>{key}"))
}

pub(super) fn decode(kind: &str, cursor: &str) -> Option<i64> {
    let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let key = plain.strip_prefix(kind)?.strip_prefix('>')?.parse().ok()?;
    (encode(kind, key) == cursor).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_by_its_own_connection_only() {
        assert_eq!(decode("item", &encode("item", 41_700_023)), Some(41_700_023));
        assert_eq!(decode("sale", &encode("item", 41_700_023)), None);
        assert_eq!(decode("item", "not a cursor"), None);
        assert_eq!(decode("item", &URL_SAFE_NO_PAD.encode("item>+1")), None);
    }

    #[test]
    fn a_window_has_one_side_and_a_size() {
        let window = |first, last| Window { first, last, ..Window::default() };
        assert_eq!(window(None, None).page("item").unwrap().limit, 50);
        assert!(window(None, Some(7)).page("item").unwrap().is_backward);
        for (first, last) in [(Some(0), None), (Some(101), None), (None, Some(-1)), (Some(1), Some(1))] {
            assert!(window(first, last).page("item").is_err(), "{first:?} {last:?}");
        }
    }
}
