//! What each generation asks for.

use crate::view::{
    CardSeverity::{self, Error, Info, Warning},
    CardShape,
};

/// What a member must hold to count as there. What is not of its kind is lost when the card is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Text,
    /// A list of texts, or one.
    Texts,
    List,
    Object,
}

/// A member that is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    /// The proper name, then others that cards have for it.
    pub(super) names: &'static [&'static str],
    pub(super) kind: Kind,
    /// How bad it is when it is absent.
    pub(super) absent: CardSeverity,
}

/// What is asked of an object within the card, or of each in a list.
#[derive(Debug)]
pub(super) struct Inside {
    pub(super) path: &'static [&'static str],
    pub(super) rules: &'static [Rule],
}

/// What a generation asks for.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) card: &'static [Rule],
    pub(super) inside: &'static [Inside],
    /// How bad it is when anything else stands for an object, such as a skill's name for the skill.
    pub(super) bare: Option<CardSeverity>,
}

const fn rule(names: &'static [&'static str], kind: Kind, absent: CardSeverity) -> Rule {
    Rule {
        names,
        kind,
        absent,
    }
}

const fn text(names: &'static [&'static str], absent: CardSeverity) -> Rule {
    rule(names, Kind::Text, absent)
}

const SKILL: &[Rule] = &[
    text(&["id"], Error),
    text(&["name"], Error),
    text(&["description"], Error),
    rule(&["tags"], Kind::Texts, Error),
];
const PROVIDER: &[Rule] = &[
    text(&["organization", "name"], Error),
    text(&["url"], Error),
];
const SIGNATURE: &[Rule] = &[text(&["protected"], Error), text(&["signature"], Error)];

const V1: Rules = Rules {
    card: &[
        text(&["name"], Error),
        text(&["description"], Error),
        text(&["version"], Error),
        rule(&["supportedInterfaces"], Kind::List, Error),
        rule(&["capabilities"], Kind::Object, Error),
        rule(&["defaultInputModes"], Kind::Texts, Error),
        rule(&["defaultOutputModes"], Kind::Texts, Error),
        rule(&["skills"], Kind::List, Error),
    ],
    inside: &[
        Inside {
            path: &["supportedInterfaces"],
            rules: &[
                text(&["url"], Error),
                text(&["protocolBinding", "protocol", "transport"], Error),
                rule(&["protocolVersion", "protocolVersions"], Kind::Texts, Error),
            ],
        },
        Inside {
            path: &["skills"],
            rules: SKILL,
        },
        Inside {
            path: &["provider"],
            rules: PROVIDER,
        },
        // Not required since v1.0, and of no use without.
        Inside {
            path: &["capabilities", "extensions"],
            rules: &[text(&["uri"], Warning)],
        },
        Inside {
            path: &["signatures"],
            rules: SIGNATURE,
        },
    ],
    bare: Some(Error),
};

const V03: Rules = Rules {
    card: &[
        text(&["name"], Error),
        text(&["description"], Error),
        text(&["version"], Error),
        text(&["url"], Error),
        text(&["protocolVersion"], Error),
        rule(&["capabilities"], Kind::Object, Error),
        rule(&["defaultInputModes"], Kind::Texts, Error),
        rule(&["defaultOutputModes"], Kind::Texts, Error),
        rule(&["skills"], Kind::List, Error),
    ],
    inside: &[
        Inside {
            path: &["additionalInterfaces"],
            rules: &[
                text(&["url"], Error),
                text(&["transport", "protocolBinding", "protocol"], Error),
            ],
        },
        Inside {
            path: &["skills"],
            rules: SKILL,
        },
        Inside {
            path: &["provider"],
            rules: PROVIDER,
        },
        Inside {
            path: &["capabilities", "extensions"],
            rules: &[text(&["uri"], Error)],
        },
        Inside {
            path: &["signatures"],
            rules: SIGNATURE,
        },
    ],
    bare: Some(Error),
};

/// The first releases asked for less, and nothing in a card tells them apart.
const V02: Rules = Rules {
    card: &[
        text(&["name"], Error),
        text(&["description"], Warning),
        text(&["version"], Error),
        text(&["url"], Error),
        rule(&["capabilities"], Kind::Object, Error),
        rule(&["defaultInputModes"], Kind::Texts, Warning),
        rule(&["defaultOutputModes"], Kind::Texts, Warning),
        rule(&["skills"], Kind::List, Error),
    ],
    inside: &[
        Inside {
            path: &["skills"],
            rules: &[
                text(&["id"], Error),
                text(&["name"], Error),
                text(&["description"], Warning),
                rule(&["tags"], Kind::Texts, Warning),
            ],
        },
        Inside {
            path: &["provider"],
            rules: &[text(&["organization", "name"], Warning)],
        },
        Inside {
            path: &["capabilities", "extensions"],
            rules: &[text(&["uri"], Warning)],
        },
    ],
    bare: Some(Error),
};

/// The platform takes any card; without these there is little to show.
const PLATFORM: Rules = Rules {
    card: &[
        text(&["name"], Warning),
        text(&["description"], Info),
        text(&["version"], Info),
        rule(&["skills"], Kind::List, Warning),
    ],
    inside: &[
        Inside {
            path: &["supportedInterfaces"],
            rules: &[
                text(&["url"], Warning),
                text(&["protocol", "protocolBinding", "transport"], Warning),
            ],
        },
        Inside {
            path: &["skills"],
            rules: &[text(&["name", "id"], Warning)],
        },
        Inside {
            path: &["capabilities", "extensions"],
            rules: &[text(&["uri"], Warning)],
        },
    ],
    bare: None,
};

/// The rules of a generation.
pub(super) fn rules(shape: CardShape) -> Option<&'static Rules> {
    match shape {
        CardShape::V1 => Some(&V1),
        CardShape::V03 => Some(&V03),
        CardShape::V02 => Some(&V02),
        CardShape::Platform => Some(&PLATFORM),
        CardShape::NotACard => None,
    }
}
