//! Answers in XML.

use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, header::CONTENT_TYPE};
use serde::Serialize;

use crate::faults::Fault;

/// An answer's document.
pub(super) fn to_xml(root: &str, answer: &impl Serialize) -> Result<String, Fault> {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let serializer = quick_xml::se::Serializer::with_root(&mut xml, Some(root));
    match serializer.and_then(|serializer| answer.serialize(serializer)) {
        Ok(_) => Ok(xml),
        Err(error) => {
            tracing::error!(%error, "an answer of the lab is no XML");
            Err(Fault::internal())
        }
    }
}

/// A document that goes out well.
pub(super) fn respond(xml: String) -> Response {
    send(StatusCode::OK, xml)
}

/// An error document with the fault's status.
pub(super) fn respond_error(fault: &Fault, root: &str, document: &impl Serialize) -> Response {
    match to_xml(root, document) {
        Ok(xml) => send(fault.status(), xml),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn send(status: StatusCode, xml: String) -> Response {
    (status, [(CONTENT_TYPE, "text/xml;charset=UTF-8")], xml).into_response()
}
