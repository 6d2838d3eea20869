//! `/answers`: what is in the library, found while one types.

use askama::Template;
use tongli_kernel::Said;
use tongli_web::{Answer, Ask, Form, Shell, encoded, page};

use crate::access;
use crate::actions::{self, Looking, fresh, look, renewing};
use crate::entry::{Kind, RENEW_DAYS, State};
use crate::lines::{Line, line, names};
use crate::terms::LONGEST_QUERY;

const PAGE: usize = 50;

/// Which list of the library is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Current,
    Renew,
    Withdrawn,
}

impl Part {
    const ALL: [Part; 3] = [Part::Current, Part::Renew, Part::Withdrawn];

    const fn code(self) -> &'static str {
        match self {
            Part::Current => "",
            Part::Renew => "renew",
            Part::Withdrawn => "withdrawn",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Part::Current => "answers-tab-current",
            Part::Renew => "answers-tab-renew",
            Part::Withdrawn => "answers-tab-withdrawn",
        }
    }

    fn of(form: &Form) -> Part {
        let code = form.value("show");
        let named = Part::ALL.into_iter().find(|part| part.code() == code);
        named.unwrap_or(Part::Current)
    }
}

struct Tab {
    word: &'static str,
    href: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "answers.html")]
struct ListPage {
    shell: Shell,
    form: Form,
    tabs: Vec<Tab>,
    kinds: Vec<(String, String)>,
    rows: Vec<Line>,
    /// How many are shown, for who does not see the table change.
    told: Said,
    next: Option<String>,
    is_renewing: bool,
    is_mine: bool,
    is_withdrawn: bool,
    is_asked: bool,
    may_write: bool,
    may_ask: bool,
    exports: Vec<(&'static str, String)>,
    open_questions: i64,
    once: String,
    renew_days: i64,
    longest: usize,
}

/// The address of a list, with what narrows it.
fn address(path: &str, form: &Form, part: Part, more: &[(&str, String)]) -> String {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    if part != Part::Current {
        pairs.push(("show", part.code().to_owned()));
    }
    for name in ["q", "kind", "whose"] {
        pairs.extend(form.text(name).map(|value| (name, value)));
    }
    pairs.extend(more.iter().cloned());
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    match pairs.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", pairs.join("&")),
    }
}

pub async fn show(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let (part, today) = (Part::of(&form), ask.app.time.day_of(ask.now));
    let is_mine = form.value("whose") != "all";
    let mut tx = ask.app.db.read().await?;
    let found = match part {
        Part::Renew => {
            let owner = is_mine.then(|| ask.viewer.staff()).flatten();
            let after = form.value("after").parse().ok();
            renewing(&mut tx, &ask.viewer, today, owner, after, PAGE).await?
        }
        _ => look(&mut tx, &ask.viewer, today, looking(&form, part), PAGE).await?,
    };
    let names = names(&mut tx, &ask.viewer, ask.now, &found.entries).await?;
    let open_questions = actions::open_questions(&mut tx, &ask.viewer).await?;
    drop(tx);
    let shell = Shell::new(&ask, Said::new("answers-title"));
    let rows: Vec<Line> = (found.entries.iter())
        .map(|entry| line(&shell, &names, entry, today))
        .collect();
    page(&ListPage {
        tabs: (Part::ALL.into_iter())
            .map(|one| Tab {
                word: one.word(),
                href: address("/answers", &Form::default(), one, &[]),
                here: one == part,
            })
            .collect(),
        kinds: (Kind::ALL.into_iter())
            .map(|kind| (kind.code().to_owned(), shell.say(kind.word()).to_string()))
            .collect(),
        told: Said::new(if found.next.is_some() {
            "answers-told-more"
        } else {
            "answers-told"
        })
        .with("n", rows.len()),
        next: found
            .next
            .map(|last| address("/answers", &form, part, &[("after", last.to_string())])),
        rows,
        is_renewing: part == Part::Renew,
        is_mine,
        is_withdrawn: part == Part::Withdrawn,
        is_asked: part == Part::Current && form.text("q").is_some(),
        may_write: ask.viewer.may(access::WRITE),
        may_ask: ask.viewer.may(access::ASK),
        exports: exports(&form, part),
        open_questions,
        once: fresh(&ask.app),
        renew_days: i64::from(RENEW_DAYS),
        longest: LONGEST_QUERY,
        form,
        shell,
    })
}

/// What somebody looks for, as the address says it; also for a file of the same list.
pub fn looking_of(form: &Form) -> Looking<'_> {
    looking(form, Part::of(form))
}

fn looking(form: &Form, part: Part) -> Looking<'_> {
    Looking {
        words: form.value("q"),
        state: match part {
            Part::Withdrawn => State::Withdrawn,
            _ => State::Current,
        },
        kind: Kind::from_code(form.value("kind")),
        after: form.value("after").parse().ok(),
    }
}

/// The same list as a file.
fn exports(form: &Form, part: Part) -> Vec<(&'static str, String)> {
    if part == Part::Renew {
        return Vec::new();
    }
    [
        ("answers-export-xlsx", "xlsx"),
        ("answers-export-csv", "csv"),
    ]
    .into_iter()
    .map(|(word, format)| {
        let more = [("format", format.to_owned())];
        (word, address("/answers/export", form, part, &more))
    })
    .collect()
}
