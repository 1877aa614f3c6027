//! Who is who.

mod operations;
mod research;
mod storefront;

use super::{Profile, Skill};

/// Every workspace, team by team.
pub(super) fn all() -> impl Iterator<Item = &'static Profile> {
    storefront::TEAM
        .iter()
        .chain(&research::TEAM)
        .chain(&operations::TEAM)
}

/// A skill in one line.
const fn skill(
    slug: &'static str,
    title: &'static str,
    summary: &'static str,
    tags: &'static [&'static str],
) -> Skill {
    Skill {
        slug,
        title,
        summary,
        tags,
    }
}
