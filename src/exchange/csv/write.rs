//! Rows as text, safe to open: a cell that a spreadsheet would take for a formula is shielded by an apostrophe, as OWASP
//! advises.

/// A cell to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// What somebody typed once: it is shielded.
    Text(&'a str),
    /// A number, a time or a word of our own: it stays what it is.
    Own(&'a str),
}

/// Begins a formula in one spreadsheet or another; the wide forms do in those of East Asia.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// One row with its line break.
pub fn line(cells: &[Cell<'_>]) -> String {
    let mut line = String::new();
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            line.push(',');
        }
        match cell {
            Cell::Own(text) => quoted(&mut line, text),
            Cell::Text(text) => match shield(text) {
                Some(text) => quoted(&mut line, &text),
                None => quoted(&mut line, text),
            },
        }
    }
    line.push_str("\r\n");
    line
}

/// The text behind an apostrophe, if it needs one. A text that has one already gets another, so that [`unshield`] gives
/// back every text as it was.
pub fn shield(text: &str) -> Option<String> {
    (is_formula(text.trim_start_matches('\'')) && !is_negative(text)).then(|| format!("'{text}"))
}

/// The text without the apostrophe that [`shield`] or a person put before a formula.
pub fn unshield(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(FORMULA)
}

/// A plain negative number is no formula.
fn is_negative(text: &str) -> bool {
    let Some(number) = text.strip_prefix('-') else { return false };
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(decimals)
}

fn quoted(line: &mut String, text: &str) {
    // Other readers may split at semicolons and tabs, or cut blanks off; an apostrophe is quoted along with its formula.
    let is_plain = !text.contains(['"', ',', ';', '\t', '\r', '\n', '\'']) && text.trim() == text;
    if is_plain {
        return line.push_str(text);
    }
    line.push('"');
    line.push_str(&text.replace('"', "\"\""));
    line.push('"');
}
