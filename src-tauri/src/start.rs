//! What the command line asks for.

/// How the app starts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Start {
    /// `--demo`: connect to the demo fleet instead of the platform of the settings.
    pub demo: bool,
    /// `--open-first`: open the panel of the first workspace that is online, and say so on standard output.
    pub open_first: bool,
}

impl Start {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    ///
    /// A sentence that names the argument that is not known.
    pub fn from_args(args: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut start = Self::default();
        for arg in args {
            match arg.as_str() {
                "--demo" => start.demo = true,
                "--open-first" => start.open_first = true,
                other => {
                    return Err(format!(
                        "{other:?} is not known: there are --demo and --open-first"
                    ));
                }
            }
        }
        Ok(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_argument_is_named() {
        let args = |list: &[&str]| Start::from_args(list.iter().map(|arg| (*arg).to_owned()));
        assert_eq!(
            args(&["--demo"]).unwrap(),
            Start {
                demo: true,
                open_first: false
            }
        );
        assert!(args(&["--demo", "--fast"]).unwrap_err().contains("--fast"));
    }
}
