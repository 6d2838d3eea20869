//! Paper: the register form to be signed, and the slip that goes home.

use askama::Template;
use axum::extract::Path;
use fast_qr::QRBuilder;
use fast_qr::convert::Builder;
use fast_qr::convert::svg::SvgBuilder;
use tongli_kernel::Said;
use tongli_web::{Answer, Ask, Form, Refusal, Shell, page};

use super::beside::{Fact, facts, listed, persons};
use crate::access;
use crate::actions::{Names, note_reading, read_for_page, veil_over};
use crate::case::{Allegation, Case};
use crate::codes::severity_word;
use crate::life::Verb;
use crate::store::imported;

#[derive(Template)]
#[template(path = "print.html")]
struct PrintPage {
    shell: Shell,
    case: Case,
    kind: String,
    allegations: Vec<Allegation>,
    names: Names,
    /// Short facts stand two a line, so that one sheet is enough.
    lines: Vec<PrintLine>,
    qr: String,
}

#[derive(Template)]
#[template(path = "slip.html")]
struct SlipPage {
    shell: Shell,
    case: Case,
    kind: String,
    class: &'static str,
    /// Whom to ask for.
    speaker: String,
    promised: Option<String>,
    qr: String,
}

impl PrintPage {
    /// What an allegation is about and how grave it is: the bare word, for the person
    /// signs this paper and its meaning is the house's own judgement.
    fn class(&self, one: &Allegation) -> String {
        let shell = &self.shell;
        let category = one
            .category
            .map(|one| shell.say_key(one.word()).to_string());
        let severity = one.severity.map(|one| {
            let name = shell.say_key(severity_word(one)).to_string();
            let said = shell.say("cases-severity-of");
            said.with("severity", name).to_string()
        });
        Vec::from_iter(category.into_iter().chain(severity)).join(" · ")
    }

    /// The departments and people an allegation is about.
    fn whom(&self, one: &Allegation) -> String {
        let all = one
            .departments
            .iter()
            .map(|id| self.names.department(Some(*id)))
            .chain([self.names.respondents(one)]);
        listed(&self.shell, all.filter(|name| !name.is_empty()))
    }
}

/// One line of the form.
enum PrintLine {
    One(Fact),
    Two(Fact, Fact),
}

/// What fits beside another fact.
const SHORT: usize = 16;

fn lines(facts: Vec<Fact>) -> Vec<PrintLine> {
    let mut lines = Vec::new();
    let mut waiting: Option<Fact> = None;
    for fact in facts {
        if fact.value.chars().count() > SHORT {
            lines.extend(waiting.take().map(PrintLine::One));
            lines.push(PrintLine::One(fact));
        } else if let Some(first) = waiting.take() {
            lines.push(PrintLine::Two(first, fact));
        } else {
            waiting = Some(fact);
        }
    }
    lines.extend(waiting.map(PrintLine::One));
    lines
}

/// The number as a picture.
fn qr(text: &str) -> Result<String, Refusal> {
    let code = QRBuilder::new(text)
        .build()
        .map_err(|_| Refusal::bug("a number does not fit a QR code"))?;
    Ok(SvgBuilder::default().margin(1).to_str(&code))
}

pub async fn print(ask: Ask, Path(number): Path<String>) -> Answer {
    let viewer = &ask.viewer;
    let mut tx = ask.app.db.read().await?;
    let (case, allegations, names) = read_for_page(&mut tx, viewer, Verb::Read, &number).await?;
    let open = access::sees_contact_of(viewer, &case);
    let hidden = !access::knows_patient(viewer, &case);
    let person = match case.person.filter(|_| !hidden) {
        Some(id) => tongli_patients::find_person(&mut tx, &ask.app, viewer.tenant, id).await?,
        None => None,
    };
    let contact = match case
        .contact
        .filter(|_| !hidden && access::knows_contact_of(viewer, &case))
    {
        Some(id) => tongli_patients::find_contact(&mut tx, &ask.app, viewer.tenant, id).await?,
        None => None,
    };
    let former = imported::former_department(&mut tx, viewer.tenant, case.id).await?;
    let veil = veil_over(&mut tx, viewer, &case).await?;
    drop(tx);
    let case = access::told_case(viewer, &case, veil);
    let with_contact = open && (person.is_some() || contact.is_some());
    note_reading(&ask.app, viewer, ask.now, &case, with_contact).await?;
    let shell = Shell::new(
        &ask,
        Said::new("cases-print-title").with("number", case.number.as_str()),
    );
    page(&PrintPage {
        kind: shell.say_key(case.kind.word()).to_string(),
        lines: lines(
            persons(&shell, person.as_ref(), contact.as_ref(), open)
                .into_iter()
                .chain(facts(&shell, &case, &names, (former, hidden)))
                .collect(),
        ),
        qr: qr(&case.number)?,
        allegations,
        names,
        case,
        shell,
    })
}

pub async fn slip(ask: Ask, Path(number): Path<String>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let (case, _, names) = read_for_page(&mut tx, &ask.viewer, Verb::Read, &number).await?;
    let clocks = tongli_work::clocks_of(&mut tx, ask.viewer.tenant, case.subject()).await?;
    drop(tx);
    note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    let shell = Shell::new(
        &ask,
        Said::new("cases-slip-title").with("number", case.number.as_str()),
    );
    // What was promised stays, even where a changed calendar counts otherwise now.
    let promised = clocks
        .iter()
        .filter(|row| matches!(row.rule.as_str(), "C03" | "C04") && row.ended_at.is_none())
        .find_map(|row| row.promised_at.or(row.due_at))
        .map(|at| ask.app.time.day_of(at.plus_millis(-1)).to_string());
    page(&SlipPage {
        kind: shell.say_key(case.kind.word()).to_string(),
        class: match Form::from_encoded(&ask.query).value("size") {
            "80mm" => "print-80mm",
            _ => "print-a5",
        },
        speaker: names_speaker(&names, &case),
        promised,
        qr: qr(&case.number)?,
        case,
        shell,
    })
}

fn names_speaker(names: &Names, case: &Case) -> String {
    let speaker = names.person(case.speaker);
    if speaker.is_empty() {
        names.person(case.first_receiver)
    } else {
        speaker
    }
}
