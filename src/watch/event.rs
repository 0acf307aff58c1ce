//! An event of a session, as the subscription tells it.

use serde::Deserialize;

/// Kinds with which a session ends.
pub(super) const ENDS: [&str; 2] = ["SESSION_COMPLETED", "SESSION_CANCELLED"];

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event {
    pub(super) sequence: u64,
    /// Of kinds that nobody knew when this was written there is a line too.
    pub(super) kind: String,
    pub(super) occurred_at: String,
    pub(super) sale: Option<Sale>,
    pub(super) reason: Option<String>,
    pub(super) change: Option<String>,
    pub(super) item_count: Option<u64>,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    pub(super) cart: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sale {
    pub(super) sequence: u64,
    pub(super) channel: String,
    pub(super) till: Option<String>,
    pub(super) needs_review: bool,
    pub(super) total: Amount,
    pub(super) tenders: Vec<Tender>,
    pub(super) lines: Vec<Line>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Line {
    pub(super) tag: Option<String>,
    pub(super) description: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Tender {
    #[serde(default)]
    pub(super) kind: String,
    pub(super) amount: Amount,
}

/// Minor units, from a text with two decimals; a season's sum may be more than a client may send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Amount(pub(super) i64);

impl TryFrom<String> for Amount {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let has_two_decimals = text.split_once('.').is_some_and(|(_, decimals)| decimals.len() == 2);
        let minor = has_two_decimals.then(|| text.replacen('.', "", 1).parse().ok()).flatten();
        minor.map(Self).ok_or_else(|| format!("{text:?} is no amount"))
    }
}

impl Event {
    pub(super) fn ends_session(&self) -> bool {
        ENDS.contains(&self.kind.as_str())
    }
}
