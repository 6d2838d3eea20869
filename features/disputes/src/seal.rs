//! Records sealed with both sides present.

use tongli_kernel::{Day, FieldErrors, Id, Moment, Said};

use crate::dispute::{optional, required};

#[derive(Debug)]
pub struct SealMark;
pub type SealId = Id<SealMark>;

/// One line of the list both sides sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealItem {
    pub what: String,
    pub pages: i64,
    pub is_copy: bool,
}

/// A batch of sealed records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    pub id: SealId,
    pub batch: i64,
    pub sealed: Sealed,
    pub items: Vec<SealItem>,
}

/// What is written down of a sealing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub sealed_at: Moment,
    pub place: String,
    pub seal_no: Option<String>,
    /// Those present for the hospital and for the patient.
    pub ours: String,
    pub theirs: String,
    pub keeper: String,
    pub kept_in: String,
    /// What is unfinished and follows in a later batch.
    pub later: Option<String>,
}

/// The fields of the sealing form.
#[derive(Debug, Clone, Copy)]
pub struct SealTyped<'a> {
    pub sealed_at: Option<Moment>,
    pub place: &'a str,
    pub seal_no: &'a str,
    pub ours: &'a str,
    pub theirs: &'a str,
    pub keeper: &'a str,
    pub kept_in: &'a str,
    pub later: &'a str,
    /// What, how many pages, original or copy.
    pub items: &'a [(String, String, String)],
}

/// Reads a sealing; each wrong field says why.
pub fn check_seal(
    typed: SealTyped<'_>,
    now: Moment,
) -> Result<(Sealed, Vec<SealItem>), FieldErrors> {
    let mut errors = FieldErrors::default();
    match typed.sealed_at {
        None => errors.add("sealed_at", Said::new("disputes-required")),
        Some(at) if at > now => errors.add("sealed_at", Said::new("disputes-moment-future")),
        Some(_) => {}
    }
    let items = items(typed.items, &mut errors);
    let sealed = Sealed {
        sealed_at: typed.sealed_at.unwrap_or(now),
        place: required("place", typed.place, &mut errors),
        seal_no: optional("seal_no", typed.seal_no, &mut errors),
        ours: required("ours", typed.ours, &mut errors),
        theirs: required("theirs", typed.theirs, &mut errors),
        keeper: required("keeper", typed.keeper, &mut errors),
        kept_in: required("kept_in", typed.kept_in, &mut errors),
        later: optional("later", typed.later, &mut errors),
    };
    errors.or_else(|| (sealed, items))
}

fn items(typed: &[(String, String, String)], errors: &mut FieldErrors) -> Vec<SealItem> {
    let mut items = Vec::new();
    for (what, pages, original) in typed.iter().filter(|(what, ..)| !what.trim().is_empty()) {
        let pages = pages
            .trim()
            .parse()
            .ok()
            .filter(|n| (1..=9_999).contains(n));
        if pages.is_none() {
            errors.add(
                "items",
                Said::new("disputes-pages-wrong").with("what", what.trim()),
            );
        }
        items.push(SealItem {
            what: what.trim().to_owned(),
            pages: pages.unwrap_or(1),
            is_copy: original == "copy",
        });
    }
    if items.is_empty() {
        errors.add("items", Said::new("disputes-items-missing"));
    }
    items
}

/// From when on the hospital may unseal by itself, if nothing more is claimed.
pub fn may_be_opened_on(sealed: Day) -> Day {
    let year = sealed.year() + 3;
    Day::new(year, sealed.month(), sealed.day_of_month())
        // The 29th of February has no third anniversary.
        .or_else(|| Day::new(year, sealed.month(), sealed.day_of_month() - 1))
        .unwrap_or(sealed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn three_years_later_also_from_a_leap_day() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert_eq!(may_be_opened_on(day("2026-02-14")), day("2029-02-14"));
        assert_eq!(may_be_opened_on(day("2028-02-29")), day("2031-02-28"));
    }

    #[test]
    fn a_list_has_items_with_pages() {
        let mut errors = FieldErrors::default();
        let row = |what: &str, pages: &str| (what.to_owned(), pages.to_owned(), "copy".to_owned());
        assert_eq!(
            items(&[row("医嘱单", "12"), row("", "")], &mut errors).len(),
            1
        );
        assert!(errors.is_empty());
        items(&[row("医嘱单", "x")], &mut errors);
        assert!(errors.of("items").is_some());
    }
}
