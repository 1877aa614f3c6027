//! Where a text stands first in bytes that come in pieces.
//!
//! `grep` tells the line and not the place in it, and a line may be larger than memory: this looks at every character once, whatever the
//! line and the text (Knuth, Morris and Pratt).

use super::Case;

/// A text, prepared for a search.
#[derive(Debug, Clone)]
pub(super) struct Finder {
    text: Vec<char>,
    /// For every length of a partial find, that of the longest shorter one which ends in the same characters.
    shorter: Vec<usize>,
    case: Case,
}

impl Finder {
    pub(super) fn new(text: &str, case: Case) -> Self {
        let mut finder = Self {
            text: text
                .chars()
                .map(|character| folded(character, case))
                .collect(),
            shorter: vec![0],
            case,
        };
        let mut found = 0;
        for place in 1..finder.text.len() {
            if let Some(character) = finder.text.get(place) {
                found = finder.after(found, *character);
            }
            finder.shorter.push(found);
        }
        finder
    }

    /// The length of a find, in characters.
    pub(super) fn chars(&self) -> usize {
        self.text.len()
    }

    /// How much of the text has been found once `character` follows on `found` of it.
    pub(super) fn next(&self, found: usize, character: char) -> usize {
        self.after(found, folded(character, self.case))
    }

    fn after(&self, mut found: usize, character: char) -> usize {
        loop {
            if self.text.get(found) == Some(&character) {
                return found + 1;
            }
            let Some(shorter) = found.checked_sub(1).and_then(|last| self.shorter.get(last)) else {
                return 0;
            };
            found = *shorter;
        }
    }
}

/// As `grep -i` folds: one character for one.
fn folded(character: char, case: Case) -> char {
    if case == Case::Sensitive {
        return character;
    }
    let mut lower = character.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn find(text: &str, case: Case, line: &str) -> Option<usize> {
        let finder = Finder::new(text, case);
        let mut found = 0;
        for (place, character) in line.chars().enumerate() {
            found = finder.next(found, character);
            if found == finder.chars() {
                return Some(place + 1 - found);
            }
        }
        None
    }

    #[test]
    fn case_is_folded_where_it_is_to_be() {
        assert_eq!(find("héllo", Case::Ignored, "x HÉLLO"), Some(2));
        assert_eq!(find("héllo", Case::Sensitive, "x HÉLLO"), None);
        assert_eq!(find("İx", Case::Ignored, "aİX"), Some(1));
    }

    proptest! {
        #[test]
        fn the_first_find_is_the_one_that_str_finds(
            text in "[ab]{1,6}",
            line in "[abc]{0,60}",
        ) {
            prop_assert_eq!(find(&text, Case::Sensitive, &line), line.find(&text));
        }
    }
}
