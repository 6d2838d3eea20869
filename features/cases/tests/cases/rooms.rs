//! Within this crate a lower room never knows a higher one.

use std::path::{Path, PathBuf};

fn files(under: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![under.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn statements_stand_in_the_store_and_pages_know_the_web() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in files(&root) {
        let room = path.strip_prefix(&root).unwrap().display().to_string();
        let text = std::fs::read_to_string(&path).unwrap();
        let in_store = room.starts_with("store");
        let in_web = ["pages", "api", "panels", "lib"]
            .iter()
            .any(|one| room.starts_with(one));
        for word in ["SELECT ", "INSERT INTO", "UPDATE cases", "DELETE FROM"] {
            assert!(in_store || !text.contains(word), "{room} holds a statement");
        }
        assert!(in_web || !text.contains("axum::"), "{room} knows axum");
        let in_pages = room.starts_with("pages") || room.starts_with("panels");
        assert!(in_pages || !text.contains("askama"), "{room} knows askama");
    }
}

#[test]
fn the_rules_know_no_database_and_no_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for room in [
        "case.rs",
        "change.rs",
        "search.rs",
        "life.rs",
        "registration.rs",
        "access.rs",
    ] {
        let text = std::fs::read_to_string(root.join(room)).unwrap();
        for higher in [
            "crate::store",
            "crate::actions",
            "crate::pages",
            "crate::api",
        ] {
            assert!(!text.contains(higher), "{room} knows {higher}");
        }
    }
}
