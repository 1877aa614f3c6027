//! The runtimes that can be chosen, and the models that each suggests.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::{Backend, IpcError, Template, TemplateModel, clock::now_ms, store::PLATFORM};

/// They change with a new version of the platform.
const GOOD_FOR: Duration = Duration::from_mins(5);
const TEMPLATES: &str = "templates";
/// What the platform takes an empty runtime for.
const DEFAULT_RUNTIME: &str = "langgraph";
const DEFAULT_NAME: &str = "LangGraph (default)";
/// What the platform's own form offers when it cannot ask either.
const FALLBACK: [&str; 7] = [
    "claude-code",
    "crewai",
    "autogen",
    "deepagents",
    "openclaw",
    "hermes",
    "gemini-cli",
];

/// The last answer of a connection.
#[derive(Debug, Default)]
pub(crate) struct Templates {
    /// Held for a look or a change only.
    last: Mutex<Option<(Instant, Vec<Template>)>>,
}

impl Templates {
    fn fresh(&self) -> Option<Vec<Template>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, templates) = last.as_ref()?;
        (at.elapsed() < GOOD_FOR).then(|| templates.clone())
    }

    fn set(&self, templates: Vec<Template>) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some((Instant::now(), templates));
    }
}

impl Backend {
    /// What workspaces are made from, one for each runtime, the default one first. Asked for every five minutes at most; where the
    /// platform does not tell, what it told last, else the runtimes that it is known to have. A runtime that a workspace has already
    /// need not be among them.
    ///
    /// # Errors
    ///
    /// `invalid_input` when no platform is set.
    pub async fn list_templates(&self) -> Result<Vec<Template>, IpcError> {
        let connection = self.connection()?;
        if let Some(templates) = connection.templates.fresh() {
            return Ok(templates);
        }
        let error = match connection.client.templates().await {
            Ok(answer) => {
                let templates = choices(answer);
                connection.templates.set(templates.clone());
                let keep = || {
                    let store = &connection.store;
                    store.keep_last(PLATFORM, TEMPLATES, &templates, now_ms());
                };
                self.while_current(&connection, keep);
                return Ok(templates);
            }
            Err(error) => error,
        };
        tracing::info!("the platform's templates: {error}");
        let seen = connection.store.last::<Vec<Template>>(PLATFORM, TEMPLATES);
        Ok(seen.map_or_else(|| choices(Vec::new()), |seen| seen.value))
    }
}

/// One for each runtime: the one with the most models, of equals the first. The default runtime comes first and has no template of
/// its own.
fn choices(templates: Vec<control_plane::Template>) -> Vec<Template> {
    let mut chosen: Vec<Template> = Vec::new();
    for template in templates {
        let runtime = template.runtime.trim();
        if runtime.is_empty() || runtime == DEFAULT_RUNTIME {
            continue;
        }
        match chosen.iter_mut().find(|known| known.runtime == runtime) {
            Some(known) if known.models.len() >= template.models.len() => {}
            Some(known) => *known = to_template(template),
            None => chosen.push(to_template(template)),
        }
    }
    if chosen.is_empty() {
        chosen.extend(FALLBACK.map(|runtime| bare(runtime, runtime)));
    }
    chosen.insert(0, bare("", DEFAULT_NAME));
    chosen
}

fn bare(runtime: &str, name: &str) -> Template {
    Template {
        id: runtime.to_owned(),
        name: name.to_owned(),
        runtime: runtime.to_owned(),
        model: String::new(),
        models: Vec::new(),
    }
}

fn to_template(template: control_plane::Template) -> Template {
    let runtime = template.runtime.trim().to_owned();
    let name = template.name.trim();
    Template {
        name: if name.is_empty() { &runtime } else { name }.to_owned(),
        id: template.id,
        model: template.model,
        models: template.models.into_iter().map(to_model).collect(),
        runtime,
    }
}

fn to_model(model: control_plane::TemplateModel) -> TemplateModel {
    TemplateModel {
        id: model.id,
        name: Some(model.name).filter(|name| !name.is_empty()),
        required_env: model.required_env,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn template(id: &str, runtime: &str, models: usize) -> control_plane::Template {
        let models: Vec<_> = (0..models)
            .map(|n| json!({ "id": format!("m{n}") }))
            .collect();
        let template = json!({ "id": id, "name": "", "runtime": runtime, "models": models });
        serde_json::from_value(template).unwrap()
    }

    #[test]
    fn each_runtime_is_offered_once_by_the_template_with_the_most_models() {
        let chosen = choices(vec![
            template("a", "hermes", 1),
            template("b", "", 9),
            template("c", "langgraph", 9),
            template("d", "claude-code", 2),
            template("e", "hermes", 3),
            template("f", "claude-code", 2),
        ]);
        let ids: Vec<_> = chosen.iter().map(|template| template.id.as_str()).collect();
        assert_eq!(ids, ["", "e", "d"], "of equals the first stays");
        assert_eq!(chosen[0].name, DEFAULT_NAME);
        assert_eq!(
            chosen[1].name, "hermes",
            "one without a name is called by its runtime"
        );
        assert_eq!(chosen[1].models.len(), 3);
    }

    #[test]
    fn where_nothing_can_be_used_there_are_the_known_runtimes() {
        let chosen = choices(vec![template("b", "langgraph", 9)]);
        let runtimes: Vec<_> = chosen.iter().map(|template| &*template.runtime).collect();
        assert_eq!(runtimes[0], "");
        assert_eq!(runtimes[1..], FALLBACK);
        assert!(chosen.iter().all(|template| template.models.is_empty()));
    }
}
