//! Whatever a room seals, it declares: an undeclared column would keep its old key for
//! ever, and no check would open it.

use std::collections::BTreeSet;

use super::{files, read, rooms, root, without_tests};

/// What the values sealed in a source file are bound to: a text, or a constant of the
/// same file.
fn bound_to(text: &str) -> Vec<&str> {
    let calls = text.split("seal(").skip(1);
    calls
        .filter_map(|rest| {
            let arguments = &rest[..rest.find([';', '?'])?];
            if let Some((_, after)) = arguments.split_once('"') {
                return after.split('"').next();
            }
            let constant = arguments
                .split([',', ' ', '(', ')'])
                .find(|word| word.len() > 1 && word.chars().all(|one| one.is_ascii_uppercase()))?;
            let (_, after) = text.split_once(&format!("const {constant}: &str = \""))?;
            after.split('"').next()
        })
        .filter(|found| is_a_place(found))
        .collect()
}

/// `letters.body`: other functions are called `seal` too.
fn is_a_place(text: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|one| one.is_ascii_lowercase() || one == b'_')
    };
    text.split_once('.')
        .is_some_and(|(table, column)| plain(table) && plain(column))
}

#[test]
fn every_sealed_value_stands_in_a_declared_column() {
    let declared: BTreeSet<&str> = tongli::features::sealed()
        .iter()
        .map(|column| column.bound_to)
        .collect();
    let mut met = BTreeSet::new();
    for room in rooms().into_iter().chain([root().join("base/store")]) {
        for file in files(&room.join("src"), ".rs") {
            let text = read(&file);
            met.extend(
                bound_to(without_tests(&text))
                    .into_iter()
                    .map(str::to_owned),
            );
        }
    }
    let missing: Vec<_> = met
        .iter()
        .filter(|one| !declared.contains(one.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(met.len() > 20, "the search finds them: {met:?}");
}
