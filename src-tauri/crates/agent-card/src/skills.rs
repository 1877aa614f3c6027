//! What an agent can be asked for.

use crate::{
    fields::{Fields, Member},
    findings::Findings,
    view::CardSkill,
};

/// The skills; a text alone is a skill of that name.
pub(crate) fn read(card: &mut Fields<'_>, findings: &mut Findings) -> Vec<CardSkill> {
    let skills = card.take("skills", findings);
    let skills = skills.map(|list| list.items(findings)).unwrap_or_default();
    skills
        .iter()
        .filter_map(|member| skill(member, findings))
        .collect()
}

fn skill(member: &Member<'_>, findings: &mut Findings) -> Option<CardSkill> {
    if member.value.is_string() {
        findings.info(
            "single_for_object",
            &member.pointer,
            "read as the skill's name",
        );
        let name = member.text(findings)?;
        return Some(named(name.clone(), name));
    }
    let mut fields = member.fields(findings)?;
    let named = names(&mut fields, findings);
    let skill = CardSkill {
        description: fields.text("description", findings),
        tags: fields.texts("tags", findings),
        examples: fields.texts("examples", findings),
        input_modes: fields.texts("inputModes", findings),
        output_modes: fields.texts("outputModes", findings),
        ..named
    };
    fields.skip(&["security", "securityRequirements"]);
    fields.finish(findings);
    Some(skill)
}

/// Id and name stand in for each other.
fn names(fields: &mut Fields<'_>, findings: &mut Findings) -> CardSkill {
    let mut present = |name| fields.text(name, findings).filter(|text| !text.is_empty());
    match (present("id"), present("name")) {
        (Some(id), Some(name)) => named(id, name),
        (Some(one), None) | (None, Some(one)) => named(one.clone(), one),
        (None, None) => named(String::new(), String::new()),
    }
}

fn named(id: String, name: String) -> CardSkill {
    CardSkill {
        id,
        name,
        description: None,
        tags: Vec::new(),
        examples: Vec::new(),
        input_modes: Vec::new(),
        output_modes: Vec::new(),
    }
}
