//! What a workspace is called on a command line.

use std::collections::HashMap;

use crate::{Workspace, WorkspaceId};

/// As long as a label of a host name.
const LONGEST: usize = 63;
/// How much of an id tells namesakes apart.
const DIGITS: usize = 8;

/// A name for each of `workspaces`, in their order: lower case letters, digits and dashes, and no two alike. Namesakes all get the
/// first digits of their ids, so that none depends on the order.
pub(super) fn of(workspaces: &[Workspace]) -> Vec<String> {
    let slugs: Vec<_> = workspaces.iter().map(|one| slug(&one.name)).collect();
    let names = apart(&slugs, workspaces, |slug, id| {
        let digits: String = id.chars().take(DIGITS).collect();
        format!("{slug}-{digits}").trim_matches('-').to_owned()
    });
    // Somebody is called like another one's name with digits.
    apart(&names, workspaces, |_, id| id.to_owned())
}

/// `names`, with `other` in the place of those that cannot be told apart.
fn apart(
    names: &[String],
    workspaces: &[Workspace],
    other: impl Fn(&str, &str) -> String,
) -> Vec<String> {
    let mut bearers: HashMap<&str, usize> = HashMap::new();
    for name in names {
        *bearers.entry(name).or_default() += 1;
    }
    let all = names.iter().zip(workspaces);
    all.map(|(name, workspace)| {
        let is_unique = bearers.get(name.as_str()) == Some(&1);
        let means_another = name.parse::<WorkspaceId>().is_ok() && *name != workspace.id;
        if is_unique && !means_another && !name.is_empty() && name != "localhost" {
            name.clone()
        } else {
            other(name, &workspace.id)
        }
    })
    .collect()
}

fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(LONGEST);
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "7f0c1f7e-9a2b-4a0e-8c1d-2f5c0a9b1e11";
    const OTHER_ID: &str = "11111111-9a2b-4a0e-8c1d-2f5c0a9b1e11";

    fn names(of_workspaces: &[(&str, &str)]) -> Vec<String> {
        let workspace = |&(name, id): &(&str, &str)| Workspace {
            id: id.to_owned(),
            name: name.to_owned(),
            ..Workspace::default()
        };
        let workspaces: Vec<_> = of_workspaces.iter().map(workspace).collect();
        of(&workspaces)
    }

    #[test]
    fn a_name_becomes_lower_case_letters_digits_and_dashes() {
        assert_eq!(names(&[("Research  Lead", ID)]), ["research-lead"]);
        assert_eq!(names(&[("-*?! Ops_2\n%h", ID)]), ["ops-2-h"]);
    }

    #[test]
    fn namesakes_all_get_the_first_digits_of_their_ids() {
        assert_eq!(
            names(&[("Ops", ID), ("OPS!", OTHER_ID)]),
            ["ops-7f0c1f7e", "ops-11111111"]
        );
    }

    #[test]
    fn a_name_without_a_letter_or_that_means_something_else_is_told_by_its_id() {
        assert_eq!(
            names(&[("☃", ID), ("localhost", OTHER_ID)]),
            ["7f0c1f7e", "localhost-11111111"]
        );
        let impostor = names(&[(ID, OTHER_ID)]);
        assert_eq!(impostor, [format!("{ID}-11111111")]);
    }

    #[test]
    fn no_two_are_alike_whatever_they_are_called() {
        let all = names(&[("a", ID), ("a", OTHER_ID), ("a-7f0c1f7e", OTHER_ID)]);
        assert_eq!(all[0], ID);
        assert_eq!(all[1], "a-11111111");
    }
}
