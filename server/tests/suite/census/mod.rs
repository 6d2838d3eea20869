//! What must be true of all rooms at once.

mod assembled;
mod destroyed;
mod kept;
mod map;
mod migrations;
mod packages;
mod permissions;
mod plans;
pub mod routes;
mod sealed;
mod texts;
mod words;

use std::path::{Path, PathBuf};

/// The root of the tree.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// Every file below a folder with an ending, in order.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return found;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && name != "node_modules" {
            found.extend(files(&path, ending));
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The folders of all rooms.
pub fn rooms() -> Vec<PathBuf> {
    let mut rooms: Vec<PathBuf> = std::fs::read_dir(root().join("features"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("Cargo.toml").exists())
        .collect();
    rooms.sort();
    rooms
}

pub fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// The text of a source file without its tests.
pub fn without_tests(text: &str) -> &str {
    text.split_once("#[cfg(test)]")
        .map_or(text, |(before, _)| before)
}
