//! EC2's `GetConsoleOutput`.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;

use super::{form::Form, lists::unknown_instance, shapes::request_id};
use crate::{cloud::Cloud, console, date, faults::Fault};

/// The answer; what the console shows is in base64.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConsoleOutput {
    request_id: String,
    instance_id: String,
    timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
}

/// The console of the instance that was asked for.
pub(super) fn console_output(cloud: &Cloud, form: &Form) -> Result<ConsoleOutput, Fault> {
    let Some(id) = form.get("InstanceId") else {
        let message = "The request must contain the parameter InstanceId";
        return Err(Fault::new(400, "MissingParameter", message));
    };
    let machine = cloud.machines.by_id(id);
    let machine = machine.ok_or_else(|| unknown_instance(id))?;
    Ok(ConsoleOutput {
        request_id: request_id(),
        instance_id: machine.id.clone(),
        timestamp: date::rfc3339_millis(machine.launched),
        output: console::output(&machine).map(|text| STANDARD.encode(text)),
    })
}
