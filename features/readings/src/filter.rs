//! What the list is narrowed to, as addresses spell it.

use tongli_kernel::{Day, FieldErrors, HospitalTime, Moment, Said};
use tongli_web::Form;

use crate::reading::Place;

/// Which readings are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The number of a matter.
    pub case: Option<String>,
    /// A login, staff number or name.
    pub reader: Option<String>,
    pub from: Option<Moment>,
    /// Before this moment.
    pub until: Option<Moment>,
    pub without_task: bool,
    pub before: Option<Place>,
}

fn day(form: &Form, name: &'static str, errors: &mut FieldErrors) -> Option<Day> {
    let text = form.text(name)?;
    let found = text.parse().ok();
    if found.is_none() {
        errors.add(name, Said::new("readings-day-form"));
    }
    found
}

impl Filter {
    /// Days are whole days of the hospital, both of them included.
    pub fn read(form: &Form, time: &HospitalTime) -> Result<Filter, FieldErrors> {
        let mut errors = FieldErrors::default();
        let from = day(form, "from", &mut errors);
        let to = day(form, "to", &mut errors);
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            errors.add("to", Said::new("readings-day-order"));
        }
        let filter = Filter {
            case: form.text("case"),
            reader: form.text("reader"),
            from: from.map(|day| time.start_of(day)),
            until: to.map(|day| time.end_of(day)),
            without_task: form.ticked("without_task"),
            before: form.text("before").and_then(|code| Place::read(&code)),
        };
        errors.or_else(|| filter)
    }
}

/// The filter of an address without its page.
pub fn address(form: &Form) -> String {
    const NAMES: [&str; 5] = ["case", "reader", "from", "to", "without_task"];
    let pairs: Vec<String> = NAMES
        .iter()
        .filter_map(|name| Some(format!("{name}={}", encoded(&form.text(name)?))))
        .collect();
    pairs.join("&")
}

fn encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    fn read(address: &str) -> Result<Filter, FieldErrors> {
        let time = HospitalTime::named("Asia/Shanghai").unwrap();
        Filter::read(&Form::from_encoded(address), &time)
    }

    #[test]
    fn days_are_whole_and_a_wrong_one_is_named() {
        let filter = read("from=2026-09-28&to=2026-09-28&case=&without_task=1").unwrap();
        let hours = filter.until.unwrap().millis() - filter.from.unwrap().millis();
        assert_eq!(hours, 24 * 3_600_000);
        assert!(filter.without_task && filter.case.is_none());
        assert!(read("from=28.9.2026").unwrap_err().of("from").is_some());
        let turned = read("from=2026-09-28&to=2026-09-27").unwrap_err();
        assert!(turned.of("to").is_some());
    }

    #[test]
    fn an_address_keeps_the_filter_and_drops_the_page() {
        let form = Form::from_encoded("reader=%E7%8E%8B&before=x&case=&to=2026-09-28");
        assert_eq!(address(&form), "reader=%E7%8E%8B&to=2026-09-28");
    }
}
