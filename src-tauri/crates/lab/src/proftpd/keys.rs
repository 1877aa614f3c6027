//! Public keys as proftpd reads them.

/// Characters of a line; 72 bytes are allowed.
const LINE: usize = 70;

/// An OpenSSH line (`ssh-ed25519 AAAA… comment`) as RFC 4716 has it; `None` where it is none. Files of
/// several keys are these one after the other.
pub(crate) fn rfc4716(line: &str) -> Option<String> {
    let encoded = line.split_whitespace().nth(1)?;
    if !encoded.is_ascii() {
        return None;
    }
    let mut text = "---- BEGIN SSH2 PUBLIC KEY ----\n".to_owned();
    for (index, character) in encoded.chars().enumerate() {
        if index > 0 && index % LINE == 0 {
            text.push('\n');
        }
        text.push(character);
    }
    text.push_str("\n---- END SSH2 PUBLIC KEY ----\n");
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_folded_into_short_lines() {
        let key = format!("ssh-rsa {} me@here", "A".repeat(LINE + 5));
        let text = rfc4716(&key).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[1..3], ["A".repeat(LINE), "A".repeat(5)]);
        assert!(lines[0].starts_with("---- BEGIN") && lines[3].starts_with("---- END"));
        assert_eq!(rfc4716("nonsense"), None);
    }
}
