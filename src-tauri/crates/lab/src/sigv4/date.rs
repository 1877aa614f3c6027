//! `20200101T010101Z`, the only form of date that is signed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The point in time that `text` names, if it is one after 1970.
pub(super) fn parse(text: &str) -> Option<SystemTime> {
    let digits = |range: std::ops::Range<usize>| text.get(range)?.parse::<u64>().ok();
    let well_formed = text.len() == 16
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 => byte == b'T',
            15 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        });
    let (year, month, day) = (digits(0..4)?, digits(4..6)?, digits(6..8)?);
    let (hour, minute, second) = (digits(9..11)?, digits(11..13)?, digits(13..15)?);
    let in_range = year >= 1970 && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !well_formed || !in_range || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = days_since_1970(year, month, day);
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second;
    Some(UNIX_EPOCH + Duration::from_secs(seconds))
}

/// Days of the Gregorian calendar, counted in years that start in March.
fn days_since_1970(year: u64, month: u64, day: u64) -> u64 {
    let year = if month > 2 { year } else { year - 1 };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leap_days = year / 4 - year / 100 + year / 400;
    year * 365 + leap_days + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "é0200101T01010Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
