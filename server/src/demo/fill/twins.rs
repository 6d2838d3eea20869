//! Twins of matters that were lived: the same people on the same days with the same
//! words, under other numbers, each chain of history bound anew. Living a year takes as
//! long as its verbs do; where very many matters are wished for, twins stand in.

use std::borrow::Cow;
use std::collections::BTreeMap;

use tongli_kernel::{Fault, IdMint, Tenant};
use tongli_store::carry::Table;
use tongli_store::history::bind_copies;
use tongli_store::{Value, sha256};

/// An id has at least so many digits.
const DIGITS_OF_AN_ID: usize = 15;

/// What the matters of a batch left, as it has to be told to make twins of it.
pub struct Lived<'a> {
    pub tables: &'a [Table],
    pub rows: &'a [Vec<Vec<Value>>],
    /// Made the ids of the batch.
    pub mint: &'a IdMint,
    /// The last number of each series.
    series: BTreeMap<String, i64>,
}

impl<'a> Lived<'a> {
    pub fn of(
        tables: &'a [Table],
        rows: &'a [Vec<Vec<Value>>],
        mint: &'a IdMint,
    ) -> Result<Lived<'a>, Fault> {
        let mut series = BTreeMap::new();
        for (table, rows) in tables.iter().zip(rows) {
            if table.name != "number_blocks" {
                continue;
            }
            for row in rows {
                let name = table.value(row, "series")?.text().unwrap_or_default();
                let last = table.value(row, "last")?.number().unwrap_or_default();
                let known = series.entry(name.to_owned()).or_insert(last);
                *known = last.max(*known);
            }
        }
        Ok(Lived {
            tables,
            rows,
            mint,
            series,
        })
    }

    /// The rows of the `nth` twins, from 1 and below 1,000: everything of a life
    /// happens on a whole second, so that ids of these milliseconds are free.
    pub fn twins(&self, tenant: Tenant, nth: i64) -> Result<Vec<Vec<Vec<Value>>>, Fault> {
        let mut all: Vec<Vec<Vec<Value>>> = self
            .rows
            .iter()
            .map(|rows| rows.iter().map(|row| self.twin(row, nth)).collect())
            .collect();
        let (mut history, mut heads) = (None, None);
        for (table, rows) in self.tables.iter().zip(&mut all) {
            match table.name.as_str() {
                "number_blocks" => self.number(table, rows, nth)?,
                // A code that nobody has: the twin's receipt was never printed.
                "tokens" => other_codes(table, rows, nth)?,
                "history" => history = Some((table, rows.as_mut_slice())),
                "history_heads" => heads = Some((table, rows.as_mut_slice())),
                _ => {}
            }
        }
        if let (Some(history), Some(heads)) = (history, heads) {
            bind_copies(tenant, history, heads)?;
        }
        Ok(all)
    }

    fn twin(&self, row: &[Value], nth: i64) -> Vec<Value> {
        let told = row.iter().map(|value| match value {
            Value::Int(Some(number)) => Value::Int(Some(self.id(*number, nth))),
            Value::Text(Some(text)) => Value::Text(Some(self.text(text, nth).into_owned())),
            nothing => nothing.clone(),
        });
        told.collect()
    }

    /// The id of the same record of the twin; other numbers stay.
    pub fn id(&self, number: i64, nth: i64) -> i64 {
        if self.mint.is_own(number) {
            IdMint::later(number, nth)
        } else {
            number
        }
    }

    /// A text with the numbers and ids of the twin in place of those of the matter.
    fn text<'t>(&self, text: &'t str, nth: i64) -> Cow<'t, str> {
        let mut made: Option<String> = None;
        let mut kept = 0;
        for (from, digits) in runs(text) {
            let before = text.get(..from).unwrap_or_default();
            let after = text.get(from + digits.len()..).unwrap_or_default();
            let letter = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_alphabetic());
            // Within a digest or what is sealed digits are no id.
            let apart = !letter(before.chars().next_back()) && !letter(after.chars().next());
            let other = if digits.len() >= DIGITS_OF_AN_ID && !apart {
                None
            } else if digits.len() >= DIGITS_OF_AN_ID {
                let id = digits.parse().ok().map(|id| (id, self.id(id, nth)));
                id.filter(|(own, twin)| own != twin)
                    .map(|(_, twin)| twin.to_string())
            } else {
                self.numbered(before, digits, nth)
            };
            if let Some(other) = other {
                let made = made.get_or_insert_default();
                made.push_str(text.get(kept..from).unwrap_or_default());
                made.push_str(&other);
                kept = from + digits.len();
            }
        }
        match made {
            Some(mut made) => {
                made.push_str(text.get(kept..).unwrap_or_default());
                Cow::Owned(made)
            }
            None => Cow::Borrowed(text),
        }
    }

    /// The number of the twin, where these digits end one.
    fn numbered(&self, before: &str, digits: &str, nth: i64) -> Option<String> {
        let before = before.strip_suffix('-')?;
        let (_, last) = self
            .series
            .iter()
            .find(|(series, _)| before.ends_with(series.as_str()))?;
        let number: i64 = digits.parse().ok()?;
        Some(format!("{:04}", number + last * nth))
    }

    fn number(&self, table: &Table, rows: &mut [Vec<Value>], nth: i64) -> Result<(), Fault> {
        for row in rows {
            let series = table.value(row, "series")?.text().unwrap_or_default();
            let by = self.series.get(series).copied().unwrap_or_default() * nth;
            for column in ["first", "last"] {
                let number = table.value(row, column)?.number().unwrap_or_default();
                table.set(row, column, Value::Int(Some(number + by)))?;
            }
        }
        Ok(())
    }
}

fn other_codes(table: &Table, rows: &mut [Vec<Value>], nth: i64) -> Result<(), Fault> {
    for row in rows {
        let hash = table.value(row, "hash")?.text().unwrap_or_default();
        let other = sha256(format!("{hash} {nth}").as_bytes());
        table.set(row, "hash", Value::Text(Some(other)))?;
    }
    Ok(())
}

/// Where digits stand together, and which.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let from = at + rest.find(|one: char| one.is_ascii_digit())?;
        let rest = text.get(from..)?;
        let long = rest
            .find(|one: char| !one.is_ascii_digit())
            .unwrap_or(rest.len());
        at = from + long;
        Some((from, rest.get(..long)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_ids_in_a_text_are_the_twins_and_all_else_stays() {
        let mint = IdMint::new(700);
        let id: tongli_kernel::Id<()> =
            mint.next(tongli_kernel::Moment::from_millis(1_790_000_000_000));
        let stranger: tongli_kernel::Id<()> =
            IdMint::new(1).next(tongli_kernel::Moment::from_millis(1_790_000_000_000));
        let lived = Lived {
            tables: &[],
            rows: &[],
            mint: &mint,
            series: [("TS-20260928".to_owned(), 20)].into(),
        };
        let text =
            format!("见TS-20260928-0007，{{\"case\":\"{id}\",\"by\":{stranger}}}，13800138000");
        let twin = IdMint::later(id.raw(), 3);
        assert_eq!(
            lived.text(&text, 3),
            format!("见TS-20260928-0067，{{\"case\":\"{twin}\",\"by\":{stranger}}}，13800138000")
        );
        assert!(matches!(lived.text("医生说了3句话", 3), Cow::Borrowed(_)));
    }
}
