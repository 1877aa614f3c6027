//! Whether a config.yaml can be read at all.

use saphyr_parser::{Event, Parser};

use crate::{ErrorCode, IpcError};

/// An agent that cannot read its config.yaml does not start, so such a file is never written.
///
/// # Errors
///
/// `invalid_yaml` with the line, for text that is not YAML, not UTF-8, or not a mapping.
pub(crate) fn check(content: &[u8]) -> Result<(), IpcError> {
    let invalid = |what: String| {
        IpcError::new(
            ErrorCode::InvalidYaml,
            format!("config.yaml was not written: {what}"),
        )
    };
    let text = std::str::from_utf8(content).map_err(|_| invalid("it is not UTF-8".to_owned()))?;
    let mut is_mapping = None;
    for event in Parser::new_from_str(text) {
        let (event, _) = event.map_err(|error| {
            let line = error.marker().line();
            invalid(format!(
                "line {line}: {}; correct it and save again",
                error.info()
            ))
        })?;
        let is_node = matches!(
            event,
            Event::MappingStart(..)
                | Event::SequenceStart(..)
                | Event::Scalar(..)
                | Event::Alias(_)
        );
        if is_node && is_mapping.is_none() {
            is_mapping = Some(matches!(event, Event::MappingStart(..)));
        }
    }
    match is_mapping {
        Some(true) => Ok(()),
        _ => Err(invalid(
            "it must be a mapping such as `name: my-agent`".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_that_an_agent_could_read_passes_and_other_text_names_its_line() {
        check(b"# comment\nname: a\nenv: {required: [A]}\nprompt: |\n  two\n  lines\n").unwrap();
        let error = check(b"name: a\nmodels: id: b\n").unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidYaml);
        assert!(error.message.contains("line 2"), "{}", error.message);
        for bad in [
            &b"just words"[..],
            b"- a\n- b\n",
            b"",
            b"# only a comment\n",
            b"a: \xff",
        ] {
            assert!(check(bad).is_err(), "{bad:?} should be refused");
        }
    }
}
