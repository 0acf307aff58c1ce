//! Finds the paths that a Rust source names, with their lines: `use` trees spread out, `self` and `super` resolved,
//! comments and strings left out. Enough of the language to check imports, and no more.

/// A path as it was written, spread out: `["crate", "owner", "sale", "Handle"]`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) line: usize,
    pub(super) path: Vec<String>,
}

/// All paths of two parts or more, all of a `use`, and the words `async` and `await`, of a source that is `module`.
pub(super) fn named_in(source: &str, module: &[String]) -> Vec<Named> {
    let tokens = tokens(source);
    let mut reader = Reader { tokens: &tokens, at: 0, inline: Vec::new(), depth: 0, named: Vec::new() };
    reader.read(module);
    reader.named
}

/// A word, `::`, or any other single sign.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    line: usize,
    text: String,
}

impl Token {
    fn is_word(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    /// `mod name {` blocks that are open here, with the depth of braces outside each: `super` counts them.
    inline: Vec<(String, usize)>,
    depth: usize,
    named: Vec<Named>,
}

impl Reader<'_> {
    fn read(&mut self, module: &[String]) {
        while let Some(token) = self.tokens.get(self.at) {
            match token.text.as_str() {
                "{" => self.depth += 1,
                "}" => {
                    self.depth = self.depth.saturating_sub(1);
                    self.inline.retain(|(_, depth)| *depth < self.depth);
                }
                "mod" if self.text(self.at + 2) == "{" => {
                    self.inline.push((self.text(self.at + 1).to_owned(), self.depth));
                    self.depth += 1;
                    self.at += 2;
                }
                // `impl Stream + use<'a>` captures, and imports nothing.
                "use" if self.text(self.at + 1) != "<" => {
                    self.at += 1;
                    self.use_tree(&[], module);
                    continue;
                }
                "async" | "await" => self.name(vec![token.text.clone()], module),
                _ if token.is_word() && self.text(self.at + 1) == "::" => {
                    self.inline_path(module);
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    /// `a::b::C`; stops before generics (`a::b::<C>`), whose own paths are read next.
    fn inline_path(&mut self, module: &[String]) {
        let start = self.at;
        let mut path = vec![self.tokens[start].text.clone()];
        self.at += 1;
        while self.text(self.at) == "::" && self.tokens.get(self.at + 1).is_some_and(Token::is_word) {
            path.push(self.tokens[self.at + 1].text.clone());
            self.at += 2;
        }
        self.name_at(self.tokens[start].line, path, module);
    }

    /// `a::b`, `a::{b, c::d}`, `a::*`, `a as b`, after `use` or inside braces.
    fn use_tree(&mut self, before: &[String], module: &[String]) {
        let mut path = before.to_vec();
        let line = self.tokens.get(self.at).map_or(0, |token| token.line);
        while let Some(token) = self.tokens.get(self.at) {
            match token.text.as_str() {
                "::" => {}
                "{" => return self.use_group(&path, module),
                "as" => {
                    self.at += 2;
                    break;
                }
                "," | "}" | ";" => break,
                text => path.push(text.to_owned()),
            }
            self.at += 1;
        }
        if path.len() > before.len() {
            self.name_at(line, path, module);
        }
    }

    fn use_group(&mut self, before: &[String], module: &[String]) {
        self.at += 1;
        while self.at < self.tokens.len() && self.text(self.at) != "}" {
            let start = self.at;
            self.use_tree(before, module);
            if self.text(self.at) == "," || self.at == start {
                self.at += 1;
            }
        }
        self.at += 1;
    }

    fn name(&mut self, path: Vec<String>, module: &[String]) {
        self.name_at(self.tokens[self.at].line, path, module);
    }

    /// Notes a path, with `self` and `super` as what they stand for.
    fn name_at(&mut self, line: usize, path: Vec<String>, module: &[String]) {
        let ups = path.iter().take_while(|part| *part == "super").count();
        let relative = ups > 0 || path.first().is_some_and(|part| part == "self");
        let path = if relative {
            let mut whole = vec!["crate".to_owned()];
            whole.extend_from_slice(module);
            whole.extend(self.inline.iter().map(|(name, _)| name.clone()));
            whole.truncate(whole.len().saturating_sub(ups).max(1));
            let rest = path.into_iter().filter(|part| part != "super" && part != "self");
            whole.extend(rest);
            whole
        } else {
            path
        };
        self.named.push(Named { line, path });
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }
}

/// Splits a source into words and signs, without blanks, comments, strings, characters and lifetimes.
fn tokens(source: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut line = 1;
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let skipped = comment(rest).or_else(|| literal(rest));
        let (length, kept) = if let Some(length) = skipped {
            (length, false)
        } else if first.is_alphabetic() || first == '_' {
            (word(rest), true)
        } else if rest.starts_with("::") {
            (2, true)
        } else {
            (first.len_utf8(), !first.is_whitespace())
        };
        let (text, after) = rest.split_at(length);
        if kept {
            // `r#async` is a name, yet nobody should give that name.
            let text = text.trim_start_matches("r#").to_owned();
            tokens.push(Token { line, text });
        }
        line += text.matches('\n').count();
        rest = after;
    }
    tokens
}

fn word(rest: &str) -> usize {
    let start = if rest.starts_with("r#") { 2 } else { 0 };
    rest[start..].find(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(rest.len(), |end| start + end)
}

/// The length of a comment at the start; block comments nest.
fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with("/*") {
        return None;
    }
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(next) = rest.get(at..).filter(|next| !next.is_empty()) {
        if next.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if next.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += next.chars().next().map_or(1, char::len_utf8);
        }
    }
    Some(at)
}

/// The length of a string, a character or a lifetime at the start, whatever its prefix.
fn literal(rest: &str) -> Option<usize> {
    for prefix in ["b", "c", "br", "cr", "r", ""] {
        let Some(bare) = rest.strip_prefix(prefix) else {
            continue;
        };
        let length = if prefix.ends_with('r') {
            raw_string(bare)
        } else if bare.starts_with('"') {
            Some(quoted(bare, '"'))
        } else if bare.starts_with('\'') {
            Some(character_or_lifetime(bare))
        } else {
            None
        };
        if let Some(length) = length {
            return Some(prefix.len() + length);
        }
    }
    None
}

/// `"..."` or `#"..."#` with as many signs as it likes, after the `r`.
fn raw_string(bare: &str) -> Option<usize> {
    let hashes = bare.len() - bare.trim_start_matches('#').len();
    let inside = bare[hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = inside.find(&close).map_or(inside.len(), |end| end + close.len());
    Some(hashes + 1 + end)
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// `'a'` and `'\n'` close; `'a` does not.
fn character_or_lifetime(rest: &str) -> usize {
    let mut following = rest.chars().skip(1);
    let first = following.next();
    if first == Some('\\') || following.next() == Some('\'') { quoted(rest, '\'') } else { 1 }
}
