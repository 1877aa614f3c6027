//! Wall-clock time as servers write it, and as signatures name it.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, NaiveDateTime, Utc};

const IN_SIGNATURES: &str = "%Y%m%dT%H%M%SZ";

/// `time` in RFC 3339 with nine fractional digits and `Z`.
pub(crate) fn rfc3339(time: SystemTime) -> String {
    format(time, "%Y-%m-%dT%H:%M:%S%.9fZ")
}

/// `time` in RFC 3339 with three fractional digits and `Z`, as EC2 writes it.
pub(crate) fn rfc3339_millis(time: SystemTime) -> String {
    format(time, "%Y-%m-%dT%H:%M:%S%.3fZ")
}

/// `time` as signatures name it: `20240229T123456Z`.
pub(crate) fn compact(time: SystemTime) -> String {
    format(time, IN_SIGNATURES)
}

/// `time` as syslog writes it: `Feb 29 12:34:56`, the day padded by a space.
pub(crate) fn syslog(time: SystemTime) -> String {
    format(time, "%b %e %H:%M:%S")
}

/// `time` as the `Date` header has it: `Thu, 29 Feb 2024 12:34:56 GMT`.
pub(crate) fn http(time: SystemTime) -> String {
    format(time, "%a, %d %b %Y %H:%M:%S GMT")
}

/// The time that a signature names, if it is written as [`compact`] writes it and not before 1970.
pub(crate) fn parse(text: &str) -> Option<SystemTime> {
    let named = NaiveDateTime::parse_from_str(text, IN_SIGNATURES).ok()?;
    let time = SystemTime::from(named.and_utc());
    // The parser is content with fewer digits and with spaces.
    (time >= UNIX_EPOCH && compact(time) == text).then_some(time)
}

fn format(time: SystemTime, layout: &str) -> String {
    DateTime::<Utc>::from(time).format(layout).to_string()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn a_leap_day_is_written_as_one() {
        let time = UNIX_EPOCH + Duration::new(1_709_210_096, 7);
        assert_eq!(rfc3339(time), "2024-02-29T12:34:56.000000007Z");
        assert_eq!(rfc3339_millis(time), "2024-02-29T12:34:56.000Z");
        assert_eq!(compact(time), "20240229T123456Z");
        assert_eq!(syslog(time), "Feb 29 12:34:56");
        assert_eq!(http(time), "Thu, 29 Feb 2024 12:34:56 GMT");
        assert_eq!(http(UNIX_EPOCH), "Thu, 01 Jan 1970 00:00:00 GMT");
    }

    #[test]
    fn the_last_second_of_a_year_stays_in_it() {
        let time = UNIX_EPOCH + Duration::from_secs(1_798_761_599);
        assert_eq!(rfc3339(time), "2026-12-31T23:59:59.000000000Z");
    }

    #[test]
    fn known_dates_are_read() {
        let seconds = |text| {
            let date = parse(text)?;
            Some(date.duration_since(UNIX_EPOCH).ok()?.as_secs())
        };
        assert_eq!(seconds("19700101T000000Z"), Some(0));
        assert_eq!(seconds("20200101T010101Z"), Some(1_577_840_461));
        assert_eq!(seconds("20240229T235959Z"), Some(1_709_251_199));
    }

    #[test]
    fn anything_else_is_no_date() {
        for text in [
            "",
            "2020-01-01T01:01:01Z",
            "20201301T000000Z",
            "20200101T010101",
            "2020 101T010101Z",
            "é0200101T01010Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
