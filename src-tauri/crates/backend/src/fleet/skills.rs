//! The names of what an agent can be asked for, for the search.

use control_plane::RawCard;
use serde_json::Value;

const MAX_SKILLS: usize = 64;
const MAX_CHARS: usize = 100;

/// The names of a card's skills; none where it cannot be read.
pub(crate) fn names(card: &RawCard) -> Vec<String> {
    let Ok(value) = serde_json::from_str::<Value>(card.get()) else {
        return Vec::new();
    };
    let skills = agent_card::view(&value).skills;
    skills
        .into_iter()
        .map(|skill| skill.name.chars().take(MAX_CHARS).collect())
        .filter(|name: &String| !name.is_empty())
        .take(MAX_SKILLS)
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(card: &Value) -> Vec<String> {
        names(&RawCard::parse(&card.to_string()).unwrap())
    }

    #[test]
    fn skills_are_named_whether_they_are_objects_or_strings() {
        let card = json!({"name": "Scout", "skills": [{"id": "dig", "name": "Digging"}, "climb"]});
        assert_eq!(of(&card), ["Digging", "climb"]);
        assert!(of(&json!("a string")).is_empty());
        assert!(of(&json!(null)).is_empty());
    }

    #[test]
    fn they_are_bounded_in_number_and_length() {
        let skills: Vec<String> = (0..200)
            .map(|number| format!("{number}{}", "ä".repeat(300)))
            .collect();
        let names = of(&json!({"name": "Scout", "skills": skills}));
        assert_eq!(names.len(), MAX_SKILLS);
        assert!(names.iter().all(|name| name.chars().count() == MAX_CHARS));
    }
}
