//! The case page: number, stage and clocks on top, the stream in the middle, facts
//! beside it.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{Confidentiality, Fault, Said, StaffId, Viewer};
use tongli_store::Tx;
use tongli_store::attachments::Attachment;
use tongli_store::history;
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, panels, redirect};
use tongli_work::Chip;

use super::beside::{Fact, facts, listed, persons};
use super::choices::MarkShown as _;
use super::earlier::{EarlierRound, earlier_rounds};
use super::next::{self, Next};
use super::timeline::{Entry, Sources, entries};
use crate::access::{self, shown_verbs};
use crate::actions::{
    Doing, Names, Step, entrust, files_of, linked, note_reading, notes_for, read, read_for_page,
    take, veil_over,
};
use crate::case::{Allegation, Case};
use crate::codes::{Stage, Visibility, severity_word};
use crate::life::{Facts, Mark, MarkState, Verb, six_marks};
use crate::panels::show_to_panels;
use crate::store::imported;
use crate::veil::Veil;

/// Longer histories are read on by program, page by page.
const MOST_LINKS: i64 = 500;

/// A clock of the strip.
struct ClockShown {
    rule: String,
    chip: Chip,
    path: String,
}

/// A button or menu entry.
struct ActionShown {
    word: String,
    path: String,
}

/// One allegation as the page tells it.
struct AllegationShown {
    seq: i64,
    text: String,
    category: String,
    severity: Option<String>,
    departments: String,
    respondents: String,
    finding: Option<String>,
    reason: Option<String>,
    answer: Option<String>,
}

#[derive(Template)]
#[template(path = "show.html")]
struct ShowPage {
    shell: Shell,
    case: Case,
    form: Form,
    stage: String,
    kind: String,
    clocks: Vec<ClockShown>,
    /// The one next step, where it is this room's and this viewer's.
    first: Option<ActionShown>,
    /// Else who is waited for.
    awaited: Option<String>,
    /// The same from the rooms above.
    heads: Vec<String>,
    more: Vec<ActionShown>,
    earlier: Vec<EarlierRound>,
    entries: Vec<Entry>,
    allegations: Vec<AllegationShown>,
    facts: Vec<Fact>,
    persons: Vec<Fact>,
    /// The address that shows names and numbers in full, where this viewer may.
    open_persons: Option<String>,
    files: Vec<Attachment>,
    marks: Vec<(&'static str, MarkState)>,
    main: Vec<String>,
    side: Vec<String>,
    may_note: bool,
    may_share: bool,
    may_attach: bool,
    may_register: bool,
    /// Who was named for a confidential case, where this viewer may name them.
    trusted: Option<Vec<String>>,
    /// Path and number of the other half, where a clue was parted from it.
    linked: Vec<(String, String)>,
    /// Which of those complained of were told, and when they read it.
    told: Vec<(String, String, Option<String>)>,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    match render(&ask, &number, Form::default()).await {
        Err(refusal) if matches!(refusal.0, Fault::NotFound) => {
            super::gone::told(&ask, &number).await
        }
        shown => page(&shown?),
    }
}

/// A note; refused words stay in the composer.
pub async fn note(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let visibility = match form.value("visibility") {
        "shared" => Visibility::Shared,
        "process" => Visibility::Process,
        _ => Visibility::Private,
    };
    let doing = Doing::Note {
        visibility,
        text: form.value("text").to_owned(),
    };
    let step = Step {
        number: &number,
        version: None,
        doing: &doing,
        once: None,
    };
    match take(&ask.app, &ask.viewer, ask.now, step).await {
        Ok(_) => redirect(&format!("/cases/{number}?done=cases-noted-done")),
        Err(Fault::Invalid(errors)) => {
            let page = render(&ask, &number, form.refused(errors)).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}

/// Opens a confidential case to one more person, by staff number or login name.
pub async fn post_entrust(
    ask: Ask,
    Path(number): Path<String>,
    FormBody(form): FormBody,
) -> Answer {
    let (ask, number) = (&ask, &number);
    let wanted = form.value("staff");
    let outcome = ask
        .app
        .db
        .write(async |tx| {
            let case = read(tx, &ask.viewer, Verb::Read, number).await?;
            let unknown = || Fault::field("staff", Said::new("cases-staff-unknown"));
            let tenant = ask.viewer.tenant;
            let mut found = tongli_people::find_by_number(tx, tenant, wanted).await?;
            if found.is_none() {
                found = tongli_people::find_by_login(tx, tenant, wanted).await?;
            }
            let staff = found.ok_or_else(unknown)?;
            entrust(tx, &ask.app, &ask.viewer, ask.now, &case, staff.id).await
        })
        .await;
    match outcome {
        Ok(()) => redirect(&format!("/cases/{number}?done=cases-entrust-done")),
        Err(Fault::Invalid(errors)) => {
            let page = render(ask, number, form.refused(errors)).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}

/// Who of those complained of was told when, and when they read it: for the office.
async fn told_lines(
    tx: &mut Tx,
    ask: &Ask,
    case: &Case,
    veil: Veil,
) -> Result<Vec<(String, String, Option<String>)>, Fault> {
    if !access::reads_private_notes(&ask.viewer) {
        return Ok(Vec::new());
    }
    let mut told = crate::store::respondents::of_case(tx, ask.viewer.tenant, case.id).await?;
    told.retain(|one| !veil.hides_step(one.sent_at));
    let ids: Vec<StaffId> = told.iter().map(|one| one.staff).collect();
    let names = tongli_people::staff_names(tx, ask.viewer.tenant, &ids).await?;
    Ok(told
        .into_iter()
        .map(|one| {
            let name = names.get(&one.staff).cloned().unwrap_or_default();
            (
                name,
                ask.show(one.sent_at),
                one.read_at.map(|at| ask.show(at)),
            )
        })
        .collect())
}

/// The names of those a confidential case was opened to.
async fn trusted(tx: &mut Tx, viewer: &Viewer, case: &Case) -> Result<Option<Vec<String>>, Fault> {
    if case.confidentiality != Confidentiality::Discipline || !viewer.may(access::ENTRUST) {
        return Ok(None);
    }
    let ids = crate::entrusted(tx, viewer.tenant, case.id).await?;
    let names = tongli_people::staff_names(tx, viewer.tenant, &ids).await?;
    Ok(Some(
        ids.iter().filter_map(|id| names.get(id)).cloned().collect(),
    ))
}

async fn render(ask: &Ask, number: &str, form: Form) -> Result<ShowPage, Refusal> {
    let viewer = &ask.viewer;
    let mut tx = ask.app.db.read().await?;
    let (case, allegations, _) = read_for_page(&mut tx, viewer, Verb::Read, number).await?;
    show_to_panels(ask, &case, &allegations);
    let verbs = shown_verbs(viewer, &case, &allegations);
    let case_facts = Facts::of(&case, &allegations);
    let marks = six_marks(&case_facts);
    let allegations = access::shown_allegations(viewer, &case, allegations);
    let subject = case.subject();
    let links = history::list(&mut tx, viewer.tenant, subject, 0, MOST_LINKS).await?;
    let notes = notes_for(&mut tx, viewer, &case).await?;
    let files = files_of(&mut tx, viewer, &case).await?;
    let rows = tongli_work::clocks_of(&mut tx, viewer.tenant, subject).await?;
    let names = Names::of(&mut tx, viewer.tenant, people_of(&case, &links)).await?;
    let may_open = access::sees_contact_of(viewer, &case);
    let open = may_open && Form::from_encoded(&ask.query).ticked("contact");
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
    let trusted = trusted(&mut tx, viewer, &case).await?;
    let former = imported::former_department(&mut tx, viewer.tenant, case.id).await?;
    let calendars = tongli_calendars::load(&mut tx, viewer.tenant).await?;
    let veil = veil_over(&mut tx, viewer, &case).await?;
    let told = told_lines(&mut tx, ask, &case, veil).await?;
    let linked = linked(&mut tx, viewer, case.id).await?;
    drop(tx);
    note_reading(&ask.app, viewer, ask.now, &case, open).await?;
    let shell = Shell::new(
        ask,
        Said::new("cases-page-title").with("number", case.number.as_str()),
    );
    let shown = access::told_case(viewer, &case, veil);
    let decision = next::decision(viewer, &case, &verbs);
    let heads = match decision {
        Some(_) => Vec::new(),
        None => panels(ask, "case-head", subject).await?,
    };
    let own = || {
        next::step(
            viewer,
            &case,
            &case_facts,
            &verbs,
            &names.person(case.owner),
        )
    };
    let next = decision.or_else(|| if heads.is_empty() { own() } else { None });
    let taken = match &next {
        Some(Next::Act(verb, _)) => Some(*verb),
        _ => None,
    };
    let sources = Sources {
        case: &case,
        links: &links,
        notes: &notes,
        files: &files,
        names: &names,
        veil,
    };
    let may_note = verbs.contains(&Verb::Note);
    Ok(ShowPage {
        stage: shell.say_key(case.stage.word()).to_string(),
        kind: shell.say_key(case.kind.word()).to_string(),
        clocks: rows
            .iter()
            .map(|row| ClockShown {
                rule: shell
                    .say_key(format!("work-kind-clock-{}", row.rule.to_lowercase()))
                    .to_string(),
                chip: tongli_work::chip(&shell, row, ask.now, &calendars),
                path: format!("/clocks/{}", row.id),
            })
            .collect(),
        more: verbs
            .iter()
            .filter(|verb| super::is_ours(**verb) && Some(**verb) != taken)
            .map(|verb| action(&case, *verb, verb.word()))
            .chain(parting(viewer, &case))
            .collect(),
        awaited: match &next {
            Some(Next::Wait(said)) => Some(shell.said(said.clone()).to_string()),
            _ => None,
        },
        first: match next {
            Some(Next::Act(verb, word)) => Some(action(&case, verb, word)),
            _ => None,
        },
        heads,
        earlier: earlier_rounds(&shell, &case, (&links, veil), &allegations),
        entries: entries(&shell, &sources),
        allegations: allegations
            .iter()
            .map(|one| allegation(&shell, one, &names))
            .collect(),
        facts: facts(&shell, &shown, &names, (former, hidden)),
        told,
        linked: linked
            .into_iter()
            .map(|one| (one.path(), one.number))
            .collect(),
        persons: persons(&shell, person.as_ref(), contact.as_ref(), open),
        open_persons: (may_open && !open && (person.is_some() || contact.is_some()))
            .then(|| format!("{}?contact=1", case.path())),
        marks: marks
            .iter()
            .map(|(mark, state): &(Mark, MarkState)| (mark.word(), *state))
            .collect(),
        main: panels(ask, "case-main", subject).await?,
        side: panels(ask, "case-side", subject).await?,
        may_note,
        may_share: may_note && access::reads_private_notes(viewer),
        may_attach: verbs.contains(&Verb::Attach),
        may_register: viewer.may(access::REGISTER),
        trusted,
        files,
        form,
        case,
        shell,
    })
}

/// Everybody the page names.
fn people_of(case: &Case, links: &[history::Link]) -> Vec<Option<StaffId>> {
    let assigned = links
        .iter()
        .filter(|link| link.verb == Verb::Assign.code())
        .filter_map(|link| {
            link.details()["owner"]
                .as_str()
                .and_then(|id| id.parse().ok())
        })
        .map(Some);
    [case.first_receiver, case.owner, case.speaker]
        .into_iter()
        .chain(case.respondents.iter().copied().map(Some))
        .chain(assigned)
        .collect()
}

fn action(case: &Case, verb: Verb, word: String) -> ActionShown {
    ActionShown {
        path: format!("{}/{}", case.path(), verb.path()),
        word,
    }
}

/// The way to part a clue from a case that has ended: an open one is simply amended.
fn parting(viewer: &Viewer, case: &Case) -> Option<ActionShown> {
    let is_over = !case.stage.is_open() && case.stage != Stage::Merged && !case.is_restricted();
    let may = is_over && access::may_to(viewer, Verb::Amend, case);
    may.then(|| action(case, Verb::Amend, "cases-part-late".to_owned()))
}

fn allegation(shell: &Shell, one: &Allegation, names: &Names) -> AllegationShown {
    let refused = one.refusal.as_ref().filter(|it| it.is_decided());
    AllegationShown {
        seq: one.seq,
        text: one.text.clone(),
        category: match one.category {
            Some(category) => format!("{} {}", category.code(), shell.say_key(category.word())),
            None => shell.say("cases-category-none").to_string(),
        },
        severity: one
            .severity
            .map(|one| shell.say_key(severity_word(one)).to_string()),
        departments: listed(
            shell,
            one.departments.iter().map(|id| names.department(Some(*id))),
        ),
        respondents: names.respondents(one),
        finding: match refused {
            Some(_) => Some(shell.say("cases-refused-line").to_string()),
            None => one
                .finding
                .map(|finding| shell.say_key(finding.word()).to_string()),
        },
        reason: match refused {
            Some(refusal) => Some(refusal.ground.explanation.clone()),
            None => one.finding_reason.clone(),
        },
        answer: one.answer.clone(),
    }
}
