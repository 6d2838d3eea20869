//! Whom the office may tell: the addressee, their papers, and what follows from them.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_cases::Names;
use tongli_kernel::{Fault, Said, StaffId};
use tongli_patients::{IdentityCheck, Relation};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use super::told_form::{by_row, entry, fields};
use super::{Above, read_noted, refused, seen};
use crate::access;
use crate::actions::{Recording, Told, record_addressee, told};
use crate::lines::{StandingLine, addressee_text, identity_text, record_facts, standing_lines};
use crate::record::{Record, To};
use crate::rules::close_relatives;
use crate::standing::{Capacity, Giver, MayLeave};
use crate::store::{Written, records};

/// Empty rows for relatives not written down yet.
const MORE_ROWS: usize = 2;

#[derive(Template)]
#[template(path = "told.html")]
struct ToldPage {
    shell: Shell,
    form: Form,
    above: Above,
    number: String,
    case_path: String,
    version: i64,
    addressee: String,
    identity: String,
    standings: Vec<StandingLine>,
    tos: Vec<(String, String)>,
    relations: Vec<(String, String)>,
    checks: Vec<(String, String)>,
    givers: Vec<(String, String)>,
    capacities: Vec<(String, String)>,
    hears: Vec<(String, String)>,
    close: Vec<(String, String)>,
    /// The files of the case: id and name.
    files: Vec<(String, String)>,
    relatives: Vec<Row>,
    /// Numbers of the rows, to choose the speaker and the one addressed.
    numbers: Vec<usize>,
    /// The patient is between 14 and 17 years old, or a decision stands.
    is_teenager: bool,
    may_decide: bool,
    /// The papers and the relatives of a death are folded away where none is recorded.
    has_death: bool,
    has_mandate: bool,
    has_capacity: bool,
    earlier: Vec<Earlier>,
}

/// One relative on the form.
struct Row {
    number: usize,
    name: String,
    relation: String,
    is_contact: bool,
    name_error: Option<String>,
    relation_error: Option<String>,
}

/// A version before, with what it said.
struct Earlier {
    head: String,
    facts: Vec<(String, String)>,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    render(&ask, &number, None, Above::default(), StatusCode::OK).await
}

async fn render(
    ask: &Ask,
    number: &str,
    typed: Option<Form>,
    above: Above,
    status: StatusCode,
) -> Answer {
    let case = read_noted(ask, number).await?;
    if !access::sees_names(&ask.viewer) {
        return Err(Fault::Forbidden(tongli_cases::access::SEE_CONTACT).into());
    }
    let shell = Shell::new(ask, Said::new("addressees-card"));
    let tenant = ask.viewer.tenant;
    let mut tx = ask.app.db.read().await?;
    let today = ask.app.time.day_of(ask.now);
    let told = told(&mut tx, &ask.app, tenant, &case, today).await?;
    let versions = records::list(&mut tx, &ask.app, tenant, case.id.raw()).await?;
    let files = tongli_cases::files_of(&mut tx, &ask.viewer, &case).await?;
    let checker = told.record.identity.by.map(StaffId::new);
    let people = versions.iter().map(|one| one.by).chain([checker]);
    let names = Names::of(&mut tx, tenant, people).await?;
    drop(tx);
    let record = &told.record;
    let form = match typed {
        Some(form) => form,
        None => fields(record, identity_counts(&told), &ask.app.time),
    };
    let relatives = rows(&shell, &form);
    let page = ToldPage {
        number: case.number.clone(),
        case_path: case.path(),
        version: told.record_version,
        addressee: addressee_text(&shell, &told, true),
        identity: identity_text(&shell, &told, &names.person(checker)),
        standings: standing_lines(&shell, &told),
        tos: listed(&shell, "addressees-to", To::ALL.map(To::code)),
        relations: words(
            &shell,
            Relation::ALL.iter().map(|one| (one.code(), one.word())),
        ),
        checks: words(
            &shell,
            IdentityCheck::ALL
                .iter()
                .map(|one| (one.code(), one.word())),
        ),
        givers: listed(&shell, "addressees-giver", Giver::ALL.map(Giver::code)),
        capacities: listed(
            &shell,
            "addressees-capacity",
            Capacity::ALL.map(Capacity::code),
        ),
        hears: listed(
            &shell,
            "addressees-leaves",
            MayLeave::ALL.map(MayLeave::code),
        ),
        close: words(
            &shell,
            close_relatives().map(|one| (one.code(), one.word())),
        ),
        files: files
            .iter()
            .map(|file| (file.id.to_string(), file.name.clone()))
            .collect(),
        numbers: (1..=relatives.len()).collect(),
        relatives,
        is_teenager: record.guardian.is_some()
            || told.age.is_some_and(|age| (14..18).contains(&age)),
        may_decide: ask.viewer.may(access::APPROVE),
        has_death: record.died_at.is_some() || is_refused_in(&form, "died_at speaker relatives"),
        has_mandate: record.mandate.is_some() || is_refused_in(&form, "mandate_"),
        has_capacity: record.capacity() != Capacity::NotStated || is_refused_in(&form, "capacity"),
        earlier: earlier(&shell, &names, &versions),
        above,
        form,
        shell,
    };
    page_with(status, &page)
}

/// Whether the recorded check is one of whoever is addressed now.
fn identity_counts(told: &Told) -> bool {
    told.known_name() == told.record.identity.of
}

fn is_refused_in(form: &Form, starts: &str) -> bool {
    form.errors
        .iter()
        .any(|(field, _)| starts.split(' ').any(|start| field.starts_with(start)))
}

fn words<'a>(shell: &Shell, all: impl Iterator<Item = (&'a str, String)>) -> Vec<(String, String)> {
    all.map(|(code, word)| (code.to_owned(), shell.say_key(word).to_string()))
        .collect()
}

fn listed<const N: usize>(
    shell: &Shell,
    start: &str,
    codes: [&'static str; N],
) -> Vec<(String, String)> {
    words(
        shell,
        codes
            .into_iter()
            .map(|code| (code, format!("{start}-{code}"))),
    )
}

fn rows(shell: &Shell, form: &Form) -> Vec<Row> {
    let names: Vec<&str> = form.values("relative_name").collect();
    let relations: Vec<&str> = form.values("relative_relation").collect();
    let filled = names.iter().filter(|name| !name.trim().is_empty()).count();
    let contact: usize = form.value("relative_contact").parse().unwrap_or_default();
    (0..names.len().max(filled + MORE_ROWS))
        .map(|row| Row {
            number: row + 1,
            name: names.get(row).copied().unwrap_or_default().to_owned(),
            relation: relations.get(row).copied().unwrap_or_default().to_owned(),
            is_contact: contact == row + 1,
            name_error: form.error(&format!("relative_name-{row}"), shell),
            relation_error: form.error(&format!("relative_relation-{row}"), shell),
        })
        .collect()
}

fn earlier(shell: &Shell, names: &Names, versions: &[Written<Record>]) -> Vec<Earlier> {
    versions
        .iter()
        .map(|one| Earlier {
            head: shell
                .say("addressees-version")
                .with("n", one.version)
                .with("name", names.person(one.by))
                .with("at", shell.ask.show(one.at))
                .to_string(),
            facts: whole_facts(shell, one.body.open()),
        })
        .collect()
}

/// All a version says, the addressee and the check with it.
fn whole_facts(shell: &Shell, record: &Record) -> Vec<(String, String)> {
    let to = shell.say_key(format!("addressees-to-{}", record.to.code()));
    let mut facts = vec![(shell.say("addressees-to").to_string(), to.to_string())];
    if let Some(check) = IdentityCheck::from_code(&record.identity.check) {
        let text = shell
            .say("addressees-checked-of")
            .with("of", record.identity.of.as_str())
            .with("check", shell.say_key(check.word()).to_string())
            .with("seen", record.identity.seen.as_str())
            .to_string();
        facts.push((shell.say("addressees-identity").to_string(), text));
    }
    facts.extend(record_facts(shell, record, true));
    facts
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let entry = entry(&form);
    let recording = Recording {
        number: &number,
        version: None,
        seen: Some(seen(&form).unwrap_or(0)),
        entry: &entry,
    };
    let (asking, recording) = (&ask, &recording);
    let outcome = asking
        .app
        .db
        .write(async |tx| record_addressee(tx, &asking.app, &asking.viewer, *recording).await)
        .await;
    match outcome {
        Ok((case, _)) => redirect(&format!("{}?done=addressees-recorded-done", case.path())),
        Err(fault) => {
            let (mut form, above, status) = refused(fault, form)?;
            form.errors = by_row(&form.errors, &form);
            render(&ask, &number, Some(form), above, status).await
        }
    }
}
