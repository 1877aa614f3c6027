//! Taking secrets out of a text that others will read. A second net: nothing secret should be in it to begin with.

use std::borrow::Cow;

use directories::BaseDirs;
use regex::Regex;

/// What is taken out, and what stands there instead.
const PATTERNS: [(&str, &str); 8] = [
    (
        r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\z)",
        "«private key»",
    ),
    (
        r"(?i)(X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s\x22]+",
        "$1«secret»",
    ),
    (
        r"(?i)\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}",
        "$1 «secret»",
    ),
    (r"\b(?:AKIA|ASIA)[0-9A-Z]{12,}\b", "«access key»"),
    (
        r"(?i)((?:secret|token|password|passwd)[A-Za-z_]*\x22?\s*[=:]\s*\x22?)[A-Za-z0-9._~+/=-]{12,}",
        "$1«secret»",
    ),
    (r"://[^/@\s]+@", "://«user»@"),
    (r":\d{8}(\d{4}):", ":«account …$1»:"),
    (
        r"\b(ssh-ed25519|ssh-rsa) [A-Za-z0-9+/=]{40,}",
        "$1 «public key»",
    ),
];

/// The patterns, ready, and the user's own folder.
pub(super) struct Redaction {
    patterns: Vec<(Regex, &'static str)>,
    home: Option<String>,
}

impl Redaction {
    pub(super) fn of_user() -> Self {
        let home = BaseDirs::new().map(|folders| folders.home_dir().display().to_string());
        Self::new(home.filter(|home| home.len() > 1))
    }

    fn new(home: Option<String>) -> Self {
        let patterns = PATTERNS.iter().filter_map(|(pattern, instead)| {
            // The patterns are constants, and each is tested.
            Some((Regex::new(pattern).ok()?, *instead))
        });
        Self {
            patterns: patterns.collect(),
            home,
        }
    }

    pub(super) fn apply(&self, text: &str) -> String {
        let mut text = Cow::Borrowed(text);
        for (pattern, instead) in &self.patterns {
            let replaced = pattern.replace_all(&text, *instead).into_owned();
            text = Cow::Owned(replaced);
        }
        match &self.home {
            Some(home) => text.replace(home.as_str(), "~"),
            None => text.into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_every_kind_are_taken_out_and_the_rest_stays() {
        let redaction = Redaction::new(Some("/home/ada".to_owned()));
        assert_eq!(
            redaction.patterns.len(),
            PATTERNS.len(),
            "each pattern is one"
        );
        for (text, secret) in [
            ("wss://a/openTunnel?X-Amz-Signature=0123abc&x=1", "0123abc"),
            ("?X-Amz-Security-Token=to%2Fke&y", "to%2Fke"),
            ("Authorization: Bearer abcdef123456", "abcdef123456"),
            ("key AKIAIOSFODNN7EXAMPLE here", "AKIAIOSFODNN7EXAMPLE"),
            (
                "\"secret_access_key\": \"wJalrXUtnFEMI/K7MDENG\"",
                "wJalrXUtnFEMI",
            ),
            (
                "CAUSEWAY_PLATFORM_TOKEN=abcdefghijklmnop",
                "abcdefghijklmnop",
            ),
            ("http://ada:hush@proxy.example:3128", "hush"),
            ("arn:aws:iam::111122223333:user/a", "11112222"),
            (
                "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n-----END OPENSSH PRIVATE KEY-----",
                "b3BlbnNz",
            ),
            (
                "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz cut",
                "b3BlbnNz",
            ),
            ("/home/ada/.config", "ada"),
        ] {
            let clean = redaction.apply(text);
            assert!(!clean.contains(secret), "{clean}");
        }
        let plain = "instance i-0123456789abcdef0 at 10.20.0.7 took 12 ms";
        assert_eq!(redaction.apply(plain), plain);
    }
}
