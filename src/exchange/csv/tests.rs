use proptest::prelude::*;

use super::*;

fn texts(bytes: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let text = |cell: &[u8]| String::from_utf8_lossy(cell).into_owned();
    rows(bytes, delimiter).unwrap().iter().map(|row| row.cells().map(text).collect()).collect()
}

const fn at(row: u64, column: usize) -> Place {
    Place { row, column }
}

#[test]
fn rows_are_read_as_rfc_4180_and_spreadsheets_write_them() {
    for (text, expected) in [
        ("a,b\r\n1,2\r\n", vec![vec!["a", "b"], vec!["1", "2"]]),
        ("a,b\n1,2", vec![vec!["a", "b"], vec!["1", "2"]]),
        ("a,b\r1,2\r", vec![vec!["a", "b"], vec!["1", "2"]]),
        ("\"a\"\"b\",\"c,d\r\ne\"\n", vec![vec!["a\"b", "c,d\r\ne"]]),
        ("5\" nails,\"x\"  ,\n", vec![vec!["5\" nails", "x", ""]]),
        ("a\n\n\"\"\n", vec![vec!["a"], vec![""], vec![""]]),
        ("\n", vec![vec![""]]),
        (",", vec![vec!["", ""]]),
        ("", vec![]),
    ] {
        assert_eq!(texts(text.as_bytes(), b','), expected, "{text:?}");
    }
}

#[test]
fn blank_rows_count_as_in_a_spreadsheet() {
    let rows = rows(b"a\r\n\r\n\r\nb\r\n", b',').unwrap();
    assert_eq!(
        rows.iter().map(|row| (row.number, row.is_empty())).collect::<Vec<_>>(),
        [(1, false), (2, true), (3, true), (4, false)]
    );
}

#[test]
fn what_is_no_table_is_told_with_its_place() {
    for (text, fault) in [
        (&b"a,b\n1,\"2\n3,4\n"[..], NotRows::OpenQuote(at(2, 2))),
        (b"a\n\"1\"2\n", NotRows::AfterQuote(at(2, 1))),
        (b"a,b\n1,\x002\n", NotRows::Nul(at(2, 2))),
        (b"\"a\x00\"", NotRows::Nul(at(1, 1))),
    ] {
        assert_eq!(rows(text, b','), Err(fault), "{text:?}");
    }
    let wide = ",".repeat(CELLS_MAX);
    assert_eq!(rows(wide.as_bytes(), b','), Err(NotRows::TooManyCells(at(1, CELLS_MAX + 1))));
    assert_eq!(rows(&wide.as_bytes()[1..], b',').unwrap()[0].len(), CELLS_MAX);
}

#[test]
fn a_cell_of_a_megabyte_takes_four_kilobytes() {
    let text = format!("a,\"{}\",b\nc,{},d\n", "x".repeat(1 << 20), "y".repeat(CELL_BYTES_MAX));
    let rows = rows(text.as_bytes(), b',').unwrap();
    assert_eq!(rows[0].cell(1).unwrap().len(), CELL_BYTES_MAX);
    assert_eq!((rows[0].cell(2), rows[0].cell(3)), (Some(&b"b"[..]), None));
    assert_eq!(rows[1].cell(1).unwrap().len(), CELL_BYTES_MAX);
}

#[test]
fn the_delimiter_is_the_one_that_makes_most_cells_of_the_header() {
    for (text, delimiter) in [
        ("ref,consignor,title\n1;2;3;4;5\n", b','),
        ("ref;consignor;title, long\n", b';'),
        ("ref\tconsignor\ttitle\n", b'\t'),
        ("\"a,b,c\";d\n", b';'),
        ("name\n", b','),
        ("", b','),
    ] {
        assert_eq!(delimiter_of(text.as_bytes()), delimiter, "{text:?}");
    }
}

fn evidence(cells: &[&[u8]]) -> Evidence {
    let mut evidence = Evidence::default();
    for (column, cell) in (1..).zip(cells) {
        evidence.see(cell, at(2, column));
    }
    evidence
}

#[test]
fn the_encoding_is_what_most_cells_say() {
    assert_eq!(evidence(&[b"coat", "Mütze".as_bytes()]).encoding(), Ok(Encoding::Utf8));
    assert_eq!(evidence(&[b"coat"]).encoding_after_mark(), Ok(Encoding::Utf8));
    assert_eq!(evidence(&[b"coat", b"M\xFCtze", b"\x80 5"]).encoding(), Ok(Encoding::Windows1252));
    let broken = evidence(&["ü".as_bytes(), "ä".as_bytes(), b"M\xFCtze"]);
    assert_eq!(broken.encoding(), Err(at(2, 3)), "one cell is broken");
    assert_eq!(evidence(&[b"M\xFCtze"]).encoding_after_mark(), Err(at(2, 1)), "a byte order mark is a promise");
    assert_eq!(Encoding::Windows1252.text(b"M\xFCtze \x80\x93\xFF"), "Mütze €“ÿ");
    assert_eq!(Encoding::Utf8.text("Mütze".as_bytes()), "Mütze");
}

#[test]
fn a_formula_is_shielded_and_a_number_stays_one() {
    for (text, shielded) in [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("-", "'-"),
        ("-1.", "'-1."),
        ("--1", "'--1"),
    ] {
        assert_eq!(shield(text).as_deref(), Some(shielded), "{text:?}");
        assert_eq!(unshield(shielded), text);
    }
    for text in ["", "coat", "-1", "-12.50", "a=b", "'n Mantel", "1-2"] {
        assert_eq!(shield(text), None, "{text:?}");
        assert_eq!(unshield(text), text);
    }
    assert_eq!(unshield("'-1"), "-1", "as a person writes a text that is a number");
}

#[test]
fn a_line_quotes_what_needs_it() {
    let cells = [Cell::Text("a,b"), Cell::Text("=\"x\""), Cell::Own("-1.50"), Cell::Text(""), Cell::Text(" x")];
    assert_eq!(line(&cells), "\"a,b\",\"'=\"\"x\"\"\",-1.50,,\" x\"\r\n");
}

proptest! {
    #[test]
    fn no_bytes_panic_and_blocks_do_not_matter(bytes in proptest::collection::vec(prop_oneof![
        Just(b','), Just(b'"'), Just(b'\n'), Just(b'\r'), Just(b' '), Just(b'a'), any::<u8>()
    ], 0..60), block in 1_usize..9) {
        let whole = rows(&bytes, b',');
        let (mut parser, mut in_blocks) = (Parser::new(b','), Ok(Vec::new()));
        'read: for mut block in bytes.chunks(block) {
            while !block.is_empty() {
                match (parser.take(block), &mut in_blocks) {
                    (Ok((taken, is_whole)), Ok(rows)) => {
                        if is_whole {
                            rows.push(parser.row().clone());
                        }
                        block = &block[taken..];
                    }
                    (Err(fault), _) => { in_blocks = Err(fault); break 'read; }
                    _ => unreachable!(),
                }
            }
        }
        if let Ok(rows) = &mut in_blocks {
            match parser.finish() {
                Ok(true) => rows.push(parser.row().clone()),
                Ok(false) => {}
                Err(fault) => in_blocks = Err(fault),
            }
        }
        prop_assert_eq!(whole, in_blocks);
    }

    #[test]
    fn what_is_written_is_read_back(cells in proptest::collection::vec("[^\0\r\n]{0,12}", 1..6)) {
        let written = line(&cells.iter().map(|cell| Cell::Text(cell)).collect::<Vec<_>>());
        let read = texts(written.as_bytes(), b',');
        prop_assert_eq!(read.len(), 1);
        let read: Vec<&str> = read[0].iter().map(|cell| unshield(cell)).collect();
        prop_assert_eq!(read, cells);
    }

    #[test]
    fn no_written_text_begins_a_formula(text in "['=+@\t＝-]{0,3}.{0,5}") {
        let shielded = shield(&text).unwrap_or_else(|| text.clone());
        prop_assert!(!is_dangerous(&shielded), "{:?}", shielded);
        prop_assert_eq!(unshield(&shielded), text);
    }
}

/// Written apart from what is tested.
fn is_dangerous(text: &str) -> bool {
    let is_number =
        text.strip_prefix('-').is_some_and(|rest| rest.parse::<f64>().is_ok() && !rest.contains(['e', 'E', '+', '-', 'n', 'i']));
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝']) && !is_number
}
