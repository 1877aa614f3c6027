//! The parameters of a Query request: flat names with numbered lists in them.

/// What was posted.
#[derive(Debug)]
pub(super) struct Form(Vec<(String, String)>);

/// One `Filter.N`: an item must have one of the values.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) name: String,
    pub(super) values: Vec<String>,
}

impl Form {
    /// Reads a form's body.
    pub(super) fn parse(body: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(body).into_owned().collect())
    }

    /// The value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The values of `name.1`, `name.2`, … in the order in which they were sent.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let numbered = |key: &str| {
            let number = key.strip_prefix(name)?.strip_prefix('.')?;
            number
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then_some(())
        };
        let found = self.0.iter().filter(|(key, _)| numbered(key).is_some());
        found.map(|(_, value)| value.clone()).collect()
    }

    /// All filters.
    pub(super) fn filters(&self) -> Vec<Filter> {
        let names = self.0.iter().filter_map(|(key, name)| {
            let number = key.strip_prefix("Filter.")?.strip_suffix(".Name")?;
            Some((number, name))
        });
        names
            .map(|(number, name)| Filter {
                name: name.clone(),
                values: self.list(&format!("Filter.{number}.Value")),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_keep_their_values_apart() {
        let form = Form::parse(
            b"Action=DescribeInstances&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1\
              &Filter.2.Name=state&Filter.2.Value.1=a&Filter.2.Value.2=b+c&InstanceId.1=i-1",
        );
        let filter = |name: &str, values: &[&str]| Filter {
            name: name.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        let expected = [filter("vpc-id", &["vpc-1"]), filter("state", &["a", "b c"])];
        assert_eq!(form.filters(), expected);
        assert_eq!(form.list("InstanceId"), ["i-1"]);
        assert_eq!(form.list("Filter"), Vec::<String>::new());
    }
}
