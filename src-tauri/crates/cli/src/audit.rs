//! `causeway audit`: what was done on instances, from the log on this machine.

use backend::{AuditLine, Backend};

use crate::output::{self, Failure, plain};

/// As many fit on a screen.
const LINES: usize = 20;

/// Prints the last `lines`: as they were written, or for people.
pub(crate) fn print(backend: &Backend, as_json: bool, lines: Option<usize>) -> Result<(), Failure> {
    let logged = backend.read_audit()?;
    let wanted = lines.unwrap_or(if as_json { usize::MAX } else { LINES });
    for text in logged.iter().skip(logged.len().saturating_sub(wanted)) {
        if as_json {
            output::line(text)?;
            continue;
        }
        match serde_json::from_str::<AuditLine>(text) {
            Ok(line) => output::line(&plain(&sentence(&line)))?,
            // Of a newer version, or torn.
            Err(_) => output::line(&plain(text))?,
        }
    }
    Ok(())
}

fn sentence(line: &AuditLine) -> String {
    let what = serde_json::to_value(line.what).unwrap_or_default();
    let mut words = vec![
        line.time.clone(),
        format!("{:<13}", what.as_str().unwrap_or_default()),
        line.outcome.clone(),
    ];
    let who = line.os_user.as_deref().unwrap_or("-");
    let instance = line.instance_id.as_deref().unwrap_or("-");
    words.push(format!("{who}@{instance}"));
    words.extend(line.path.clone());
    words.extend(line.to.as_ref().map(|to| format!("-> {to}")));
    words.extend(line.bytes.map(|bytes| format!("{bytes} bytes")));
    let short = |hash: &Option<String>| {
        hash.as_ref()
            .map_or("-".into(), |hash| hash.chars().take(12).collect::<String>())
    };
    if line.sha256_before.is_some() || line.sha256_after.is_some() {
        words.push(format!(
            "{} -> {}",
            short(&line.sha256_before),
            short(&line.sha256_after)
        ));
    }
    words.extend(
        line.endpoint
            .as_ref()
            .map(|endpoint| format!("through {endpoint}")),
    );
    words.extend(line.request_id.as_ref().map(|id| format!("request {id}")));
    words.join("  ")
}
