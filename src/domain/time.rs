//! Moments in time, as milliseconds of UTC. Reading a clock is the shell's business.

use std::fmt;

use chrono::{DateTime, NaiveTime, SecondsFormat, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// The text is not an RFC 3339 moment between the years 1970 and 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAMoment;

/// 9999-12-31T23:59:59.999Z, the last moment that RFC 3339 can write.
const LAST_MILLISECONDS: i64 = 253_402_300_799_999;

/// Clocks have jumped over at most a day, when a country changed the side of the date line.
const MISSING_HOURS_MAX: i64 = 24;

impl Timestamp {
    /// From milliseconds since 1970.
    pub const fn from_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since 1970.
    pub const fn milliseconds(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 with any offset; fractions beyond milliseconds are cut off.
    pub fn parse(text: &str) -> Result<Self, NotAMoment> {
        let moment = DateTime::parse_from_rfc3339(text).map_err(|_| NotAMoment)?;
        let milliseconds = moment.timestamp_millis();
        (0..=LAST_MILLISECONDS).contains(&milliseconds).then_some(Self(milliseconds)).ok_or(NotAMoment)
    }

    /// This moment and so many seconds.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000)))
    }

    /// The midnight after it in a time zone, by the name of the tz database; in UTC if there is no such zone. Where clocks are
    /// turned at midnight, the day ends with its last moment.
    #[must_use]
    pub fn end_of_day(self, zone: &str) -> Self {
        let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
        let next_midnight = || {
            let today = DateTime::from_timestamp_millis(self.0)?.with_timezone(&zone).date_naive();
            let midnight = today.succ_opt()?.and_time(NaiveTime::MIN);
            // A midnight that there is not is jumped over at once; of two the first.
            let mut hours = (0..=MISSING_HOURS_MAX).map(|hours| midnight + TimeDelta::hours(hours));
            hours.find_map(|moment| moment.and_local_timezone(zone).earliest()).map(|moment| moment.timestamp_millis())
        };
        next_midnight().map_or(self, Self)
    }

    /// When the hour began that the clock on the wall of a time zone shows; in UTC if there is no such zone.
    #[must_use]
    pub fn start_of_hour(self, zone: &str) -> Self {
        let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
        let Some(moment) = DateTime::from_timestamp_millis(self.0) else { return self };
        let wall = moment.with_timezone(&zone);
        let into = i64::from(wall.minute() * 60 + wall.second()) * 1_000 + i64::from(wall.timestamp_subsec_millis());
        Self(self.0 - into)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::<Utc>::from_timestamp_millis(self.0) {
            Some(moment) => f.write_str(&moment.to_rfc3339_opts(SecondsFormat::Millis, true)),
            None => write!(f, "{} ms", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_milliseconds_since_1970() {
        assert_eq!(Timestamp::parse("1970-01-01T00:00:01.234Z").map(Timestamp::milliseconds), Ok(1_234));
        assert_eq!(Timestamp::from_milliseconds(1_234).plus_seconds(2).milliseconds(), 3_234);
    }

    #[test]
    fn a_day_ends_where_the_event_is_held() {
        for (moment, zone, end) in [
            ("2026-11-20T10:15:00Z", "America/New_York", "2026-11-21T05:00:00.000Z"),
            ("2026-11-21T04:59:59.999Z", "America/New_York", "2026-11-21T05:00:00.000Z"),
            ("2026-11-21T05:00:00Z", "America/New_York", "2026-11-22T05:00:00.000Z"),
            ("2026-11-20T10:15:00Z", "Asia/Kathmandu", "2026-11-20T18:15:00.000Z"),
            ("2026-11-20T10:15:00Z", "Nowhere/Land", "2026-11-21T00:00:00.000Z"),
            // The day on which clocks are put forward has 23 hours, the one on which they are put back 25.
            ("2026-03-29T08:00:00+01:00", "Europe/Berlin", "2026-03-29T22:00:00.000Z"),
            ("2026-10-25T08:00:00+01:00", "Europe/Berlin", "2026-10-25T23:00:00.000Z"),
            // In Chile the first hour of 2026-09-06 is left out.
            ("2026-09-05T12:00:00-04:00", "America/Santiago", "2026-09-06T04:00:00.000Z"),
        ] {
            assert_eq!(Timestamp::parse(moment).unwrap().end_of_day(zone).to_string(), end, "{moment} {zone}");
        }
        assert_eq!(Timestamp(LAST_MILLISECONDS).end_of_day("UTC").milliseconds(), LAST_MILLISECONDS + 1);
        assert_eq!(Timestamp(i64::MAX).end_of_day("UTC"), Timestamp(i64::MAX));
    }

    #[test]
    fn an_hour_begins_as_the_clock_on_the_wall_shows() {
        for (moment, zone, start) in [
            ("2026-11-20T10:15:30.250Z", "UTC", "2026-11-20T10:00:00.000Z"),
            ("2026-11-20T10:15:30Z", "Asia/Kolkata", "2026-11-20T09:30:00.000Z"),
            ("2026-11-20T10:15:00Z", "Asia/Kathmandu", "2026-11-20T10:15:00.000Z"),
            ("2026-11-20T10:14:59.999Z", "Asia/Kathmandu", "2026-11-20T09:15:00.000Z"),
            // The hour that there is twice is two hours.
            ("2026-10-25T00:30:00Z", "Europe/Berlin", "2026-10-25T00:00:00.000Z"),
            ("2026-10-25T01:30:00Z", "Europe/Berlin", "2026-10-25T01:00:00.000Z"),
            ("2026-11-20T10:15:00Z", "Nowhere/Land", "2026-11-20T10:00:00.000Z"),
        ] {
            assert_eq!(Timestamp::parse(moment).unwrap().start_of_hour(zone).to_string(), start, "{moment} {zone}");
        }
    }

    #[test]
    fn a_moment_reads_any_offset_and_writes_utc_milliseconds() {
        let moment = Timestamp::parse("2026-11-20T12:15:00.1234+02:00").unwrap();
        assert_eq!(moment.to_string(), "2026-11-20T10:15:00.123Z");
        assert_eq!(Timestamp::parse("2026-11-20"), Err(NotAMoment));
        assert_eq!(Timestamp::parse("1969-12-31T23:59:59Z"), Err(NotAMoment));
        assert_eq!(Timestamp::parse("+12026-01-01T00:00:00Z"), Err(NotAMoment));
    }
}
