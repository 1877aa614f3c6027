//! Files that are dragged onto the window, as the backend hears of them.

use std::path::PathBuf;

use backend::Dragging;
use tauri::{DragDropEvent, PhysicalPosition};

/// What happens, in CSS pixels. `scale` is the window's.
pub(crate) fn of(event: &DragDropEvent, scale: f64) -> Option<Dragging> {
    let at = |position: &PhysicalPosition<f64>| css_pixels(position, scale);
    Some(match event {
        DragDropEvent::Enter { paths, position } => {
            let (x, y) = at(position);
            let paths = files(paths);
            Dragging::Entered { paths, x, y }
        }
        DragDropEvent::Over { position } => {
            let (x, y) = at(position);
            Dragging::Moved { x, y }
        }
        DragDropEvent::Drop { paths, position } => {
            let (x, y) = at(position);
            let paths = files(paths);
            Dragging::Dropped { paths, x, y }
        }
        DragDropEvent::Leave => Dragging::Left,
        _ => return None,
    })
}

/// Whatever its type says, only Windows gives physical pixels: GTK and Cocoa give their own, which are CSS's.
///
/// Source: wry 0.57 `src/{webkitgtk,wkwebview,webview2}/drag_drop.rs`, passed on as they are by tauri-runtime-wry.
fn css_pixels(position: &PhysicalPosition<f64>, scale: f64) -> (f64, f64) {
    let scale = if cfg!(windows) { scale } else { 1.0 };
    (position.x / scale, position.y / scale)
}

/// A dragged link comes as if it were a path.
fn files(paths: &[PathBuf]) -> Vec<PathBuf> {
    let files = paths.iter().filter(|path| path.is_absolute());
    files.cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_no_files_and_what_is_over_the_window_is_in_its_pixels() {
        let paths = ["/home/ada/a.md", "https://example.com/b"].map(PathBuf::from);
        let position = PhysicalPosition::new(40.0, 20.0);
        let dropped = of(
            &DragDropEvent::Drop {
                paths: paths.to_vec(),
                position,
            },
            2.0,
        );
        let (x, y) = if cfg!(windows) {
            (20.0, 10.0)
        } else {
            (40.0, 20.0)
        };
        let paths = vec![PathBuf::from("/home/ada/a.md")];
        assert_eq!(dropped, Some(Dragging::Dropped { paths, x, y }));
    }
}
