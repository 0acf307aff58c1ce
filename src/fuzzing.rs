//! What must hold for whatever comes from outside: one function for each reader, that panics where it does not. The fuzzer
//! (`fuzz/`) looks for such bytes; a test plays what it has found before. No part of the program.

#![expect(clippy::panic, reason = "a broken promise ends the fuzzer")]

pub use crate::graphql::fuzzing::cursor;
pub use crate::http::fuzzing::{graphql_body, token_header, websocket_frame};

use crate::domain::inventory::InventoryEvent;
use crate::domain::money::{Bps, Money};
use crate::domain::sale::SessionEvent;
use crate::domain::tag::Tag;
use crate::exchange::csv::{CELL_BYTES_MAX, CELLS_MAX, Cell, DELIMITERS, NotRows, Parser, Row, line, rows, unshield};

/// Panics where a promise is broken.
pub type Target = fn(&[u8]);

/// By name, as the fuzzer's targets and their corpora are called.
pub const TARGETS: [(&str, Target); 8] = [
    ("graphql_body", graphql_body),
    ("websocket_frame", websocket_frame),
    ("tag", tag),
    ("money", money),
    ("cursor", cursor),
    ("token_header", token_header),
    ("csv", csv),
    ("journal_body", journal_body),
];

/// A tag is read back as it is shown, and no single wrong digit is another tag.
pub fn tag(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(tag) = Tag::parse(text) else { return };
    let plain: String = text.chars().filter(char::is_ascii_digit).collect();
    assert_eq!((tag.digits(), tag.to_string()), (plain.clone(), plain.clone()));
    assert_eq!((Tag::parse(&tag.printed()), Tag::parse(&plain)), (Ok(tag), Ok(tag)));
    assert_eq!(Tag::from_number(i64::from(tag.number())), Some(tag));
    for place in 0..plain.len() {
        let others = ('0'..='9').filter(|digit| !plain[place..].starts_with(*digit));
        for wrong in others.map(|digit| format!("{}{digit}{}", &plain[..place], &plain[place + 1..])) {
            assert!(Tag::parse(&wrong).is_err(), "{plain} and {wrong} are both tags");
        }
    }
}

/// An amount is what the digits say, and the shares of both sides are all of it.
pub fn money(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(amount) = Money::parse(text) else { return };
    assert!((Money::ZERO..=Money::MAX).contains(&amount));
    assert_eq!(Money::parse(&amount.to_string()), Ok(amount));
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{decimals:0<2}");
    assert_eq!(digits.parse::<u128>().ok(), u128::try_from(amount.minor()).ok(), "{text}");
    for bps in [0, 1, 3_333, 6_543, 9_999, 10_000] {
        let (Some(rate), Some(rest)) = (Bps::new(bps), Bps::new(10_000 - bps)) else { unreachable!("both are rates") };
        assert_eq!(amount.share(rate) + amount.share(rest), amount.exact());
    }
}

/// Rows are the same whatever the blocks in which bytes come, and within their limits; what is written is read back.
pub fn csv(bytes: &[u8]) {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let delimiter = DELIMITERS[usize::from(*choice) % DELIMITERS.len()];
    let whole = rows(bytes, delimiter);
    let block = 1 + usize::from(*choice >> 2);
    assert_eq!(whole, in_blocks(bytes, (delimiter, block)), "in blocks of {block}");
    let Ok(whole) = whole else { return };
    for row in whole {
        assert!(row.len() <= CELLS_MAX && row.cells().all(|cell| cell.len() <= CELL_BYTES_MAX));
        let Ok(cells) = row.cells().map(std::str::from_utf8).collect::<Result<Vec<_>, _>>() else { continue };
        // An apostrophe more may not fit any more.
        if cells.iter().any(|cell| cell.len() >= CELL_BYTES_MAX) {
            continue;
        }
        let written = line(&cells.iter().map(|cell| Cell::Text(cell)).collect::<Vec<_>>());
        let Ok(again) = rows(written.as_bytes(), b',') else { panic!("{written:?} is not read back") };
        let texts: Vec<_> = again[0].cells().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        let plain: Vec<&str> = texts.iter().map(|text| unshield(text)).collect();
        // What is shielded comes back as it was; what a person had shielded is left without.
        let expected: Vec<&str> =
            cells.iter().zip(&texts).map(|(cell, text)| if cell == text { unshield(cell) } else { cell }).collect();
        assert_eq!((again.len(), plain), (1, expected));
    }
}

fn in_blocks(bytes: &[u8], (delimiter, block): (u8, usize)) -> Result<Vec<Row>, NotRows> {
    let (mut parser, mut rows) = (Parser::new(delimiter), Vec::new());
    for mut block in bytes.chunks(block) {
        while !block.is_empty() {
            let (taken, is_whole) = parser.take(block)?;
            block = &block[taken..];
            if is_whole {
                rows.push(parser.row().clone());
            }
        }
    }
    if parser.finish()? {
        rows.push(parser.row().clone());
    }
    Ok(rows)
}

/// A body that can be read is written in a way that is read as the same.
pub fn journal_body(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some((kind, body)) = text.split_once('\n') else { return };
    if let Ok(event) = SessionEvent::decode(kind, body) {
        let Ok((written_kind, written)) = event.encode() else { panic!("{event:?} cannot be written") };
        assert_eq!((SessionEvent::decode(kind, &written), written_kind), (Ok(event), kind));
    }
    if let Ok(event) = InventoryEvent::decode(kind, body) {
        let Ok((written_kind, written)) = event.encode() else { panic!("{event:?} cannot be written") };
        assert_eq!((InventoryEvent::decode(kind, &written), written_kind), (Ok(event), kind));
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::TARGETS;

    #[test]
    fn everything_that_the_fuzzer_begins_with_keeps_its_promise() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
        for (name, target) in TARGETS {
            let files: Vec<_> = std::fs::read_dir(corpus.join(name)).unwrap().flatten().collect();
            assert!(!files.is_empty(), "{name} has nothing to begin with");
            for file in files {
                println!("{}", file.path().display());
                target(&std::fs::read(file.path()).unwrap());
            }
        }
    }
}
