//! A till as the organizer sees it: what it says of itself, and what its silence says.

use super::time::Timestamp;

/// A till reports every 10 s: three reports are missing.
pub const SILENT_SECONDS: i64 = 30;
/// Sales that wait longer than this do not get through, though the till does.
pub const STALLED_SECONDS: i64 = 60;
/// A till that never reports, as one of another program, is open for so long after a sale.
pub const SELLING_SECONDS: i64 = 300;

/// What a till does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TillState {
    /// It sells.
    Open,
    /// Its cashier is away.
    Paused,
    /// It reports, but its sales do not get through.
    Stalled,
    /// It was not heard of for a while.
    Offline,
    /// It is done for the day.
    Closed,
}

/// What a till says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TillReport {
    /// When the server heard it.
    pub at: Timestamp,
    /// What it does.
    pub state: TillState,
    /// Sales that wait to be sent.
    pub pending_sales: u32,
    /// Since when the oldest of them waits.
    pub oldest_pending_at: Option<Timestamp>,
    /// How far its clock is ahead of the server's; negative: behind.
    pub clock_skew_seconds: i32,
}

/// What it does, as far as one can know.
pub fn concluded(report: Option<&TillReport>, last_sale_at: Timestamp, now: Timestamp) -> TillState {
    let Some(report) = report else {
        let is_selling = now < last_sale_at.plus_seconds(SELLING_SECONDS);
        return if is_selling { TillState::Open } else { TillState::Offline };
    };
    let waits_since = report.oldest_pending_at.filter(|_| report.pending_sales > 0);
    if report.state == TillState::Closed {
        TillState::Closed
    } else if now >= report.at.plus_seconds(SILENT_SECONDS) {
        TillState::Offline
    } else if waits_since.is_some_and(|since| now >= since.plus_seconds(STALLED_SECONDS)) {
        TillState::Stalled
    } else {
        report.state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_milliseconds(1_800_000_000_000);

    fn report(state: TillState, pending_sales: u32, waits_seconds: i64) -> TillReport {
        let oldest_pending_at = (pending_sales > 0).then(|| NOON.plus_seconds(-waits_seconds));
        TillReport { at: NOON, state, pending_sales, oldest_pending_at, clock_skew_seconds: 0 }
    }

    fn at(report: &TillReport, seconds: i64) -> TillState {
        concluded(Some(report), Timestamp::default(), NOON.plus_seconds(seconds))
    }

    #[test]
    fn a_till_is_what_it_says_until_it_is_silent() {
        for state in [TillState::Open, TillState::Paused, TillState::Stalled, TillState::Offline] {
            assert_eq!(at(&report(state, 0, 0), 0), state);
            assert_eq!(at(&report(state, 0, 0), 29), state);
            assert_eq!(at(&report(state, 0, 0), 30), TillState::Offline);
        }
    }

    #[test]
    fn a_till_that_has_closed_is_not_missed() {
        assert_eq!(at(&report(TillState::Closed, 0, 0), 86_400), TillState::Closed);
    }

    #[test]
    fn sales_that_wait_for_a_minute_do_not_get_through() {
        assert_eq!(at(&report(TillState::Open, 2, 40), 0), TillState::Open);
        assert_eq!(at(&report(TillState::Open, 2, 40), 19), TillState::Open);
        assert_eq!(at(&report(TillState::Open, 2, 40), 20), TillState::Stalled);
        assert_eq!(at(&report(TillState::Open, 2, 60), 30), TillState::Offline);
        let none_waits = TillReport { oldest_pending_at: Some(NOON.plus_seconds(-600)), ..report(TillState::Open, 0, 0) };
        assert_eq!(at(&none_waits, 0), TillState::Open);
    }

    #[test]
    fn a_till_that_never_reports_is_seen_by_its_sales() {
        let sold = |seconds| concluded(None, NOON, NOON.plus_seconds(seconds));
        assert_eq!((sold(0), sold(299), sold(300)), (TillState::Open, TillState::Open, TillState::Offline));
    }
}
