//! Sales that a till could not send and saved to a file (docs/till-journal.md): one a line, each sent under its own key, so that
//! a sale that the till sends after all, or a file that comes twice, doubles nothing.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Write};
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::client::{Client, Fault, Payload};
use crate::exchange::file::FileFault;
use crate::exchange::output::Output;
use crate::exchange::report::{Summary, counter};
use crate::exchange::{ExchangeError, standing};

/// What this program reads.
const VERSION: u64 = 1;
/// A sale of 200 lines has some 30 kB; a request takes 1 MiB.
const LINE_BYTES_MAX: u64 = 256 * 1024;
/// On the terminal; the file of errors has all the lines.
const FAULTS_SHOWN_MAX: u64 = 20;

const NOW: &str = "{ viewer { serverTime } }";
const RECORD: &str = "mutation ($session: ID!, $input: SaleRecordInput!, $key: String!) {
  saleRecord(sessionId: $session, input: $input, idempotencyKey: $key) {
    sale { recordedAt needsReview } userErrors { code field message } } }";

/// What to import, and where lines go that fail.
#[derive(Clone, Debug, Default)]
pub struct JournalImport {
    /// The till's file.
    pub file: PathBuf,
    /// Where the lines that failed are written, as they are.
    pub errors: Option<PathBuf>,
}

/// A line of the file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Saved {
    version: u64,
    session_id: String,
    idempotency_key: String,
    input: Map<String, Value>,
}

/// Sends the sales of a file.
pub async fn import_journal(client: &Client, import: &JournalImport) -> Result<Summary, ExchangeError> {
    let of_file = |error: io::Error| ExchangeError::File(import.file.clone(), FileFault::Unreadable(error));
    let mut lines = BufReader::new(File::open(&import.file).map_err(of_file)?);
    let data = standing::ask(client, NOW, &json!({})).await?;
    let begun = data["viewer"]["serverTime"].as_str().ok_or(ExchangeError::NoViewer)?.to_owned();
    let errors = import.errors.as_deref().map(Output::create).transpose()?;
    let mut sending =
        Sending { client, begun, keys: HashSet::new(), summary: Summary::default(), faults: 0, errors, bar: counter("sales") };
    let (mut line, mut row) = (Vec::new(), 0);
    loop {
        line.clear();
        let read = lines.by_ref().take(LINE_BYTES_MAX + 1).read_until(b'\n', &mut line).map_err(of_file)?;
        if read == 0 {
            break;
        }
        row += 1;
        if line.len() as u64 > LINE_BYTES_MAX && !line.ends_with(b"\n") {
            skip_line(&mut lines).map_err(of_file)?;
            sending.failed((row, &line), "is longer than any sale")?;
            continue;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        sending.bar.inc(1);
        match read_line(&line) {
            Ok(saved) => sending.send((row, &line), saved).await?,
            Err(why) => sending.failed((row, &line), &why)?,
        }
    }
    sending.finish()
}

fn skip_line(lines: &mut BufReader<File>) -> io::Result<()> {
    loop {
        let waiting = lines.fill_buf()?;
        if waiting.is_empty() {
            return Ok(());
        }
        let end = waiting.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(waiting.len(), |end| end + 1);
        lines.consume(length);
        if end.is_some() {
            return Ok(());
        }
    }
}

fn read_line(line: &[u8]) -> Result<Saved, String> {
    let saved: Saved = serde_json::from_slice(line.trim_ascii())
        .map_err(|error| if error.is_eof() { "ends in the middle".to_owned() } else { format!("is no saved sale: {error}") })?;
    if saved.version != VERSION {
        return Err(format!("is of version {}; this program reads version {VERSION}", saved.version));
    }
    if !saved.input.get("offlineSoldAt").is_some_and(Value::is_string) {
        // Without it the server would refuse what it cannot credit, and cash was taken.
        return Err("does not say when it was sold (input.offlineSoldAt)".to_owned());
    }
    Ok(saved)
}

struct Sending<'a> {
    client: &'a Client,
    /// The server's time when this began: what it recorded before was there.
    begun: String,
    keys: HashSet<(String, String)>,
    summary: Summary,
    faults: u64,
    errors: Option<Output>,
    bar: indicatif::ProgressBar,
}

impl Sending<'_> {
    async fn send(&mut self, line: (u64, &[u8]), saved: Saved) -> Result<(), ExchangeError> {
        let variables = json!({ "session": saved.session_id, "input": saved.input, "key": saved.idempotency_key });
        let data = match standing::ask(self.client, RECORD, &variables).await {
            Ok(data) => data,
            Err(ExchangeError::Fault(Fault::Error { code, message, .. })) if is_of_the_line(&code) => {
                return self.failed(line, &format!("was refused by the server: {message}"));
            }
            Err(error) => return Err(error),
        };
        let answer = Payload::of(&data, "saleRecord", "sale");
        if !answer.is_done() {
            return self.failed(line, &refusal(&answer));
        }
        let is_new = self.keys.insert((saved.session_id, saved.idempotency_key));
        // Both are written by the server in one form, whose order is that of time.
        if is_new && answer.text("recordedAt") >= self.begun.as_str() {
            self.summary.accepted += 1;
            self.summary.to_review += u64::from(answer.object["needsReview"] == true);
        } else {
            self.summary.duplicate += 1;
        }
        Ok(())
    }

    fn failed(&mut self, (row, line): (u64, &[u8]), why: &str) -> Result<(), ExchangeError> {
        self.summary.failed += 1;
        self.faults += 1;
        if self.faults <= FAULTS_SHOWN_MAX {
            self.bar.suspend(|| writeln!(io::stderr(), "line {row} {why}"))?;
        }
        if let Some(errors) = &mut self.errors {
            errors.write(&format!("{}\n", String::from_utf8_lossy(line).trim_end()))?;
        }
        Ok(())
    }

    fn finish(self) -> Result<Summary, ExchangeError> {
        self.bar.finish_and_clear();
        if self.faults > FAULTS_SHOWN_MAX {
            let more = self.faults - FAULTS_SHOWN_MAX;
            writeln!(io::stderr(), "... and {more} more; --errors FILE has all the lines")?;
        }
        self.errors.map_or(Ok(()), Output::finish)?;
        Ok(self.summary)
    }
}

/// Wrong in the line itself; whatever else is wrong stops the import, and the same file again sends the rest.
fn is_of_the_line(code: &str) -> bool {
    matches!(code, "BAD_USER_INPUT" | "GRAPHQL_VALIDATION_FAILED")
}

fn refusal(answer: &Payload) -> String {
    if answer.has_code("IDEMPOTENCY_KEY_MISMATCH") {
        return "has the key of a sale that was recorded with other lines or tenders; what stands was not changed".to_owned();
    }
    let said = |error: &Value| {
        let path: Vec<&str> = error["field"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let text = |field: &str| error[field].as_str().unwrap_or_default().to_owned();
        format!("{} at {}: {}", text("code"), path.join("."), text("message"))
    };
    let all: Vec<String> = answer.user_errors.iter().map(said).collect();
    format!("was refused by the server: {}", all.join("; "))
}

#[cfg(test)]
mod tests {
    use super::read_line;

    #[test]
    fn a_line_is_a_sale_or_says_why_not() {
        let input = r#"{"lines":[],"tenders":[],"offlineSoldAt":"2026-11-20T10:15:00Z"}"#;
        let line = |version: &str, input: &str| {
            format!(r#"{{"version":{version},"sessionId":"S","idempotencyKey":"k","input":{input},"later":true}}"#)
        };
        let saved = read_line(line("1", input).as_bytes()).unwrap();
        assert_eq!((saved.session_id.as_str(), saved.idempotency_key.as_str(), saved.input.len()), ("S", "k", 3));
        for (text, why) in [
            (line("2", input), "is of version 2; this program reads version 1"),
            (line("1", r#"{"lines":[]}"#), "does not say when it was sold (input.offlineSoldAt)"),
            (line("1", input)[..60].to_owned() + "\n", "ends in the middle"),
            (r#"{"version":1}"#.to_owned(), "is no saved sale: missing field `sessionId`"),
            ("null".to_owned(), "is no saved sale: invalid type: null"),
            ("\u{0}".to_owned(), "is no saved sale: "),
        ] {
            let said = read_line(text.as_bytes()).unwrap_err();
            assert!(said.starts_with(why), "{text}: {said}");
        }
    }
}
