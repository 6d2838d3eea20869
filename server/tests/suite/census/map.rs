//! The floor plan: who may know whom.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use syn::visit::Visit;

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
    ("doors", 4),
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

/// The module a file is: `pages/show.rs` is `pages::show`, `lib.rs` the root.
fn module_of(feature: &Path, file: &Path) -> Vec<String> {
    let below = file.strip_prefix(feature.join("src")).unwrap();
    let below = below.to_string_lossy().replace(".rs", "");
    below
        .split('/')
        .filter(|part| !["lib", "mod"].contains(part))
        .map(str::to_owned)
        .collect()
}

/// Collects the top modules of the own crate that a source file names, however the
/// path is written.
struct Named {
    /// The module at hand.
    here: Vec<String>,
    modules: BTreeSet<String>,
}

impl Named {
    fn take(&mut self, path: &[String]) {
        let mut at = match path.first().map(String::as_str) {
            Some("crate") => Vec::new(),
            Some("self" | "super") => self.here.clone(),
            _ => return,
        };
        for part in path {
            match part.as_str() {
                "crate" | "self" => {}
                "super" => {
                    at.pop();
                }
                name => at.push(name.to_owned()),
            }
        }
        self.modules.extend(at.into_iter().next());
    }

    fn take_tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |ident: &syn::Ident| {
            let mut path = before.to_vec();
            path.push(ident.to_string());
            path
        };
        match tree {
            syn::UseTree::Path(path) => self.take_tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.take(&with(&name.ident)),
            syn::UseTree::Rename(name) => self.take(&with(&name.ident)),
            syn::UseTree::Glob(_) => self.take(before),
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.take_tree(before, tree);
                }
            }
        }
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|one| {
        one.path().is_ident("cfg")
            && one
                .parse_args::<syn::Ident>()
                .is_ok_and(|what| what == "test")
    })
}

impl<'ast> Visit<'ast> for Named {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.take_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        self.take(&parts);
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        // Arguments of macros are plain tokens to the parser.
        let text = call.tokens.to_string().replace(' ', "");
        for start in ["crate::", "super::"] {
            for (at, _) in text.match_indices(start) {
                let path: String = text[at..]
                    .chars()
                    .take_while(|letter| letter.is_alphanumeric() || "_:".contains(*letter))
                    .collect();
                let parts: Vec<String> = path.split("::").map(str::to_owned).collect();
                self.take(&parts);
            }
        }
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test(&module.attrs) {
            self.here.push(module.ident.to_string());
            syn::visit::visit_item_mod(self, module);
            self.here.pop();
        }
    }
}

fn named_modules(module: Vec<String>, text: &str) -> BTreeSet<String> {
    let mut named = Named {
        here: module,
        modules: BTreeSet::new(),
    };
    named.visit_file(&syn::parse_file(text).unwrap());
    named.modules
}

#[test]
fn a_module_is_seen_however_its_path_is_written() {
    let text = "use crate::{access::{self, may}, store::{list, read::{one, two}}, pages as p};
        use super::api::answer;
        fn f() { crate::rounds::run(); println!(\"{}\", super::panels::NAME) }
        #[cfg(test)] mod tests { use crate::openapi; }";
    let named = named_modules(vec!["case".to_owned()], text);
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    assert_eq!(
        named,
        ["access", "api", "pages", "panels", "rounds", "store"]
    );
    let deeper = named_modules(vec!["pages".to_owned(), "show".to_owned()], text);
    assert!(deeper.contains("pages") && !deeper.contains("panels"));
}

#[test]
fn in_a_feature_a_lower_room_knows_no_higher_one() {
    let mut wrong = Vec::new();
    for feature in rooms() {
        for file in files(&feature.join("src"), ".rs") {
            let room = room_of(&feature, &file);
            let text = read(&file);
            for module in named_modules(module_of(&feature, &file), &text) {
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

/// A crate of ours by its short name.
fn own(package: &str) -> Option<String> {
    match package {
        "tongli" => Some("server".to_owned()),
        other => other.strip_prefix("tongli-").map(str::to_owned),
    }
}

/// What each of our crates depends on, as the manifests say.
fn crate_graph() -> BTreeMap<String, Vec<String>> {
    let mut graph = BTreeMap::new();
    let manifests = ["base", "features", "server", "testing", "bench", "e2e"]
        .iter()
        .flat_map(|folder| files(&root().join(folder), "Cargo.toml"));
    for manifest in manifests {
        let parsed: toml::Table = read(&manifest).parse().unwrap();
        let edges = parsed
            .get("dependencies")
            .and_then(|table| table.as_table())
            .into_iter()
            .flatten()
            .filter_map(|(dependency, _)| own(dependency))
            .collect();
        let package = own(parsed["package"]["name"].as_str().unwrap()).unwrap();
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

/// Folders below one, without what is built or hidden.
fn folders(path: &Path) -> BTreeSet<String> {
    std::fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && !["target", "data"].contains(&name.as_str()))
        .collect()
}

#[test]
fn the_tree_is_the_one_that_architecture_md_lists() {
    let page = read(&root().join("ARCHITECTURE.md"));
    let listing = page.split("```").nth(1).unwrap();
    let (mut top, mut base) = (BTreeSet::new(), BTreeSet::new());
    for line in listing.lines() {
        let Some(name) = line
            .split_whitespace()
            .find_map(|word| word.strip_suffix('/'))
        else {
            continue;
        };
        if line.starts_with(['├', '└']) {
            base.insert(name.to_owned());
        } else {
            top.insert(name.to_owned());
        }
    }
    assert_eq!(top, folders(&root()));
    assert_eq!(base, folders(&root().join("base")));
}
