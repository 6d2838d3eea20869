//! The register of what was handed outside, and its file.

use askama::Template;
use axum::body::Body;
use tongli_kernel::{Day, Fault, FieldErrors, HospitalTime, Said};
use tongli_web::{Answer, Ask, Form, Shell, file_answer, page};

use crate::actions::{self, Line};
use crate::codes::Recipient;
use crate::disclosure::{Filter, Place};
use crate::file::Format;
use crate::lines::{Choice, GivenLine, choices, given_line};

const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "register.html")]
struct RegisterPage {
    shell: Shell,
    form: Form,
    rows: Vec<(String, GivenLine)>,
    recipients: Vec<Choice>,
    /// The filter as an address has it.
    kept: String,
    next: Option<String>,
    /// The viewer opens cases; the audit administrator does not.
    links: bool,
}

fn day(form: &Form, name: &'static str, errors: &mut FieldErrors) -> Option<Day> {
    let text = form.text(name)?;
    let found = text.parse().ok();
    if found.is_none() {
        errors.add(name, Said::new("privacy-day-form"));
    }
    found
}

/// Days are whole days of the hospital, both of them included.
pub fn read_filter(form: &Form, time: &HospitalTime) -> Result<Filter, FieldErrors> {
    let mut errors = FieldErrors::default();
    let from = day(form, "from", &mut errors);
    let to = day(form, "to", &mut errors);
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        errors.add("to", Said::new("privacy-day-order"));
    }
    let recipient = form
        .text("recipient")
        .map(|code| Recipient::from_code(&code));
    if recipient == Some(None) {
        errors.add("recipient", Said::new("privacy-choose-one"));
    }
    let filter = Filter {
        case: form.text("case"),
        recipient: recipient.flatten(),
        from: from.map(|day| time.start_of(day)),
        until: to.map(|day| time.end_of(day)),
        drafts_only: form.ticked("drafts"),
        before: form.text("before").and_then(|code| Place::read(&code)),
    };
    errors.or_else(|| filter)
}

/// The filter of an address without its page. A number is letters, digits and dashes;
/// what is anything else finds nothing and is left out.
fn address(form: &Form) -> String {
    const NAMES: [&str; 5] = ["case", "recipient", "from", "to", "drafts"];
    let is_plain = |text: &String| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let pairs = NAMES.iter().filter_map(|name| {
        let text = form.text(name).filter(is_plain)?;
        Some(format!("{name}={text}"))
    });
    pairs.collect::<Vec<_>>().join("&")
}

pub async fn show(ask: Ask) -> Answer {
    let mut form = Form::from_encoded(&ask.query);
    let (mut lines, mut more): (Vec<Line>, bool) = (Vec::new(), false);
    match read_filter(&form, &ask.app.time) {
        Ok(filter) => {
            (lines, more) = actions::register(&ask.app, &ask.viewer, &filter, PAGE).await?;
        }
        Err(errors) => form = form.refused(errors),
    }
    let kept = address(&form);
    let next = lines
        .last()
        .filter(|_| more)
        .map(|last| format!("{kept}&before={}", last.place().code()));
    let shell = Shell::new(&ask, Said::new("privacy-register-title"));
    page(&RegisterPage {
        rows: lines
            .iter()
            .map(|one| {
                (
                    one.case.clone(),
                    given_line(&shell, &one.line, &one.approver),
                )
            })
            .collect(),
        recipients: choices(&shell, Recipient::ALL, Recipient::code, Recipient::word),
        links: ask.viewer.may(tongli_cases::access::READ),
        form,
        kept,
        next,
        shell,
    })
}

pub async fn download(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let format = Format::from_code(form.value("format")).ok_or(Fault::NotFound)?;
    let filter = read_filter(&form, &ask.app.time).map_err(Fault::Invalid)?;
    let bytes = actions::export(&ask.app, &ask.viewer, ask.now, format, &filter).await?;
    let day = ask.app.time.day_of(ask.now);
    let name = format!("disclosures-{day}.{}", format.code());
    file_answer(Body::from(bytes), format.media_type(), &name)
}
