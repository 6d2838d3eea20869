//! The floor plan: who may know whom.

use std::collections::BTreeMap;
use std::path::Path;

use super::{files, name, read, rooms, root, without_tests};

/// Rooms of a feature from the ground up. A file belongs to the first of these
/// that its path below `src` begins with; any other file is a record.
const FLOORS: &[(&str, usize)] = &[
    ("access", 1),
    ("store", 2),
    ("actions", 3),
    // What several screens show alike.
    ("lines", 3),
    ("pages", 4),
    ("api", 4),
    ("openapi", 4),
    ("rounds", 4),
    ("figures", 4),
    ("panels", 4),
    ("lib", 5),
];

const RECORD: usize = 0;

/// The first folder or file name of a module path.
fn floor_of(module: &str) -> usize {
    FLOORS
        .iter()
        .find(|(room, _)| *room == module)
        .map_or(RECORD, |(_, floor)| *floor)
}

/// `pages/list.rs` stands in room `pages`.
fn room_of(feature: &Path, file: &Path) -> String {
    let below = file.strip_prefix(feature.join("src")).unwrap();
    let first = below.iter().next().unwrap().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The modules of the own crate that a source file names.
fn named_modules(text: &str) -> Vec<String> {
    text.split("crate::")
        .skip(1)
        .flat_map(|rest| match rest.strip_prefix('{') {
            // `use crate::{access, store::list};`
            Some(group) => group
                .split('}')
                .next()
                .unwrap_or_default()
                .split(',')
                .map(|part| part.trim().to_owned())
                .collect(),
            None => vec![rest.to_owned()],
        })
        .map(|path| {
            path.chars()
                .take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_')
                .collect()
        })
        .collect()
}

#[test]
fn in_a_feature_a_lower_room_knows_no_higher_one() {
    let mut wrong = Vec::new();
    for feature in rooms() {
        for file in files(&feature.join("src"), ".rs") {
            let room = room_of(&feature, &file);
            let text = read(&file);
            for module in named_modules(without_tests(&text)) {
                if floor_of(&module) > floor_of(&room) || (module == "pages" && room != "pages") {
                    if room == "lib" {
                        continue;
                    }
                    wrong.push(format!(
                        "{}: `{}` names `{module}`: a lower room may not know a higher one",
                        name(&feature),
                        file.strip_prefix(&feature).unwrap().display()
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_kind_of_work_stands_in_its_room() {
    let mut wrong = Vec::new();
    for feature in rooms() {
        for file in files(&feature.join("src"), ".rs") {
            let room = room_of(&feature, &file);
            let text = read(&file);
            let text = without_tests(&text);
            let mut refuse = |what: &str, allowed: &[&str]| {
                if !allowed.contains(&room.as_str()) {
                    wrong.push(format!(
                        "{} of {} holds {what}",
                        file.strip_prefix(&feature).unwrap().display(),
                        name(&feature)
                    ));
                }
            };
            if [
                "\"SELECT ",
                "\"INSERT ",
                "\"UPDATE ",
                "\"DELETE ",
                "\"WITH ",
            ]
            .iter()
            .any(|sql| text.contains(sql))
            {
                refuse("SQL", &["store"]);
            }
            if text.contains("axum::") {
                refuse("axum", &["pages", "api", "panels", "lib"]);
            }
            if text.contains("askama::") {
                refuse("askama", &["pages", "panels"]);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What each of our crates depends on, as the manifests say.
fn crate_graph() -> BTreeMap<String, Vec<String>> {
    let mut graph = BTreeMap::new();
    let manifests = ["base", "features", "server", "bridges"]
        .iter()
        .flat_map(|folder| files(&root().join(folder), "Cargo.toml"));
    for manifest in manifests {
        let parsed: toml::Table = read(&manifest).parse().unwrap();
        let edges = parsed
            .get("dependencies")
            .and_then(|table| table.as_table())
            .into_iter()
            .flatten()
            .filter_map(|(dependency, _)| dependency.strip_prefix("tongli-"))
            .map(str::to_owned)
            .collect();
        let package = parsed["package"]["name"].as_str().unwrap().to_owned();
        let package = package
            .strip_prefix("tongli-")
            .unwrap_or("server")
            .to_owned();
        graph.insert(package, edges);
    }
    graph
}

/// The block of ARCHITECTURE.md that draws the graph.
fn drawn_graph() -> String {
    let page = read(&root().join("ARCHITECTURE.md"));
    let block = page
        .split_once("```crates\n")
        .expect("ARCHITECTURE.md draws the crates in a block ```crates")
        .1;
    block.split_once("```").unwrap().0.trim().to_owned()
}

fn draw(graph: &str) {
    let path = root().join("ARCHITECTURE.md");
    let page = read(&path);
    let (before, rest) = page.split_once("```crates\n").unwrap();
    let (_, after) = rest.split_once("```").unwrap();
    std::fs::write(path, format!("{before}```crates\n{graph}\n```{after}")).unwrap();
}

#[test]
fn the_crates_depend_as_architecture_md_draws_them() {
    let real: Vec<String> = crate_graph()
        .iter()
        .map(|(package, edges)| format!("{package} <- {}", edges.join(" ")))
        .map(|line| line.trim_end_matches([' ', '<', '-']).to_owned())
        .collect();
    if std::env::var("TONGLI_TEST_ACCEPT").is_ok() {
        draw(&real.join("\n"));
    }
    assert_eq!(
        real.join("\n"),
        drawn_graph(),
        "the picture in ARCHITECTURE.md is not the tree's"
    );
}

#[test]
fn features_depend_only_on_rooms_below_them() {
    let order: Vec<&str> = tongli::features::features()
        .iter()
        .map(|feature| feature.name)
        .collect();
    let graph = crate_graph();
    for (at, room) in order.iter().enumerate() {
        for edge in &graph[*room] {
            if let Some(other) = order.iter().position(|name| name == edge) {
                assert!(
                    other < at,
                    "{room} depends on {edge}, which stands above it"
                );
            }
        }
    }
    let folders: Vec<String> = rooms().iter().map(|room| name(room)).collect();
    for folder in &folders {
        assert!(
            order.contains(&folder.as_str()),
            "features/{folder} is not plugged in"
        );
    }
}
