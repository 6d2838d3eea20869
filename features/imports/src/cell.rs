//! One cell of a sheet as it was stored: text, a number, or a real date.

use crate::when::When;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Trimmed; empty where nothing stands.
    Text(String),
    Number(f64),
    When(When),
}

impl Cell {
    pub const EMPTY: Cell = Cell::Text(String::new());

    pub fn text(text: &str) -> Cell {
        Cell::Text(text.trim().to_owned())
    }

    pub fn is_empty(&self) -> bool {
        matches!(self, Cell::Text(text) if text.is_empty())
    }

    /// The cell as people read it.
    pub fn shown(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => shown_number(*number),
            Cell::When(when) => when.to_string(),
        }
    }
}

/// Telephone numbers and serials are kept as numbers by spreadsheets: no `.0` and
/// no exponent.
fn shown_number(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_kept_as_a_number_stays_readable() {
        assert_eq!(Cell::Number(13_800_001_234.0).shown(), "13800001234");
        assert_eq!(Cell::Number(1.5).shown(), "1.5");
        assert!(Cell::text("  \n").is_empty());
    }
}
