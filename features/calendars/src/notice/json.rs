//! The two JSON forms: our own year file, and holiday-cn's.

use serde::Deserialize;
use tongli_kernel::calendar::{Mark, MarkedDay};
use tongli_kernel::{Day, Said};

use super::{Draft, NoticeFault, Scope};
use crate::{Notice, Verified, YearFile};

/// A year of holiday-cn. Weekends joined to a break may be left out of its list;
/// December days of the year before may stand in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct HolidayCn {
    #[serde(rename = "$schema")]
    _schema: Option<String>,
    #[serde(rename = "$id")]
    _id: Option<String>,
    year: i16,
    papers: Vec<String>,
    days: Vec<HolidayCnDay>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct HolidayCnDay {
    name: String,
    date: Day,
    is_off_day: bool,
}

pub(super) fn read(input: &str) -> Result<Draft, Vec<NoticeFault>> {
    // Which form it is, a key only one of them has decides; errors then name the
    // line within that form.
    let value: serde_json::Value = serde_json::from_str(input).map_err(fault)?;
    if value.get("days").is_some() {
        return holiday_cn(serde_json::from_str(input).map_err(fault)?);
    }
    own(&serde_json::from_str(input).map_err(fault)?)
}

fn own(file: &YearFile) -> Result<Draft, Vec<NoticeFault>> {
    if !file.complete {
        return Err(vec![of_year("calendars-notice-incomplete", file.year)]);
    }
    Ok(Draft::new(
        file.year,
        Scope::WholeYear,
        file.notice.clone(),
        file.marked_days().collect(),
    ))
}

fn holiday_cn(file: HolidayCn) -> Result<Draft, Vec<NoticeFault>> {
    // The list of a year not yet arranged is empty. Taking it for a year without
    // holidays is the mistake other programs make.
    if file.days.is_empty() {
        return Err(vec![of_year("calendars-notice-empty", file.year)]);
    }
    let notice = Notice {
        title: format!("国务院办公厅关于{}年部分节假日安排的通知", file.year),
        doc_no: None,
        issued_on: None,
        url: file.papers.first().cloned(),
        verified: Verified::NotVerified,
    };
    let days = file.days.into_iter().map(|day| MarkedDay {
        day: day.date,
        mark: if day.is_off_day {
            Mark::Rest
        } else {
            Mark::MakeUp
        },
        name: day.name,
    });
    Ok(Draft::new(
        file.year,
        Scope::WholeYear,
        notice,
        days.collect(),
    ))
}

fn of_year(key: &'static str, year: i16) -> NoticeFault {
    NoticeFault::of_all(Said::new(key).with("year", year.to_string()))
}

fn fault(error: serde_json::Error) -> Vec<NoticeFault> {
    let said = Said::new("calendars-notice-json").with("detail", error.to_string());
    vec![NoticeFault::at(error.line(), said)]
}
