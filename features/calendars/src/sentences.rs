//! The sentences other places say for this one, as word keys, and as plain text
//! for the command line, which has neither configuration nor pages.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use tongli_kernel::calendar::{DayKind, Row, Undetermined};
use tongli_kernel::{Arg, Day, Lang, Said};
use unic_langid::LanguageIdentifier;

use crate::festivals::festival_word;
use crate::law_calendar;

/// "2027's arrangement is not known; by weekends alone it would be …".
pub fn undetermined_said(undetermined: &Undetermined) -> Said {
    Said::new("calendars-undetermined")
        .with("year", undetermined.unknown_year.to_string())
        .with("day", undetermined.provisional.to_string())
}

/// What kind of day a day is, for a row of an explanation.
pub fn kind_said(kind: DayKind<'_>) -> Said {
    let named = |key, name: &str| match festival_word(name) {
        Some(word) => Said::new(key).with("name", Said::new(word)),
        None => Said::new(key).with("name", name),
    };
    match kind {
        DayKind::WorkingDay => Said::new("calendars-kind-working-day"),
        DayKind::Weekend => Said::new("calendars-kind-weekend"),
        DayKind::Holiday(name) => named("calendars-kind-holiday", name),
        DayKind::MakeUp(name) => named("calendars-kind-make-up", name),
        DayKind::HouseRest(reason) => named("calendars-kind-house-rest", reason),
        DayKind::HouseWork(reason) => named("calendars-kind-house-work", reason),
        DayKind::Unknown => Said::new("calendars-kind-unknown"),
    }
}

/// Why no certain day can be given, in one line.
pub fn undetermined_text(lang: Lang, undetermined: &Undetermined) -> String {
    said_text(lang, &undetermined_said(undetermined))
}

/// The count day by day and its result, one line each.
pub fn explain_text(lang: Lang, from: Day, workdays: u32) -> String {
    let explained = law_calendar().explain(from, workdays);
    let mut lines: Vec<String> = explained
        .rows
        .iter()
        .map(|row| row_text(lang, row))
        .collect();
    lines.push(match explained.due {
        Ok(day) => said_text(
            lang,
            &Said::new("calendars-explain-due").with("day", day.to_string()),
        ),
        Err(undetermined) => undetermined_text(lang, &undetermined),
    });
    lines.join("\n")
}

fn row_text(lang: Lang, row: &Row<'_>) -> String {
    let weekday = usize::try_from(row.weekday() - 1).unwrap_or_default();
    let count = match row.counted {
        Some(number) => Said::new("calendars-explain-counted").with("number", i64::from(number)),
        None => Said::new("calendars-explain-not-counted"),
    };
    let line = Said::new("calendars-explain-row")
        .with("day", row.day.to_string())
        .with("weekday", Said::new(crate::notice::WEEKDAY_WORDS[weekday]))
        .with("kind", kind_said(row.kind))
        .with("count", count);
    said_text(lang, &line)
}

const ZH: &str = include_str!("../words/zh.ftl");
const EN: &str = include_str!("../words/en.ftl");

/// A sentence of this crate's own words. Pages use the page shell's words, which
/// hold these too; this is for the command line. A key nobody wrote is shown as
/// itself, which a test forbids.
pub fn said_text(lang: Lang, said: &Said) -> String {
    let text = match lang {
        Lang::Zh => ZH,
        Lang::En => EN,
    };
    let id: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new(vec![id]);
    // Terminals show the invisible marks around arguments as rubbish.
    bundle.set_use_isolating(false);
    // A faulty line in the file leaves the others usable.
    let words = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(words, _)| words);
    if bundle.add_resource(words).is_err() {
        return said.key.to_string();
    }
    in_words(&bundle, said)
}

fn in_words(bundle: &FluentBundle<FluentResource>, said: &Said) -> String {
    let Some(pattern) = bundle
        .get_message(&said.key)
        .and_then(|message| message.value())
    else {
        return said.key.to_string();
    };
    let mut args = FluentArgs::new();
    for (name, arg) in &said.args {
        let value = match arg {
            Arg::Number(number) => FluentValue::from(*number),
            Arg::Text(text) => FluentValue::from(text.clone()),
            Arg::Said(inner) => FluentValue::from(in_words(bundle, inner)),
        };
        args.set(name.clone(), value);
    }
    let mut errors = Vec::new();
    bundle
        .format_pattern(pattern, Some(&args), &mut errors)
        .into_owned()
}

#[cfg(test)]
mod tests;
