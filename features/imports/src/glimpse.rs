//! A row as a list shows it: short, and nobody's whole name or number.

use serde::{Deserialize, Serialize};
use tongli_cases::{Channel, Kind};
use tongli_kernel::{Private, masked_phone};

use crate::cell::Cell;
use crate::row::{Cells, ParsedRow};
use crate::synonyms::{Column, channel_of, kind_of};

/// Letters of a text that a list shows.
const EXCERPT: usize = 40;

/// What a list shows of a row.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Glimpse {
    /// The day as it was read; in a bad row as it stands in the file.
    pub received: String,
    /// Codes; empty where they were not understood.
    pub kind: String,
    pub channel: String,
    /// Masked.
    pub person: String,
    pub phone: String,
    pub department: String,
    /// The beginning of what was told.
    pub text: String,
}

impl Glimpse {
    pub fn of(row: &ParsedRow) -> Glimpse {
        let person = row.patient.as_deref().or(row.contact.as_deref());
        Glimpse {
            received: row.received.to_string(),
            kind: row.kind.code().to_owned(),
            channel: row.channel.code().to_owned(),
            person: masked(person),
            phone: row.phone.as_deref().map(masked_phone).unwrap_or_default(),
            department: beginning(row.department.as_deref().unwrap_or_default()),
            text: beginning(&row.narrative),
        }
    }

    /// Of a row that could not be read as a whole.
    pub fn of_cells(cells: &Cells) -> Glimpse {
        let text = |column| cells.text(column).unwrap_or_default();
        let person = cells
            .text(Column::Patient)
            .or_else(|| cells.text(Column::Contact));
        Glimpse {
            received: beginning(&text(Column::Received)),
            kind: kind_of(&text(Column::Kind)).map_or_else(String::new, |kind| kind.code().into()),
            channel: channel_of(&text(Column::Channel))
                .map_or_else(String::new, |channel| channel.code().into()),
            person: masked(person.as_deref()),
            phone: cells
                .text(Column::Phone)
                .map(|phone| masked_phone(&phone))
                .unwrap_or_default(),
            department: beginning(&text(Column::Department)),
            text: beginning(&text(Column::Narrative)),
        }
    }

    /// Of a row that holds no matter: what stands in it.
    pub fn of_line(cells: &[Cell]) -> Glimpse {
        let filled: Vec<String> = cells
            .iter()
            .filter(|cell| !cell.is_empty())
            .map(Cell::shown)
            .collect();
        Glimpse {
            text: beginning(&filled.join(" ")),
            ..Glimpse::default()
        }
    }

    /// The key of the kind's name; empty where it was not understood.
    pub fn kind_word(&self) -> String {
        Kind::from_code(&self.kind).map_or_else(String::new, Kind::word)
    }

    pub fn channel_word(&self) -> String {
        Channel::from_code(&self.channel).map_or_else(String::new, Channel::word)
    }
}

fn masked(name: Option<&str>) -> String {
    name.map(|name| Private::new(name.to_owned()).to_string())
        .unwrap_or_default()
}

fn beginning(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= EXCERPT {
        return line;
    }
    let mut head: String = line.chars().take(EXCERPT).collect();
    head.push('…');
    head
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use crate::reading::read_register;

    #[test]
    fn every_row_has_a_glimpse_that_names_nobody() {
        let text = "日期,渠道,类别,患者姓名,联系电话,内容\n2011-05-17,来访,咨询,钱多多,13800000001,几点上班\n2011-02-30,来电,投诉,孙小圣,13800000002,等候太久\n合计,,,,,2件\n";
        let read = read_register(text.as_bytes(), "a", "2026-09-28".parse().unwrap()).unwrap();
        let good = super::Glimpse::of(&read.good[0]);
        assert_eq!(
            (good.kind.as_str(), good.text.as_str()),
            ("enquiry", "几点上班")
        );
        let bad = &read.bad[0].glimpse;
        assert_eq!(
            (bad.received.as_str(), bad.kind.as_str()),
            ("2011-02-30", "complaint")
        );
        assert_eq!(read.skipped[0].glimpse.text, "合计 2件");
        let shown = format!("{good:?}{bad:?}");
        for hidden in ["钱多多", "孙小圣", "13800000001", "13800000002"] {
            assert!(!shown.contains(hidden), "{hidden}");
        }
    }
}
