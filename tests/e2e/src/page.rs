//! What is on the screen, found by test id, and what a user's hands do to it.

use std::{fs, path::PathBuf};

use fantoccini::{
    Client, Locator,
    actions::{InputSource as _, KeyAction, KeyActions},
    elements::Element,
    key::Key,
};
use serde_json::{Value, json};

use crate::{
    Outcome,
    app::target_folder,
    wait::{DEADLINE, until},
};

/// The lines of an editor. `CodeMirror` keeps them apart in elements, without their line breaks.
const LINES: &str = "const lines = document.querySelectorAll(arguments[0] + ' .cm-line');
    return [...lines].map((line) => line.textContent).join('\\n');";
/// A screenshot waits for the next time that the webview paints, and a page that is at rest paints only when its clock
/// ticks. A dot that nobody can see keeps it painting.
const KEEP_PAINTING: &str = "const dot = document.createElement('i');
    dot.id = 'keep-painting';
    dot.style.cssText = 'position:fixed;width:1px;height:1px;bottom:0;left:0';
    document.body.append(dot);
    let count = 0;
    const paint = () => {
        if (!dot.isConnected) return;
        dot.style.background = `rgba(0, 0, 0, ${(count++ % 2) / 255})`;
        requestAnimationFrame(paint);
    };
    paint();";
const STOP_PAINTING: &str = "document.getElementById('keep-painting').remove();";
/// Ends when what was changed before is on the screen.
const PAINTED: &str = "const done = arguments[0];
    requestAnimationFrame(() => requestAnimationFrame(() => done(null)));";
const FOCUSED_TEXT: &str = "return document.activeElement?.textContent ?? '';";
const FOCUSED_NODE: &str = "return document.activeElement?.getAttribute('data-id') ?? null;";

/// The window's page.
#[derive(Clone, Debug)]
pub struct Page {
    client: Client,
}

impl Page {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// Waits for the element with this test id.
    pub async fn element(&self, test_id: &str) -> Outcome<Element> {
        let selector = selector(test_id);
        let wait = self.client.wait().at_most(DEADLINE);
        let found = wait.for_element(Locator::Css(&selector)).await;
        Ok(found.map_err(|error| format!("nothing with test id {test_id:?}: {error}"))?)
    }

    /// Waits for the element, and clicks it as soon as it can be.
    pub async fn click(&self, test_id: &str) -> Outcome<()> {
        let element = self.element(test_id).await?;
        until(&format!("{test_id:?} can be clicked"), async || {
            Ok(element.is_enabled().await?.then_some(()))
        })
        .await?;
        Ok(element.click().await?)
    }

    /// Waits for the element, and reads it as it is shown.
    pub async fn text(&self, test_id: &str) -> Outcome<String> {
        Ok(self.element(test_id).await?.text().await?)
    }

    /// Whether there is such an element now.
    pub async fn has(&self, test_id: &str) -> Outcome<bool> {
        let selector = selector(test_id);
        Ok(!self
            .client
            .find_all(Locator::Css(&selector))
            .await?
            .is_empty())
    }

    /// Waits until there is no such element any more.
    pub async fn gone(&self, test_id: &str) -> Outcome<()> {
        until(&format!("{test_id:?} goes away"), async || {
            Ok((!self.has(test_id).await?).then_some(()))
        })
        .await
    }

    /// Waits until an editor shows this text.
    pub async fn editor_shows(&self, test_id: &str, expected: &str) -> Outcome<()> {
        self.element(test_id).await?;
        until(&format!("{test_id:?} shows {expected:?}"), async || {
            Ok((self.editor_text(test_id).await? == expected).then_some(()))
        })
        .await
    }

    /// The text that an editor shows.
    async fn editor_text(&self, test_id: &str) -> Outcome<String> {
        let text = self
            .client
            .execute(LINES, vec![json!(selector(test_id))])
            .await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Puts the cursor into an editor, before its first character.
    pub async fn enter_editor(&self, test_id: &str) -> Outcome<()> {
        let content = format!("{} .cm-content", selector(test_id));
        self.client
            .find(Locator::Css(&content))
            .await?
            .click()
            .await?;
        self.press(&[Key::Control, Key::Home]).await
    }

    /// Presses keys together, and lets go of them.
    pub async fn press(&self, keys: &[Key]) -> Outcome<()> {
        let keys = keys.iter().map(|key| char::from(*key));
        let down = keys.clone().map(|value| KeyAction::Down { value });
        let up = keys.rev().map(|value| KeyAction::Up { value });
        self.perform(down.chain(up)).await
    }

    /// Types a text, key by key.
    pub async fn type_text(&self, text: &str) -> Outcome<()> {
        let key = |typed| {
            if typed == '\n' {
                char::from(Key::Enter)
            } else {
                typed
            }
        };
        let both = |value| [KeyAction::Down { value }, KeyAction::Up { value }];
        self.perform(text.chars().map(key).flat_map(both)).await
    }

    /// The id of the workspace whose node has the keyboard.
    pub async fn focused_node(&self) -> Outcome<Option<String>> {
        let id = self.client.execute(FOCUSED_NODE, Vec::new()).await?;
        Ok(id.as_str().map(str::to_owned))
    }

    /// The text of what has the keyboard.
    pub async fn focused_text(&self) -> Outcome<String> {
        let text = self.client.execute(FOCUSED_TEXT, Vec::new()).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a script in the page, and answers what it returns.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Outcome<Value> {
        Ok(self.client.execute(script, arguments).await?)
    }

    /// Keeps a picture of the window among the build's artefacts.
    pub async fn keep_picture(&self, name: &str) -> Outcome<PathBuf> {
        self.client.execute_async(PAINTED, Vec::new()).await?;
        self.client.execute(KEEP_PAINTING, Vec::new()).await?;
        let picture = self.client.screenshot().await?;
        self.client.execute(STOP_PAINTING, Vec::new()).await?;
        let folder = target_folder()?.join("artifacts");
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}.png"));
        fs::write(&path, picture)?;
        Ok(path)
    }

    async fn perform(&self, actions: impl Iterator<Item = KeyAction>) -> Outcome<()> {
        let keyboard = KeyActions::new("keyboard".to_owned());
        let all = actions.fold(keyboard, KeyActions::then);
        Ok(self.client.perform_actions(all).await?)
    }
}

/// Panels that were open before wait behind the open one, inert: nobody sees them.
fn selector(test_id: &str) -> String {
    format!("[data-testid=\"{test_id}\"]:not([inert] *)")
}
