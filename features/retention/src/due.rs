//! What is due to be destroyed, as the list shows it.

use tongli_cases::{CaseId, Kind};
use tongli_kernel::{FieldErrors, HospitalTime, Moment, Said};
use tongli_web::Form;

use crate::batch::{Key, Thing};
use crate::classes::class;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub key: Key,
    pub case: CaseId,
    pub number: String,
    pub kind: Kind,
    pub class: String,
    pub retain_until: Moment,
    pub closed_at: Option<Moment>,
}

impl Due {
    pub fn place(&self) -> Place {
        Place {
            retain_until: self.retain_until,
            key: self.key,
        }
    }
}

/// Where a page ended: `1700000000000:case:17`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub retain_until: Moment,
    pub key: Key,
}

impl Place {
    pub fn code(self) -> String {
        format!("{}:{}", self.retain_until.millis(), self.key.code())
    }

    pub fn read(text: &str) -> Option<Place> {
        let (at, key) = text.split_once(':')?;
        Some(Place {
            retain_until: Moment::from_millis(at.parse().ok()?),
            key: Key::read(key)?,
        })
    }
}

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub thing: Option<Thing>,
    pub class: Option<String>,
    /// Due before the end of this day.
    pub until: Option<Moment>,
}

impl Filter {
    pub fn read(form: &Form, time: &HospitalTime) -> Result<Filter, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut until = None;
        if let Some(text) = form.text("until") {
            match text.parse() {
                Ok(day) => until = Some(time.end_of(day)),
                Err(_) => errors.add("until", Said::new("retention-day-form")),
            }
        }
        let filter = Filter {
            thing: Thing::from_code(form.value("thing")),
            class: form.text("class").filter(|id| class(id).is_some()),
            until,
        };
        errors.or_else(|| filter)
    }
}

/// The filter of an address without its page; every value of it is ours.
pub fn address(form: &Form) -> String {
    ["thing", "class", "until"]
        .iter()
        .filter_map(|name| Some(format!("{name}={}", form.text(name)?)))
        .filter(|pair| {
            pair.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"=-".contains(&byte))
        })
        .collect::<Vec<_>>()
        .join("&")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn places_and_addresses_come_back_as_they_were() {
        let key = Key {
            thing: Thing::Recording,
            id: 9,
        };
        let place = Place {
            retain_until: Moment::from_millis(17),
            key,
        };
        assert_eq!(Place::read(&place.code()), Some(place));
        let form = Form::from_encoded("class=complaint&until=2041-09-28&after=x&thing=%22%3E");
        assert_eq!(address(&form), "class=complaint&until=2041-09-28");
        let time = HospitalTime::named("Asia/Shanghai").unwrap();
        assert!(Filter::read(&Form::from_encoded("until=28.9."), &time).is_err());
        let filter = Filter::read(&form, &time).unwrap();
        assert_eq!(
            (filter.thing, filter.class.as_deref()),
            (None, Some("complaint"))
        );
    }
}
