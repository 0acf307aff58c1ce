//! The lexical guard: reads a document's tokens before any parser does.
//!
//! The parser of async-graphql 8.0.0-rc.5 recurses on nested values without a limit: 4 kB of `[` overflow its stack and
//! abort the process. So a document's size, tokens and nesting are counted here first, without recursion and, but for
//! object literals, without allocation. Never looks at a schema; what is no token at all is left to the parser.

use std::fmt;

use super::error::Code;

/// The longest real document is a few kB: the standard introspection query has 2 kB.
pub const DOCUMENT_BYTES_MAX: usize = 64 * 1024;
/// The same bound as juniper's after RUSTSEC-2026-0416; the standard introspection query has 300.
pub const DOCUMENT_TOKENS_MAX: usize = 15_000;
/// Of `{`, `[` and `(` together. Fields may nest 20 deep; 64 leaves room for arguments and object literals.
pub const DOCUMENT_NESTING_MAX: usize = 64;

/// Why a document was not even parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Over `DOCUMENT_BYTES_MAX`.
    TooLong,
    /// Over `DOCUMENT_TOKENS_MAX`.
    TooManyTokens,
    /// Over `DOCUMENT_NESTING_MAX`.
    NestedTooDeep,
    /// A string without its closing quotes.
    UnterminatedString,
    /// The specification's rule `UniqueInputFieldNames`, which async-graphql does not know.
    InputFieldTwice(String),
}

impl Refusal {
    /// What `extensions.code` says.
    pub fn code(&self) -> Code {
        match self {
            Self::InputFieldTwice(_) => Code::GraphqlValidationFailed,
            _ => Code::GraphqlParseFailed,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "The document is longer than {DOCUMENT_BYTES_MAX} bytes."),
            Self::TooManyTokens => write!(f, "The document has more than {DOCUMENT_TOKENS_MAX} tokens."),
            Self::NestedTooDeep => write!(f, "The document is nested deeper than {DOCUMENT_NESTING_MAX} levels."),
            Self::UnterminatedString => write!(f, "The document has a string that does not end."),
            Self::InputFieldTwice(name) => write!(f, "The input field \"{name}\" is given twice in one object."),
        }
    }
}

/// Refuses a document that a parser should not see.
pub fn check(document: &str) -> Result<(), Refusal> {
    if document.len() > DOCUMENT_BYTES_MAX {
        return Err(Refusal::TooLong);
    }
    let mut tokens = Tokens { text: document, at: 0 };
    let mut nesting = Nesting::default();
    let mut count = 0;
    let mut previous = Token::Other;
    while let Some(token) = tokens.next()? {
        count += 1;
        if count > DOCUMENT_TOKENS_MAX {
            return Err(Refusal::TooManyTokens);
        }
        match token {
            Token::Open(bracket) => nesting.open(bracket)?,
            Token::Close => nesting.close()?,
            Token::Colon => {
                if let Token::Name(name) = previous {
                    nesting.field(name);
                }
            }
            Token::Name(_) | Token::Other => {}
        }
        previous = token;
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Token<'a> {
    Open(u8),
    Close,
    Colon,
    Name(&'a str),
    Other,
}

struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    fn next(&mut self) -> Result<Option<Token<'a>>, Refusal> {
        self.skip_ignored();
        let bytes = self.text.as_bytes();
        let Some(&first) = bytes.get(self.at) else {
            return Ok(None);
        };
        let start = self.at;
        self.at += 1;
        let token = match first {
            b'{' | b'[' | b'(' => Token::Open(first),
            b'}' | b']' | b')' => Token::Close,
            b':' => Token::Colon,
            b'"' => {
                self.skip_string()?;
                Token::Other
            }
            b'.' if bytes[self.at..].starts_with(b"..") => {
                self.at += 2;
                Token::Other
            }
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                self.skip_while(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
                Token::Name(&self.text[start..self.at])
            }
            b'-' | b'0'..=b'9' => {
                self.skip_number();
                Token::Other
            }
            _ => Token::Other,
        };
        Ok(Some(token))
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().position(|&byte| !wanted(byte)).unwrap_or(rest.len());
    }

    /// Blanks, commas, byte order marks and comments.
    fn skip_ignored(&mut self) {
        loop {
            self.skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b','));
            let rest = &self.text.as_bytes()[self.at..];
            if rest.starts_with("\u{feff}".as_bytes()) {
                self.at += "\u{feff}".len();
            } else if rest.first() == Some(&b'#') {
                self.skip_while(|byte| byte != b'\n' && byte != b'\r');
            } else {
                return;
            }
        }
    }

    fn skip_number(&mut self) {
        self.skip_while(|byte| byte.is_ascii_digit());
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) == Some(&b'.') && bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
            self.skip_while(|byte| byte.is_ascii_digit());
        }
        if matches!(bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.skip_while(|byte| byte.is_ascii_digit());
        }
    }

    /// The opening quote is behind.
    fn skip_string(&mut self) -> Result<(), Refusal> {
        let bytes = self.text.as_bytes();
        if bytes[self.at..].starts_with(b"\"\"") {
            self.at += 2;
            return self.skip_block_string();
        }
        loop {
            match bytes.get(self.at) {
                None | Some(b'\n' | b'\r') => return Err(Refusal::UnterminatedString),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                // What is escaped may be a quote. A line end is none: it ends the string wrongly.
                Some(b'\\') if matches!(bytes.get(self.at + 1), Some(b'"' | b'\\')) => self.at += 2,
                Some(_) => self.at += 1,
            }
        }
    }

    fn skip_block_string(&mut self) -> Result<(), Refusal> {
        let bytes = self.text.as_bytes();
        loop {
            self.skip_while(|byte| byte != b'"' && byte != b'\\');
            let rest = &bytes[self.at..];
            if rest.is_empty() {
                return Err(Refusal::UnterminatedString);
            } else if rest.starts_with(b"\"\"\"") {
                self.at += 3;
                return Ok(());
            } else if rest.starts_with(b"\\\"\"\"") {
                self.at += 4;
            } else {
                self.at += 1;
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// A selection set, arguments, variables or a list.
    Plain,
    /// An object literal; where its fields begin in `fields`.
    Object(usize),
}

struct Nesting<'a> {
    levels: [Level; DOCUMENT_NESTING_MAX],
    depth: usize,
    /// Inside arguments, variables, a list or an object literal, where `{` begins an object literal.
    values_from: Option<usize>,
    fields: Vec<&'a str>,
}

impl Default for Nesting<'_> {
    fn default() -> Self {
        Self { levels: [Level::Plain; DOCUMENT_NESTING_MAX], depth: 0, values_from: None, fields: Vec::new() }
    }
}

impl<'a> Nesting<'a> {
    fn open(&mut self, bracket: u8) -> Result<(), Refusal> {
        if self.depth == DOCUMENT_NESTING_MAX {
            return Err(Refusal::NestedTooDeep);
        }
        self.levels[self.depth] = match (bracket, self.values_from) {
            (b'{', Some(_)) => Level::Object(self.fields.len()),
            _ => Level::Plain,
        };
        if bracket != b'{' && self.values_from.is_none() {
            self.values_from = Some(self.depth);
        }
        self.depth += 1;
        Ok(())
    }

    fn field(&mut self, name: &'a str) {
        if self.depth > 0 && self.levels[self.depth - 1] != Level::Plain {
            self.fields.push(name);
        }
    }

    fn close(&mut self) -> Result<(), Refusal> {
        // One that closes nothing is a syntax error that the parser reports at this very place.
        self.depth = self.depth.saturating_sub(1);
        if self.values_from == Some(self.depth) {
            self.values_from = None;
        }
        if let Level::Object(begin) = self.levels[self.depth] {
            let fields = &mut self.fields[begin..];
            fields.sort_unstable();
            if let Some(pair) = fields.windows(2).find(|pair| pair[0] == pair[1]) {
                return Err(Refusal::InputFieldTwice(pair[0].chars().take(100).collect()));
            }
            self.fields.truncate(begin);
            self.levels[self.depth] = Level::Plain;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
