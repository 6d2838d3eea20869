//! Every sealed column of the house goes with its matter, or is named here as one that
//! no single matter owns: a new one that nobody destroys fails this.

use tongli_retention::{EMPTIED, FORGOTTEN, OF_SUBJECT};

/// Columns of no matter, and those of disputes, which have no end yet.
const NOT_OF_ONE_MATTER: &[&str] = &[
    "destructions.reason",
    "dispute_copies.name",
    "dispute_notices.witness",
    "dispute_seals.theirs",
    "drafts.fields",
    "duty_calls.name",
    "duty_calls.phone",
    // Which list somebody asked for; the file itself is erased after days.
    "exports.filter",
    "idempotency.body",
    "imports.name",
    "privacy_requests.asker",
    "privacy_requests.phone",
];

/// Whether a statement deletes the table's rows or empties the column.
fn takes(sql: &str, table: &str, column: &str) -> bool {
    let words: Vec<&str> = sql
        .split(|letter: char| letter.is_whitespace() || letter == ',')
        .filter(|word| !word.is_empty())
        .collect();
    let of_table = words.get(1) == Some(&table) || words.get(2) == Some(&table);
    let deletes = words.first() == Some(&"DELETE");
    let empties = words.windows(2).any(|pair| pair == [column, "="]);
    of_table && (deletes || empties)
}

#[test]
fn every_sealed_column_goes_with_its_matter() {
    let statements: Vec<&str> = EMPTIED
        .iter()
        .chain(OF_SUBJECT)
        .chain(FORGOTTEN.iter().copied().flatten())
        .copied()
        .collect();
    let mut missing = Vec::new();
    for sealed in tongli::features::sealed() {
        let name = format!("{}.{}", sealed.table, sealed.column);
        let goes = statements
            .iter()
            .any(|sql| takes(sql, sealed.table, sealed.column));
        if !goes && !NOT_OF_ONE_MATTER.contains(&name.as_str()) {
            missing.push(name);
        }
    }
    assert!(missing.is_empty(), "nobody destroys {missing:?}");
}
