//! EC2's lists: what is asked for, filtered, and cut into pages.

use super::{
    endpoint_items::{endpoint_values, endpoints},
    form::Form,
    instance_items::{instance_item, instance_values, reservation},
    shapes::{Endpoints, Instances, Set, request_id},
};
use crate::{cloud::Cloud, faults::Fault};

/// Where a page begins is all that its token says.
const TOKEN: &str = "page-";

/// The instances that were asked for.
pub(super) fn describe_instances(cloud: &Cloud, form: &Form) -> Result<Instances, Fault> {
    let ids = form.list("InstanceId");
    if !ids.is_empty() && form.get("MaxResults").is_some() {
        let message = "The parameter instancesSet cannot be used with the parameter maxResults";
        return Err(Fault::new(400, "InvalidParameterCombination", message));
    }
    if let Some(unknown) = ids.iter().find(|id| cloud.machines.by_id(id).is_none()) {
        return Err(unknown_instance(unknown));
    }
    let mut found = Vec::new();
    for machine in cloud.machines.all() {
        let asked = ids.is_empty() || ids.contains(&machine.id);
        let item = instance_item(cloud, &machine);
        if asked && matches(form, |name| instance_values(&item, name))? {
            found.push(reservation(&machine, item));
        }
    }
    let (item, next_token) = page(found, cloud, form)?;
    Ok(Instances {
        request_id: request_id(),
        reservation_set: Set { item },
        next_token,
    })
}

/// The endpoints that were asked for.
pub(super) fn describe_endpoints(cloud: &Cloud, form: &Form) -> Result<Endpoints, Fault> {
    let ids = form.list("InstanceConnectEndpointId");
    let all = endpoints(cloud);
    let unknown = ids.iter().find(|id| {
        !all.iter()
            .any(|endpoint| endpoint.instance_connect_endpoint_id == **id)
    });
    if let Some(id) = unknown {
        let message = format!("The instance connect endpoint ID '{id}' does not exist.");
        return Err(Fault::new(
            400,
            "InvalidInstanceConnectEndpointId.NotFound",
            &message,
        ));
    }
    let mut found = Vec::new();
    for endpoint in all {
        let asked = ids.is_empty() || ids.contains(&endpoint.instance_connect_endpoint_id);
        if asked && matches(form, |name| endpoint_values(&endpoint, name))? {
            found.push(endpoint);
        }
    }
    let (item, next_token) = page(found, cloud, form)?;
    Ok(Endpoints {
        request_id: request_id(),
        instance_connect_endpoint_set: Set { item },
        next_token,
    })
}

/// Whether an item passes all filters: of each, one value must match one of the item's. `values`
/// knows the item's values by a filter's name.
fn matches(form: &Form, values: impl Fn(&str) -> Option<Vec<String>>) -> Result<bool, Fault> {
    let mut passes = true;
    for filter in form.filters() {
        let Some(values) = values(&filter.name) else {
            let message = format!("The filter '{}' is invalid", filter.name);
            return Err(Fault::new(400, "InvalidParameterValue", &message));
        };
        let matched = |pattern: &String| values.iter().any(|value| like(pattern, value));
        passes &= filter.values.iter().any(matched);
    }
    Ok(passes)
}

/// Whether a filter's value stands for `text`: `*` is any number of characters and `?` is one.
/// Source: "List and filter using the CLI and API" of EC2's user guide.
fn like(pattern: &str, text: &str) -> bool {
    let mut pattern_left = pattern.chars();
    let mut text_left = text.chars();
    match pattern_left.next() {
        None => text.is_empty(),
        Some('*') => {
            let rest = pattern_left.as_str();
            let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.any(|at| text.get(at..).is_some_and(|text| like(rest, text)))
        }
        Some(wanted) => {
            let fits = |found| wanted == '?' || wanted == found;
            text_left.next().is_some_and(fits) && like(pattern_left.as_str(), text_left.as_str())
        }
    }
}

/// One page of a list and the token of the next one.
fn page<T>(all: Vec<T>, cloud: &Cloud, form: &Form) -> Result<(Vec<T>, Option<String>), Fault> {
    let number = |name| form.get(name).map(str::parse::<usize>).transpose();
    let wrong = |name: &str| {
        let message = format!("The value of {name} is not valid.");
        Fault::new(400, "InvalidParameterValue", &message)
    };
    let size = number("MaxResults")
        .map_err(|_| wrong("MaxResults"))?
        .unwrap_or(usize::MAX);
    let size = size.min(cloud.page_size()).max(1);
    let start = form
        .get("NextToken")
        .map(|token| token.strip_prefix(TOKEN)?.parse().ok());
    let start: usize = match start {
        None => 0,
        Some(start) => start.ok_or_else(|| wrong("NextToken"))?,
    };
    let end = start.saturating_add(size);
    let next = (end < all.len()).then(|| format!("{TOKEN}{end}"));
    Ok((all.into_iter().skip(start).take(size).collect(), next))
}

/// No instance has this id.
pub(super) fn unknown_instance(id: &str) -> Fault {
    let well_formed = id.strip_prefix("i-").is_some_and(|digits| {
        matches!(digits.len(), 8 | 17) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    if well_formed {
        let message = format!("The instance ID '{id}' does not exist");
        return Fault::new(400, "InvalidInstanceID.NotFound", &message);
    }
    Fault::new(
        400,
        "InvalidInstanceID.Malformed",
        &format!("Invalid id: \"{id}\""),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filters_value_may_have_wildcards() {
        for (pattern, text) in [
            ("a", "a"),
            ("", ""),
            ("*", ""),
            ("a*c", "abbc"),
            ("?b*", "ab"),
        ] {
            assert!(like(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", "A"), ("", "a"), ("?", ""), ("a*c", "ab"), ("b", "ab")] {
            assert!(!like(pattern, text), "{pattern} {text}");
        }
    }
}
