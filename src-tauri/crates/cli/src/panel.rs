//! `causeway panel`: opens a panel as the window does, and says what each leg cost.

use std::{
    process::ExitCode,
    sync::{Mutex, PoisonError},
};

use backend::{Backend, IpcError, Leg, OpenPanel, Outcome, PanelEvent};
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use crate::{
    connect::find,
    output::{self, Failure, plain},
};

/// Preloads, then opens the panel `repeat` times.
pub(crate) async fn open(
    backend: &Backend,
    workspace: &str,
    repeat: u64,
    as_json: bool,
) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    if let Err(error) = backend.preload().await {
        // What this concerns says so itself: the list when it is asked for, a leg when it is opened.
        tracing::info!("not everything could be loaded ahead: {error}");
    }
    let preload_ms = milliseconds(started);
    let (workspace_id, row) = find(backend, workspace).await?;
    if as_json {
        output::json(&json!({ "preload_ms": preload_ms }))?;
    }
    let mut all_ok = true;
    for run in 0..repeat {
        let args = OpenPanel {
            workspace_id,
            generation: run + 1,
            legs: Leg::ALL.to_vec(),
        };
        let legs = Mutex::new(Map::new());
        let started = Instant::now();
        let sink = |event: PanelEvent| {
            if event.is_stored() {
                return;
            }
            let (name, leg) = describe(&event);
            let mut legs = legs.lock().unwrap_or_else(PoisonError::into_inner);
            legs.insert(name.to_owned(), leg);
        };
        backend.open_panel(args, sink).await?;
        let total_ms = milliseconds(started);
        let legs = legs.into_inner().unwrap_or_else(PoisonError::into_inner);
        all_ok &= legs.values().all(|leg| leg["ok"] == true);
        if as_json {
            let setups = backend.setups();
            let opening =
                json!({ "run": run, "total_ms": total_ms, "legs": legs, "setups": setups });
            output::json(&opening)?;
        } else {
            print(&row.name, run, total_ms, &legs, backend.setups())?;
        }
    }
    Ok(if all_ok {
        ExitCode::SUCCESS
    } else {
        output::legs_failed()
    })
}

fn describe(event: &PanelEvent) -> (&'static str, Value) {
    let plain = Map::new;
    match event {
        PanelEvent::Workspace { outcome, .. } => ("workspace", leg(outcome, |_| plain())),
        PanelEvent::Model { outcome, .. } => ("model", leg(outcome, |_| plain())),
        PanelEvent::Provider { outcome, .. } => ("provider", leg(outcome, |_| plain())),
        PanelEvent::Config { outcome, .. } => (
            "config",
            leg(outcome, |content| one("bytes", content.version.size_bytes)),
        ),
        PanelEvent::Files { outcome, .. } => (
            "files",
            leg(outcome, |listing| one("entries", listing.entries.len())),
        ),
    }
}

fn leg<T>(outcome: &Outcome<T>, extra: impl Fn(&T) -> Map<String, Value>) -> Value {
    let mut said = Map::new();
    match outcome {
        Outcome::Ok { value, ms, .. } => {
            said.insert("ok".to_owned(), true.into());
            said.insert("ms".to_owned(), rounded(*ms).into());
            said.extend(extra(value));
        }
        // Left out before.
        Outcome::Stored { .. } => {}
        Outcome::NotOffered { .. } => {
            said.insert("ok".to_owned(), true.into());
            said.insert("offered".to_owned(), false.into());
        }
        Outcome::Failed {
            error:
                IpcError {
                    code,
                    message,
                    remedy,
                },
            ms,
        } => {
            said.insert("ok".to_owned(), false.into());
            said.insert("ms".to_owned(), rounded(*ms).into());
            said.insert("code".to_owned(), json!(code));
            said.insert("message".to_owned(), message.clone().into());
            if let Some(remedy) = remedy {
                said.insert("remedy".to_owned(), remedy.clone().into());
            }
        }
    }
    Value::Object(said)
}

fn one(name: &str, value: impl Into<Value>) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value.into())])
}

fn print(
    name: &str,
    run: u64,
    total_ms: f64,
    legs: &Map<String, Value>,
    setups: u64,
) -> Result<(), Failure> {
    output::line(&format!(
        "{}: opening {run} took {total_ms:.1} ms ({setups} set-ups so far)",
        plain(name)
    ))?;
    for (leg, value) in legs {
        let said = match (&value["ok"], &value["offered"]) {
            (Value::Bool(true), Value::Bool(false)) => "not offered by this server".to_owned(),
            (Value::Bool(true), _) => format!("{} ms", value["ms"]),
            _ => format!(
                "{}: {}",
                value["code"],
                plain(value["message"].as_str().unwrap_or(""))
            ),
        };
        output::line(&format!("  {leg:<10} {said}"))?;
        for line in value["remedy"].as_str().unwrap_or_default().lines() {
            output::line(&format!("  {:<10}   {}", "", plain(line)))?;
        }
    }
    Ok(())
}

fn milliseconds(since: Instant) -> f64 {
    rounded(since.elapsed().as_secs_f64() * 1_000.0)
}

/// To the microsecond.
fn rounded(ms: f64) -> f64 {
    (ms * 1_000.0).round() / 1_000.0
}
