//! The instances that the user has named, in `instances.json` beside the settings.

use std::{
    collections::BTreeMap,
    fs, io,
    net::IpAddr,
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use eice::InstanceId;

use crate::{ChosenInstance, IpcError, settings};

/// By workspace id. App and CLI share the file; each reads it at its start and before it writes.
#[derive(Debug)]
pub(crate) struct Choices {
    file: PathBuf,
    /// Held for one look or change only.
    kept: Mutex<BTreeMap<String, ChosenInstance>>,
}

impl Choices {
    /// Reads the file. One that cannot be read is left as it is, and counts as empty until it is written.
    pub(crate) fn load(file: PathBuf) -> Self {
        let kept = read(&file).unwrap_or_else(|error| {
            tracing::warn!(file = %file.display(), %error, "the chosen instances cannot be read");
            BTreeMap::new()
        });
        Self {
            file,
            kept: Mutex::new(kept),
        }
    }

    pub(crate) fn get(&self, workspace: &str) -> Option<ChosenInstance> {
        self.kept().get(workspace).cloned()
    }

    /// The private addresses that were given by hand.
    pub(crate) fn addresses(&self) -> BTreeMap<InstanceId, IpAddr> {
        let kept = self.kept();
        let given = kept.values().filter_map(|choice| {
            let address = choice.private_ip.as_ref()?.parse().ok()?;
            Some((choice.instance_id.parse().ok()?, address))
        });
        given.collect()
    }

    /// Keeps a choice, or forgets it; on an error nothing changes.
    pub(crate) fn set(
        &self,
        workspace: &str,
        choice: Option<ChosenInstance>,
    ) -> Result<(), IpcError> {
        let mut kept = self.kept();
        if kept.get(workspace) == choice.as_ref() {
            return Ok(());
        }
        let mut values = read(&self.file).map_err(|error| {
            settings::invalid(format!(
                "{} cannot be read: {error}; correct or remove it",
                self.file.display()
            ))
        })?;
        match choice {
            Some(choice) => values.insert(workspace.to_owned(), choice),
            None => values.remove(workspace),
        };
        settings::write(&self.file, &values)?;
        *kept = values;
        Ok(())
    }

    fn kept(&self) -> MutexGuard<'_, BTreeMap<String, ChosenInstance>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(file: &std::path::Path) -> io::Result<BTreeMap<String, ChosenInstance>> {
    match fs::read_to_string(file) {
        Ok(text) => serde_json::from_str(&text).map_err(io::Error::other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(instance: &str) -> ChosenInstance {
        ChosenInstance {
            instance_id: instance.to_owned(),
            private_ip: Some("10.20.0.7".to_owned()),
        }
    }

    #[test]
    fn a_choice_outlives_the_app_and_two_of_them_do_not_undo_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("causeway/instances.json");
        let (app, cli) = (Choices::load(file.clone()), Choices::load(file.clone()));
        app.set("a", Some(choice("i-0123abcd"))).unwrap();
        cli.set("b", Some(choice("i-0123abce"))).unwrap();
        let later = Choices::load(file);
        assert_eq!(later.get("a"), Some(choice("i-0123abcd")));
        assert_eq!(later.get("b"), Some(choice("i-0123abce")));
        assert_eq!(later.addresses().len(), 2);
        later.set("a", None).unwrap();
        assert_eq!(later.get("a"), None);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("instances.json");
        fs::write(&file, "{ torn").unwrap();
        let choices = Choices::load(file.clone());
        let error = choices.set("a", Some(choice("i-0123abcd"))).unwrap_err();
        assert!(error.message.contains("instances.json"), "{error}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "{ torn");
    }
}
