//! `causeway card`: an agent card from a file or from a workspace, read and checked. Nothing that it names is fetched.

use std::{
    fs,
    io::{self, Read},
    path::Path,
    process::ExitCode,
    time::SystemTime,
};

use backend::{
    Backend, ErrorCode, IpcError, ReadCard,
    agent_card::{
        CardSeverity, CardSignature, CardView, Document, MAX_CARD_BYTES, SignatureVerdict,
        TrustStore, verify,
    },
};
use serde_json::{Value, json};

use crate::{
    args::CardArgs,
    connect::{find, reach_platform},
    output::{self, Failure, plain},
};

/// Prints what the card is. Exit status 0 only without errors in the card and without a signature that is not good.
pub(crate) async fn run(backend: &Backend, asked: CardArgs) -> Result<ExitCode, Failure> {
    let keys = trusted(backend, asked.jwks.as_deref())?;
    let text = match read_file(&asked.card)? {
        Some(text) => text,
        None => read_workspace(backend, &asked.card).await?,
    };
    let document =
        Document::parse(&text).map_err(|error| invalid(format!("the card is {error}")))?;
    let legacy = asked.legacy || backend.read_settings().values.legacy_signatures;
    let signature = verify(&text, &keys, legacy, SystemTime::now());
    let view = document.view();
    if asked.json {
        output::json(&object(&view, &signature))?;
    } else {
        print(&view, &signature)?;
    }
    Ok(if is_good(&view, &signature) {
        ExitCode::SUCCESS
    } else {
        output::legs_failed()
    })
}

fn is_good(view: &CardView, signature: &CardSignature) -> bool {
    let is_error = |severity| matches!(severity, CardSeverity::Error);
    let has_errors = view.notes.iter().any(|note| is_error(note.severity));
    let is_signed_well = match signature.verdict {
        SignatureVerdict::Verified | SignatureVerdict::UnknownKey | SignatureVerdict::Unsigned => {
            true
        }
        SignatureVerdict::Invalid | SignatureVerdict::Unsupported | SignatureVerdict::Malformed => {
            false
        }
    };
    !has_errors && is_signed_well
}

/// The keys of the app, and those of the file.
fn trusted(backend: &Backend, jwks: Option<&Path>) -> Result<TrustStore, Failure> {
    let mut keys = backend.trusted_card_keys()?;
    if let Some(file) = jwks {
        let text = fs::read_to_string(file)
            .map_err(|error| invalid(format!("{} cannot be read: {error}", file.display())))?;
        let more = TrustStore::from_jwks(&text, &file.display().to_string())
            .map_err(|error| invalid(format!("{}: {error}", file.display())))?;
        keys.keys.extend(more.keys);
    }
    Ok(keys)
}

/// `None` when there is no such file. No more is read than a card may have.
fn read_file(card: &str) -> Result<Option<String>, Failure> {
    let unreadable = |error: io::Error| invalid(format!("{card} cannot be read: {error}"));
    let limit = u64::try_from(MAX_CARD_BYTES).unwrap_or(u64::MAX) + 1;
    let mut bytes = Vec::new();
    if card == "-" {
        let read = io::stdin().lock().take(limit).read_to_end(&mut bytes);
        read.map_err(unreadable)?;
    } else if Path::new(card).is_file() {
        let file = fs::File::open(card).map_err(unreadable)?;
        let read = file.take(limit).read_to_end(&mut bytes);
        read.map_err(unreadable)?;
    } else {
        return Ok(None);
    }
    // A text that is cut within a character is too long anyway.
    let text = String::from_utf8(bytes)
        .map_err(|_| invalid("the card is not JSON: it is not UTF-8".to_owned()))?;
    Ok(Some(text))
}

async fn read_workspace(backend: &Backend, wanted: &str) -> Result<String, Failure> {
    reach_platform(backend).await?;
    let (workspace_id, _) = find(backend, wanted).await?;
    let entry = backend.read_card(&ReadCard { workspace_id })?;
    let none = || {
        let message = format!("the platform shows no card of {wanted:?}");
        Failure::from(IpcError::new(ErrorCode::NotFound, message))
    };
    Ok(entry.ok_or_else(none)?.raw)
}

fn invalid(message: String) -> Failure {
    IpcError::new(ErrorCode::InvalidInput, message).into()
}

fn object(view: &CardView, signature: &CardSignature) -> Value {
    json!({
        "shape": view.shape,
        "hybrid": view.hybrid,
        "score": view.score,
        "notes": view.notes,
        "interfaces": view.interfaces,
        "signature": {
            "verdict": signature.verdict,
            "kid": signature.kid,
            "form": signature.form,
            "covered": signature.covered,
        },
    })
}

fn print(view: &CardView, signature: &CardSignature) -> Result<(), Failure> {
    let hybrid = if view.hybrid { ", hybrid" } else { "" };
    output::line(&format!(
        "{}  shape {}{hybrid}, score {}",
        plain(view.name.as_deref().unwrap_or("(no name)")),
        word(&view.shape),
        view.score
    ))?;
    for interface in &view.interfaces {
        let parts = [
            Some(interface.url.as_str()),
            Some(interface.binding.as_str()),
            interface.protocol_version.as_deref(),
            interface.tenant.as_deref(),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().map(plain).collect();
        output::line(&format!("interface  {}", parts.join("  ")))?;
    }
    for note in &view.notes {
        output::line(&format!(
            "{:<7}  {}  {}  {}",
            word(&note.severity),
            plain(&note.code),
            plain(&note.pointer),
            plain(&note.message)
        ))?;
    }
    let verdict = word(&signature.verdict);
    output::line(&format!(
        "signature  {verdict}: {}",
        plain(&signature.message)
    ))?;
    if let Some(form) = &signature.form {
        output::line(&format!("form  {}", word(form)))?;
    }
    for (title, pointers) in [
        ("signed", &signature.covered),
        ("not signed", &signature.uncovered),
    ] {
        if !pointers.is_empty() {
            let pointers: Vec<_> = pointers.iter().map(|pointer| plain(pointer)).collect();
            output::line(&format!("{title}  {}", pointers.join("  ")))?;
        }
    }
    Ok(())
}

/// What the contract calls it.
fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
