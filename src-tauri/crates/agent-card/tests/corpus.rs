//! Cards collected from public places, which are not part of this repository: `CAUSEWAY_CARD_CORPUS` names their folder.
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::{env, fs, path::PathBuf, time::SystemTime};

use agent_card::{TrustStore, pretty, verify, view};
use serde_json::Value;

#[test]
fn collected_cards_have_the_shape_that_people_gave_them() {
    let Some(folder) = env::var_os("CAUSEWAY_CARD_CORPUS").map(PathBuf::from) else {
        eprintln!("skipped: CAUSEWAY_CARD_CORPUS is not set");
        return;
    };
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    let manifest: Value = serde_json::from_slice(&read("manifest.json")).unwrap();
    let cards = manifest["cards"].as_array().unwrap();
    let mut wrong = Vec::new();
    for card in cards {
        let (name, expected) = (
            card["file"].as_str().unwrap(),
            card["shape"].as_str().unwrap(),
        );
        let Ok(raw) = serde_json::from_slice::<Value>(&read(name)) else {
            assert_eq!(expected, "invalid", "{name} should be JSON");
            continue;
        };
        let view = view(&raw);
        let shape = serde_json::to_value(view.shape).unwrap();
        let expected = expected.replace('-', "_");
        if !matches!(&*expected, "odd" | "fragment") && shape != *expected {
            wrong.push(format!(
                "{name}: {shape}, not {expected}, with a score of {}",
                view.score
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(cards.len() > 10, "the manifest names the cards");
}

#[test]
fn no_file_of_the_collection_is_too_odd_to_be_shown() {
    let Some(folder) = env::var_os("CAUSEWAY_CARD_CORPUS").map(PathBuf::from) else {
        eprintln!("skipped: CAUSEWAY_CARD_CORPUS is not set");
        return;
    };
    let mut shown = 0;
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(raw) = serde_json::from_slice::<Value>(&fs::read(&path).unwrap()) {
                assert!(view(&raw).score <= 100, "{}", path.display());
                let text = fs::read_to_string(&path).unwrap();
                let squeezed = |text: &str| text.split_ascii_whitespace().collect::<String>();
                let laid_out = pretty(&text);
                assert_eq!(
                    squeezed(&laid_out),
                    squeezed(&text),
                    "byte for byte but for white space: {}",
                    path.display()
                );
                // None of these signs anything by a key of the user's.
                let found = verify(&text, &TrustStore::default(), true, SystemTime::now());
                assert!(found.covered.is_empty(), "{}", path.display());
                shown += 1;
            }
        }
    }
    assert!(shown > 10, "only {shown} files");
}
