//! What a plan says of one table: by which columns its rows are found.

use std::collections::BTreeMap;

use tongli_store::Engine;

/// Columns that halve a table at best: equality on them alone is a walk.
const BROAD: &[&str] = &[
    "tenant",
    "calendar",
    "category",
    "class",
    "confidentiality",
    "digest_kind",
    "from_kind",
    "holder_kind",
    "is_open",
    "kind",
    "purpose",
    "reason",
    "rule",
    "stage",
    "state",
    "subject_kind",
    "to_kind",
    "unsealed",
    "what",
    "why",
];

/// Has something asked row by row, and limits nothing of the statement around it.
const BY_ROW: &str = "LIMIT 1 OFFSET 0";

/// How one step of a plan reaches a table.
#[derive(Debug)]
pub struct Access {
    pub table: String,
    pub step: String,
    /// Columns that must equal something.
    equal: Vec<String>,
    /// Whether the reach is bounded on one side at least.
    ranged: bool,
    /// Whether the rows come in the order of an index.
    by_index: bool,
    /// Whether the plan puts rows in order after they were read.
    sorted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breadth {
    Narrow,
    /// In the order of its key as far as a limit: right unless what is looked for is rare.
    Ordered,
    Walk,
}

impl Access {
    /// A few rows are those that equal something of their own; many may be walked in
    /// order, from a place and no further than a limit.
    pub fn breadth(&self, text: &str) -> Breadth {
        let own = self
            .equal
            .iter()
            .any(|column| !BROAD.contains(&column.as_str()));
        let from_a_place = self.ranged || self.equal.iter().any(|column| column != "tenant");
        let limited = text.replace(BY_ROW, "").contains("LIMIT");
        if own || (from_a_place && limited) {
            Breadth::Narrow
        } else if limited && text.contains("ORDER BY") && !self.sorted && self.by_index {
            Breadth::Ordered
        } else {
            Breadth::Walk
        }
    }

    fn bounded(table: String, step: &str, conditions: &str) -> Access {
        let (mut equal, mut ranged) = (Vec::new(), false);
        for condition in conditions.split(" AND ") {
            let condition = condition.trim_matches(['(', ')', ' ']);
            match condition.split_once('=') {
                Some((column, _)) if !column.ends_with(['<', '>']) => {
                    equal.push(column.trim().to_owned());
                }
                _ if condition.contains(['<', '>']) => ranged = true,
                _ => {}
            }
        }
        Access {
            table,
            step: step.trim().to_owned(),
            equal,
            ranged,
            by_index: step.contains(" USING ") || step.trim().starts_with("Index "),
            sorted: false,
        }
    }
}

/// Every access of a plan.
pub fn read(
    engine: Engine,
    steps: &[String],
    text: &str,
    indexes: &BTreeMap<String, String>,
) -> Vec<Access> {
    let sorted = steps
        .iter()
        .any(|step| step.contains("Sort") || step.contains("TEMP B-TREE FOR"));
    let mut found: Vec<Access> = match engine {
        Engine::Sqlite => steps
            .iter()
            .filter_map(|step| of_sqlite(step, text, indexes))
            .collect(),
        Engine::Postgres => of_postgres(steps, indexes),
    };
    for access in &mut found {
        access.sorted = sorted;
    }
    found
}

/// `SEARCH c USING INDEX cases_stage (tenant=? AND stage=?)`, `SCAN c`.
fn of_sqlite(step: &str, text: &str, indexes: &BTreeMap<String, String>) -> Option<Access> {
    let rest = step
        .strip_prefix("SEARCH ")
        .or_else(|| step.strip_prefix("SCAN "))?;
    if rest.contains("VIRTUAL TABLE") || rest.contains("CONSTANT ROW") {
        return None;
    }
    let alias = rest.split_whitespace().next()?;
    let named = rest
        .split_whitespace()
        .find_map(|word| indexes.get(word).cloned());
    let table = named.or_else(|| table_called(text, alias))?;
    let conditions = step.rfind('(').map_or("", |_| conditions_of(step));
    Some(Access::bounded(table, step, conditions))
}

/// From the first bracket behind the index on.
fn conditions_of(step: &str) -> &str {
    step.split_once(" (").map_or("", |(_, rest)| rest)
}

/// The table that a text calls by this name; nothing where the name is a subquery's.
fn table_called(text: &str, alias: &str) -> Option<String> {
    let words: Vec<&str> = text
        .split(|letter: char| letter.is_whitespace() || letter == ',')
        .map(|word| word.trim_matches(['(', ')']))
        .filter(|word| !word.is_empty())
        .collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let starts = ["FROM", "JOIN", "UPDATE", "INTO"].contains(word);
        let table = words.get(at + 1)?;
        let mut next = words.get(at + 2).copied();
        if next == Some("AS") {
            next = words.get(at + 3).copied();
        }
        let is_it = starts && (*table == alias || next == Some(alias));
        (is_it && *table != "SELECT").then(|| (*table).to_owned())
    })
}

/// `Index Scan using cases_stage on cases c` and its `Index Cond: (…)`.
fn of_postgres(steps: &[String], indexes: &BTreeMap<String, String>) -> Vec<Access> {
    let mut found: Vec<Access> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let plain = step.trim_start_matches([' ', '-', '>']);
        let table = if let Some(rest) = plain.strip_prefix("Seq Scan on ") {
            rest.split_whitespace().next().map(str::to_owned)
        } else if plain.starts_with("Index") && plain.contains(" using ") {
            plain
                .split_once(" on ")
                .and_then(|(_, rest)| rest.split_whitespace().next())
                .map(str::to_owned)
        } else {
            plain
                .strip_prefix("Bitmap Index Scan on ")
                .and_then(|index| indexes.get(index.trim()).cloned())
        };
        let Some(table) = table.filter(|table| indexes.values().any(|known| known == table)) else {
            continue;
        };
        let conditions = steps
            .get(at + 1)
            .and_then(|next| next.trim().strip_prefix("Index Cond: "))
            .unwrap_or("");
        found.push(Access::bounded(table, plain, conditions));
    }
    found
}
