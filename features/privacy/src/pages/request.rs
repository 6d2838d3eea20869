//! One request: who asks for what, by when, whether they were checked, how it ended; and
//! the print of what is held of them.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Said};
use tongli_patients::Relation;
use tongli_store::Tx;
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};
use tongli_work::Chip;

use super::version;
use crate::access::{ANSWER_REQUESTS, REQUESTS};
use crate::actions::{self, HeldCase, Overview, cases_in_sight, overview, read_request};
use crate::codes::RequestStage;
use crate::lines::{Choice, ConsentLine, GivenLine, choices, consent_lines, given_line, names_of};
use crate::request::{Request, check_end, check_identity};

#[derive(Template)]
#[template(path = "request.html")]
struct RequestPage {
    shell: Shell,
    request: Request,
    form: Form,
    asks: String,
    standing: String,
    about: String,
    stage: String,
    cases: Vec<String>,
    keeper: String,
    checker: String,
    ender: String,
    /// Its clock: the chip, the day and where it is explained.
    clock: Option<(Chip, String, String)>,
    outcomes: Vec<Choice>,
    may_answer: bool,
    missing: Vec<String>,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    page(&render(&ask, &number, None, Vec::new()).await?)
}

async fn clock(
    ask: &Ask,
    shell: &Shell,
    tx: &mut Tx,
    request: &Request,
) -> Result<Option<(Chip, String, String)>, Fault> {
    let rows = tongli_work::clocks_of(tx, ask.viewer.tenant, request.subject()).await?;
    let calendars = tongli_calendars::load(tx, ask.viewer.tenant).await?;
    Ok(rows.last().map(|row| {
        let due = row
            .due_at
            .map(|due| tongli_work::due_text(&ask.app.time, due));
        (
            tongli_work::chip(shell, row, ask.now, &calendars),
            due.unwrap_or_default(),
            format!("/clocks/{}", row.id),
        )
    }))
}

/// Notes, before anything is sent, that the cases of a request are looked at.
async fn note(ask: &Ask, tx: &mut Tx, request: &Request) -> Result<Vec<String>, Fault> {
    let mut numbers = Vec::new();
    for case in cases_in_sight(tx, &ask.viewer, request).await? {
        tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, true).await?;
        numbers.push(case.number);
    }
    Ok(numbers)
}

async fn render(
    ask: &Ask,
    number: &str,
    form: Option<Form>,
    missing: Vec<Said>,
) -> Result<RequestPage, Refusal> {
    let viewer = &ask.viewer;
    let mut tx = ask.app.db.read().await?;
    let request = read_request(&mut tx, &ask.app, viewer, REQUESTS, number).await?;
    let cases = note(ask, &mut tx, &request).await?;
    let people = [Some(request.keeper), request.checked_by, request.ended_by];
    let names = names_of(&mut tx, viewer, people).await?;
    let title = Said::new("privacy-request-title").with("number", request.number.as_str());
    let shell = Shell::new(ask, title);
    let clock = clock(ask, &shell, &mut tx, &request).await?;
    drop(tx);
    let name = |one: Option<tongli_kernel::StaffId>| {
        let found = one.and_then(|one| names.get(&one));
        found.cloned().unwrap_or_default()
    };
    let said = |key: String| shell.say_key(key).to_string();
    let ends = [
        RequestStage::Answered,
        RequestStage::Refused,
        RequestStage::Handed,
    ];
    let fields = form.as_ref().map_or(&[][..], Form::fields).iter();
    let kept = fields
        .filter(|(name, _)| name != "version")
        .cloned()
        .collect();
    let errors = form.map(|form| form.errors).unwrap_or_default();
    Ok(RequestPage {
        asks: said(request.told.asks.word()),
        standing: said(request.told.standing.word()),
        about: said(request.told.about.word()),
        stage: said(request.stage.word()),
        keeper: name(Some(request.keeper)),
        checker: name(request.checked_by),
        ender: name(request.ended_by),
        outcomes: choices(&shell, &ends, RequestStage::code, RequestStage::word),
        may_answer: viewer.may(ANSWER_REQUESTS),
        missing: missing
            .iter()
            .map(|said| shell.said(said).to_string())
            .collect(),
        // Whoever was slower has the latest version before their eyes now.
        form: Form::from_fields(kept)
            .with("version", request.version.to_string())
            .refused(errors),
        cases,
        clock,
        request,
        shell,
    })
}

/// After a form: the request, or the same page saying what is wrong.
async fn after(ask: &Ask, number: &str, form: Form, done: Result<Request, Fault>) -> Answer {
    let (form, missing, status) = match done {
        Ok(request) => {
            return redirect(&format!("{}?done=privacy-request-done", request.path()));
        }
        Err(Fault::Invalid(errors)) => (
            form.refused(errors),
            Vec::new(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Err(Fault::Gated(gates)) => (
            form,
            gates.into_iter().map(|gate| gate.say).collect(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Err(Fault::Conflict(said)) => (form, vec![said], StatusCode::CONFLICT),
        Err(other) => return Err(other.into()),
    };
    page_with(status, &render(ask, number, Some(form), missing).await?)
}

pub async fn check(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let done = match check_identity(form.value("checked_how")) {
        Ok(how) => {
            let (ask, seen) = (&ask, (number.as_str(), version(&form)));
            let (app, viewer) = (&ask.app, &ask.viewer);
            app.db
                .write(async |tx| actions::check_asker(tx, app, viewer, ask.now, seen, &how).await)
                .await
        }
        Err(errors) => Err(errors.into()),
    };
    after(&ask, &number, form, done).await
}

pub async fn answer(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let done = match check_end(form.value("outcome"), form.value("result")) {
        Ok((stage, result)) => {
            let (ask, seen) = (&ask, (number.as_str(), version(&form)));
            let (app, viewer) = (&ask.app, &ask.viewer);
            app.db
                .write(async |tx| {
                    let end = (stage, result.as_str());
                    actions::answer_request(tx, app, viewer, ask.now, seen, end).await
                })
                .await
        }
        Err(errors) => Err(errors.into()),
    };
    after(&ask, &number, form, done).await
}

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    shell: Shell,
    request: Request,
    cases: Vec<Shown>,
    is_checked: bool,
    printed_at: String,
}

/// What is held in one case, in words.
struct Shown {
    number: String,
    received_at: String,
    /// Where the information came from.
    source: String,
    notice: String,
    /// Label, value, and whether it is somebody else's and therefore masked.
    facts: Vec<(String, String, bool)>,
    narrative: String,
    demand: Option<String>,
    files: Vec<String>,
    consents: Vec<ConsentLine>,
    given: Vec<GivenLine>,
    kept: String,
}

pub async fn held(ask: Ask, Path(number): Path<String>) -> Answer {
    let viewer = &ask.viewer;
    let mut tx = ask.app.db.read().await?;
    let request = read_request(&mut tx, &ask.app, viewer, ANSWER_REQUESTS, &number).await?;
    note(&ask, &mut tx, &request).await?;
    let held = overview(&mut tx, &ask.app, viewer, &request).await?;
    drop(tx);
    let title = Said::new("privacy-overview-title").with("number", request.number.as_str());
    let shell = Shell::new(&ask, title);
    page(&OverviewPage {
        cases: held
            .cases
            .iter()
            .map(|one| shown(&shell, &held, one))
            .collect(),
        is_checked: request.checked_at.is_some(),
        printed_at: shell.show(&ask.now),
        request,
        shell,
    })
}

fn shown(shell: &Shell, held: &Overview, one: &HeldCase) -> Shown {
    let case = &one.case;
    let years = crate::purposes::kept(case.kind).map_or(0, |one| one.years);
    let kept = Said::new("privacy-kept-years").with("n", i64::from(years));
    let nobody = std::collections::BTreeMap::new();
    Shown {
        number: case.number.clone(),
        received_at: shell.show(&case.received_at),
        source: shell.say_key(case.channel.word()).to_string(),
        notice: case.privacy_notice.clone().unwrap_or_default(),
        facts: facts(shell, held, one),
        narrative: case.narrative.clone(),
        demand: case.demand.clone(),
        files: one.files.iter().map(|file| file.name.clone()).collect(),
        consents: consent_lines(shell, &one.consents, &nobody, false),
        given: one
            .disclosures
            .iter()
            .filter(|line| !line.is_draft)
            .map(|line| given_line(shell, line, ""))
            .collect(),
        kept: shell.said(kept).to_string(),
    }
}

/// The fields of the patient and of who brought the matter; only those of the person the
/// request is about stand in full, and of both where they are the same.
fn facts(shell: &Shell, held: &Overview, one: &HeldCase) -> Vec<(String, String, bool)> {
    let is_same = one
        .contact
        .as_ref()
        .is_some_and(|contact| contact.relation == Some(Relation::Self_));
    let opens = |own: bool| own || (is_same && (held.opens_person || held.opens_contact));
    let (person, contact) = (opens(held.opens_person), opens(held.opens_contact));
    let mut all: Vec<(&'static str, Option<String>, bool)> = Vec::new();
    if let Some(found) = &one.person {
        all.extend([
            (
                "cases-patient-name",
                found.name.as_ref().map(|text| text.show(person)),
                person,
            ),
            (
                "cases-patient-sex",
                Some(shell.say_key(found.sex.word()).to_string()),
                person,
            ),
            (
                "cases-patient-birth-date",
                found
                    .birth_date
                    .filter(|_| person)
                    .map(|day| day.to_string()),
                person,
            ),
            (
                "cases-patient-record-no",
                found.record_no.as_ref().map(|text| text.show(person)),
                person,
            ),
            (
                "cases-document-no",
                found
                    .document
                    .as_ref()
                    .map(|paper| paper.number.show(person)),
                person,
            ),
        ]);
    }
    if let Some(found) = &one.contact {
        all.extend([
            (
                "cases-contact-name",
                found.name.as_ref().map(|text| text.show(contact)),
                contact,
            ),
            ("cases-contact-phone", found.phone_shown(contact), contact),
            (
                "cases-contact-relation",
                found
                    .relation
                    .map(|one| shell.say_key(one.word()).to_string()),
                contact,
            ),
            (
                "cases-contact-address",
                found.address.as_ref().map(|text| text.show(contact)),
                contact,
            ),
        ]);
    }
    all.into_iter()
        .filter_map(|(word, value, own)| Some((shell.say(word).to_string(), value?, !own)))
        .collect()
}
