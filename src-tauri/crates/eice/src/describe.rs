//! `DescribeInstances` and `DescribeInstanceConnectEndpoints`: where an instance is and which endpoint leads to it.
//!
//! Endpoint names are taken from the answer, never built: a part of the name cannot be derived.

mod endpoints;
mod instances;

pub use self::{
    endpoints::{AddressType, Endpoint},
    instances::Instance,
};
pub(crate) use self::{
    endpoints::{Named, Names, choose, dns_names, endpoints},
    instances::{instances, tagged},
};
use crate::query::Call;

/// A page limit, so that a server that always has a next page cannot hold us.
const MAX_PAGES: usize = 40;

/// A call with one filter.
fn filtered(action: &'static str, filter: &str, values: Vec<String>) -> Call {
    let mut call = Call {
        action,
        parameters: Vec::new(),
    };
    and_filter(&mut call, 1, filter, values);
    call
}

/// Narrows a call by its `number`-th filter; any of the values will do.
fn and_filter(call: &mut Call, number: usize, filter: &str, values: Vec<String>) {
    let name = (format!("Filter.{number}.Name"), filter.to_owned());
    let values = values
        .into_iter()
        .enumerate()
        .map(|(index, value)| (format!("Filter.{number}.Value.{}", index + 1), value));
    call.parameters.extend(std::iter::once(name).chain(values));
}

/// Asks for the next page; `false` when there is none.
fn turn_page(call: &mut Call, next_token: Option<String>) -> bool {
    call.parameters.retain(|(name, _)| name != "NextToken");
    match next_token.filter(|token| !token.is_empty()) {
        Some(token) => {
            call.parameters.push(("NextToken".to_owned(), token));
            true
        }
        None => false,
    }
}
