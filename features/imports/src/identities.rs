//! What makes rows of different files the same matter.

use std::collections::BTreeMap;

use crate::row::ParsedRow;

/// The identity of each row, in order. Two equal rows of one file are two matters,
/// so each carries which of its equals it is.
pub fn identities(rows: &[ParsedRow]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    rows.iter()
        .map(|row| {
            let identity = row.identity();
            let nth = seen.entry(identity.clone()).or_default();
            *nth += 1;
            format!("{identity}\u{1f}{nth}")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;
    use crate::reading::read_register;

    #[test]
    fn equal_rows_of_one_file_are_two_and_the_file_again_is_the_same_two() {
        let text = "日期,渠道,类别,内容\n2011-05-17,来访,咨询,一\n2011-05-17,来访,咨询,一\n";
        let rows = read_register(text.as_bytes(), "a", "2026-09-28".parse().unwrap()).unwrap();
        let first = identities(&rows.good);
        assert_ne!(first[0], first[1]);
        assert_eq!(first, identities(&rows.good));
    }
}
