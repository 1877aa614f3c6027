//! Wall-clock time as servers write it. Times before 1970 count as 1970.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

const SECONDS_PER_DAY: u64 = 86_400;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// `time` in RFC 3339 with nine fractional digits and `Z`.
pub(crate) fn rfc3339(time: SystemTime) -> String {
    let (date, clock, nanos) = parts(time);
    format!("{date}T{clock}.{nanos:09}Z")
}

/// `time` in RFC 3339 with three fractional digits and `Z`, as EC2 writes it.
pub(crate) fn rfc3339_millis(time: SystemTime) -> String {
    let (date, clock, nanos) = parts(time);
    format!("{date}T{clock}.{:03}Z", nanos / 1_000_000)
}

/// `time` as signatures name it: `20240229T123456Z`.
pub(crate) fn compact(time: SystemTime) -> String {
    let (date, clock, _) = parts(time);
    format!("{date}T{clock}Z").replace(['-', ':'], "")
}

/// `time` as syslog writes it: `Feb 29 12:34:56`, the day padded by a space.
pub(crate) fn syslog(time: SystemTime) -> String {
    let (_, month, day) = civil(since_1970(time).as_secs() / SECONDS_PER_DAY);
    let (_, clock, _) = parts(time);
    format!("{} {day:>2} {clock}", month_name(month))
}

/// `time` as HTTP's headers write it: `Thu, 29 Feb 2024 12:34:56 GMT`.
pub(crate) fn http(time: SystemTime) -> String {
    let days = since_1970(time).as_secs() / SECONDS_PER_DAY;
    let (year, month, day) = civil(days);
    let (_, clock, _) = parts(time);
    // The first day of 1970 was a Thursday.
    let weekday = WEEKDAYS.iter().cycle().skip(3).zip(0..7);
    let weekday = weekday.filter(|(_, number)| *number == days % 7);
    let weekday = weekday.map(|(name, _)| *name).next().unwrap_or_default();
    format!(
        "{weekday}, {day:02} {} {year:04} {clock} GMT",
        month_name(month)
    )
}

/// The date, the time of day, and the nanoseconds beyond it.
fn parts(time: SystemTime) -> (String, String, u32) {
    let since = since_1970(time);
    let (days, seconds) = (
        since.as_secs() / SECONDS_PER_DAY,
        since.as_secs() % SECONDS_PER_DAY,
    );
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    (
        format!("{year:04}-{month:02}-{day:02}"),
        format!("{hour:02}:{minute:02}:{second:02}"),
        since.subsec_nanos(),
    )
}

fn since_1970(time: SystemTime) -> Duration {
    time.duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// The name of a month, counted from 1.
fn month_name(month: u64) -> &'static str {
    let named = MONTHS.iter().zip(1..).find(|(_, number)| *number == month);
    named.map_or("???", |(name, _)| name)
}

/// The Gregorian date `days` after 1970-01-01.
fn civil(mut days: u64) -> (u64, u64, u64) {
    let mut year = 1970;
    while days >= days_in_year(year) {
        days -= days_in_year(year);
        year += 1;
    }
    let mut month = 1;
    while days >= days_in_month(year, month) {
        days -= days_in_month(year, month);
        month += 1;
    }
    (year, month, days + 1)
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in_year(year: u64) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_in_month(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
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
}
