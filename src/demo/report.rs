//! What the demo prints: where to look, how it goes, and expected beside actual.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::Demo;
use super::plan::{TenderKind, Totals};
use super::setup::Hall;
use super::till::{Deviation, Floor};

/// Deviations are printed up to here; the count says how many there are.
const DEVIATIONS_PRINTED_MAX: usize = 20;

/// All that is compared at the end.
pub(super) const TOTALS: &str = "query ($session: ID!) { saleSession(id: $session) { totals {
  sequence salesTotal discountTotal taxTotal chargesTotal roundingTotal unattributedTotal consignorShareTotal houseCutTotal
  tenderTotals { kind amount } saleCount voidedCount needsReviewCount itemCount availableCount pendingCount soldCount } } }";

/// One field of the totals, as planned and as the server says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The field, or the tender's kind.
    pub field: &'static str,
    /// From the plan alone.
    pub expected: String,
    /// From the server.
    pub actual: String,
}

impl Comparison {
    /// Are the two the same, character by character?
    pub fn agrees(&self) -> bool {
        self.expected == self.actual
    }
}

/// Compares the plan's totals with the server's `SaleSessionTotals`.
pub(super) fn compare(expected: &Totals, actual: &Value) -> Vec<Comparison> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let zero = || "0.00".to_owned();
    let exact_zero = || "0.000000".to_owned();
    let fields = [
        ("salesTotal", expected.sales.to_string()),
        ("discountTotal", zero()),
        ("taxTotal", zero()),
        ("chargesTotal", zero()),
        ("roundingTotal", exact_zero()),
        ("unattributedTotal", expected.unattributed.fine().to_string()),
        ("consignorShareTotal", expected.consignor_share.to_string()),
        ("houseCutTotal", expected.house_cut.to_string()),
        ("saleCount", expected.sale_count.to_string()),
        ("voidedCount", expected.voided_count.to_string()),
        ("needsReviewCount", expected.needs_review_count.to_string()),
        ("itemCount", expected.item_count.to_string()),
        ("availableCount", (expected.item_count - expected.sold_count).to_string()),
        ("pendingCount", 0.to_string()),
        ("soldCount", expected.sold_count.to_string()),
    ];
    let fields = fields.into_iter().map(|(field, expected)| Comparison { field, expected, actual: text(&actual[field]) });
    let tenders = TenderKind::ALL.iter().zip(expected.tenders).map(|(kind, amount)| {
        let tenders = actual["tenderTotals"].as_array();
        let tender = tenders.into_iter().flatten().find(|tender| tender["kind"] == kind.name());
        let actual = tender.map_or_else(zero, |tender| text(&tender["amount"]));
        Comparison { field: kind.name(), expected: amount.to_string(), actual }
    });
    fields.chain(tenders).collect()
}

/// Says where everything is, once the session is open, and which item a visitor may sell.
pub(super) fn doors_open(demo: &Demo, hall: &Hall, item: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let Hall { session_id, event_id, event_name, tags, .. } = hall;
    let Demo { url, organizer_token, cashier_token, .. } = demo;
    let url = url.trim_end_matches('/');
    let totals = format!(
        "subscription {{ saleSessionTotals(sessionId: {}) {{ sequence salesTotal saleCount soldCount needsReviewCount }} }}",
        json!(session_id)
    );
    let events = format!(
        "subscription {{ saleSessionEvents(sessionId: {}, after: 0) {{ sequence kind occurredAt ... on SaleRecordedEvent {{ sale {{ till receipt total }} }} }} }}",
        json!(session_id)
    );
    let query = json!({
        "query": "query ($id: ID!) { saleSession(id: $id) { totals { sequence salesTotal saleCount soldCount needsReviewCount } } }",
        "variables": { "id": session_id },
    });
    writeln!(out, "\n{event_name}: {} items on the racks", tags.len())?;
    writeln!(out, "  address          {url}/graphql")?;
    writeln!(out, "  organizer token  {organizer_token}")?;
    writeln!(out, "  cashier token    {cashier_token}")?;
    writeln!(out, "  event            {event_id}")?;
    writeln!(out, "  session          {session_id}")?;
    writeln!(out, "  an item's tag    {}", item.and_then(|item| tags.get(item)).map_or("", String::as_str))?;
    writeln!(out, "\nThe totals now:\n")?;
    writeln!(out, "  curl -s {url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer {organizer_token}' \\")?;
    writeln!(out, "    -d '{query}'")?;
    writeln!(out, "\nThe totals live, or every sale since the start, in a GraphQL client (graphql-transport-ws):\n")?;
    writeln!(out, "  {totals}\n  {events}")?;
    writeln!(out, "\nor in a shell with websocat, these two lines as input:\n")?;
    writeln!(out, "  websocat --protocol graphql-transport-ws {}/graphql", url.replacen("http", "ws", 1))?;
    let init = json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {organizer_token}") } });
    let subscribe = json!({ "id": "1", "type": "subscribe", "payload": { "query": totals } });
    writeln!(out, "  {init}\n  {subscribe}\n")?;
    if hall.resumed {
        writeln!(out, "An earlier run was interrupted: its sales are sent again with the same keys, and then the rest.\n")?;
    }
    out.flush()
}

/// One calm line of progress.
pub(super) fn progress(floor: &Floor, totals: &Value, out: &mut dyn Write) -> io::Result<()> {
    let selling = floor.opened.elapsed() * floor.speed;
    let seconds = selling.as_secs().min(u64::from(floor.plan.seconds()));
    let percent = seconds * 100 / u64::from(floor.plan.seconds().max(1));
    writeln!(
        out,
        "  {percent:>3} %  {:>3} h {:02} min   {:>5} sales   {:>12} gross   {:>3} need review",
        seconds / 3_600,
        seconds / 60 % 60,
        totals["saleCount"],
        totals["salesTotal"].as_str().unwrap_or("?"),
        totals["needsReviewCount"],
    )?;
    out.flush()
}

/// Expected beside actual, and what tills did not expect.
pub(super) fn table(comparisons: &[Comparison], deviations: &[Deviation], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n  {:<22}{:>18}{:>18}", "", "expected", "actual")?;
    for Comparison { field, expected, actual } in comparisons {
        let mark = if expected == actual { "" } else { "  <- differs" };
        writeln!(out, "  {field:<22}{expected:>18}{actual:>18}{mark}")?;
    }
    if !deviations.is_empty() {
        writeln!(out, "\n  {} answers were not as planned:", deviations.len())?;
    }
    for Deviation { till, at, what } in deviations.iter().take(DEVIATIONS_PRINTED_MAX) {
        writeln!(out, "  till {} at {at} s: {what}", till + 1)?;
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::super::plan::{Plan, Size};
    use super::{Comparison, compare};
    use serde_json::json;

    #[test]
    fn a_cent_that_is_missing_is_seen() {
        let totals = Plan::new(Size::Small, 1).totals();
        let answer = |sales: &str| {
            json!({
                "salesTotal": sales, "discountTotal": "0.00", "taxTotal": "0.00", "chargesTotal": "0.00",
                "roundingTotal": "0.000000", "unattributedTotal": totals.unattributed.fine().to_string(),
                "consignorShareTotal": totals.consignor_share.to_string(), "houseCutTotal": totals.house_cut.to_string(),
                "saleCount": totals.sale_count, "voidedCount": totals.voided_count,
                "needsReviewCount": totals.needs_review_count, "itemCount": totals.item_count, "pendingCount": 0,
                "availableCount": totals.item_count - totals.sold_count, "soldCount": totals.sold_count,
                "tenderTotals": [
                    { "kind": "PAYPAL", "amount": totals.tenders[2].to_string() },
                    { "kind": "CASH", "amount": totals.tenders[0].to_string() },
                    { "kind": "CARD", "amount": totals.tenders[1].to_string() },
                ],
            })
        };
        assert!(compare(&totals, &answer("6479.00")).iter().all(Comparison::agrees));
        let differing: Vec<_> = compare(&totals, &answer("6478.99")).into_iter().filter(|row| !row.agrees()).collect();
        assert_eq!(differing.iter().map(|row| row.field).collect::<Vec<_>>(), ["salesTotal"]);
    }
}
