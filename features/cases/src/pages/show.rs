//! The case page: number, stage and clocks on top, the stream in the middle, facts
//! beside it.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Said, StaffId};
use tongli_patients::{Contact, Person};
use tongli_store::attachments::{self, Attachment};
use tongli_store::history;
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, panels, redirect};
use tongli_work::Chip;

use super::timeline::{Entry, Sources, entries};
use crate::access::{self, shown_verbs};
use crate::actions::{Doing, Names, Step, note_reading, notes_for, read_for_page, take};
use crate::case::{Allegation, Case};
use crate::codes::{Stage, Visibility};
use crate::life::{Facts, Mark, MarkState, Verb, six_marks};
use crate::typed;

/// Longer histories are read in full on the print-out.
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
    departments: String,
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
    first: Option<ActionShown>,
    more: Vec<ActionShown>,
    entries: Vec<Entry>,
    allegations: Vec<AllegationShown>,
    facts: Vec<(String, String)>,
    persons: Vec<(String, String)>,
    /// The address that shows names and numbers in full, where this viewer may.
    open_persons: Option<String>,
    files: Vec<Attachment>,
    marks: Vec<(&'static str, MarkState)>,
    main: Vec<String>,
    side: Vec<String>,
    may_note: bool,
    may_share: bool,
    may_attach: bool,
}

impl ShowPage {
    fn mark_class(&self, state: &MarkState) -> &'static str {
        match state {
            MarkState::Met => "badge bg-green-lt",
            MarkState::Open => "badge bg-yellow-lt",
            MarkState::NotNeeded => "badge bg-secondary-lt",
        }
    }

    fn mark_icon(&self, state: &MarkState) -> &'static str {
        match state {
            MarkState::Met => "check",
            MarkState::Open => "clock",
            MarkState::NotNeeded => "x",
        }
    }

    fn mark_state(&self, state: &MarkState) -> &'static str {
        match state {
            MarkState::Met => "cases-mark-is-met",
            MarkState::Open => "cases-mark-is-open",
            MarkState::NotNeeded => "cases-mark-is-not-needed",
        }
    }
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    page(&render(&ask, &number, Form::default()).await?)
}

/// A note; refused words stay in the composer.
pub async fn note(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let visibility = match form.value("visibility") {
        "shared" => Visibility::Shared,
        _ => Visibility::Private,
    };
    let doing = Doing::Note { visibility, text: form.value("text").to_owned() };
    let step = Step { number: &number, version: None, doing: &doing, once: None };
    match take(&ask.app, &ask.viewer, ask.now, step).await {
        Ok(_) => redirect(&format!("/cases/{number}?done=cases-noted-done")),
        Err(Fault::Invalid(errors)) => {
            let page = render(&ask, &number, form.refused(errors)).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn render(ask: &Ask, number: &str, form: Form) -> Result<ShowPage, Refusal> {
    let viewer = &ask.viewer;
    let mut tx = ask.app.db.read().await?;
    let (case, allegations, _) = read_for_page(&mut tx, viewer, Verb::Read, number).await?;
    let subject = case.subject();
    let links = history::list(&mut tx, viewer.tenant, subject, 0, MOST_LINKS).await?;
    let notes = notes_for(&mut tx, viewer, &case).await?;
    let files = attachments::list(&mut tx, viewer.tenant, subject).await?;
    let rows = tongli_work::clocks_of(&mut tx, viewer.tenant, subject).await?;
    let names = Names::of(&mut tx, viewer.tenant, people_of(&case, &links)).await?;
    let may_open = access::may_see_contact(viewer);
    let open = may_open && Form::from_encoded(&ask.query).ticked("contact");
    let hidden = access::is_deidentified(viewer);
    let person = match case.person.filter(|_| !hidden) {
        Some(id) => tongli_patients::find_person(&mut tx, &ask.app, viewer.tenant, id).await?,
        None => None,
    };
    let contact = match case.contact.filter(|_| !hidden) {
        Some(id) => tongli_patients::find_contact(&mut tx, &ask.app, viewer.tenant, id).await?,
        None => None,
    };
    drop(tx);
    note_reading(&ask.app, viewer, ask.now, &case, open).await?;
    let shell = Shell::new(ask, Said::new("cases-page-title").with("number", case.number.as_str()));
    let verbs = shown_verbs(viewer, &case, &allegations);
    let (first, more) = actions_of(&case, &verbs);
    let sources = Sources { case: &case, links: &links, notes: &notes, files: &files, names: &names };
    let may_note = verbs.contains(&Verb::Note);
    Ok(ShowPage {
        stage: shell.say_key(case.stage.word()).to_string(),
        kind: shell.say_key(case.kind.word()).to_string(),
        clocks: rows
            .iter()
            .map(|row| ClockShown {
                rule: shell.say_key(format!("work-rule-{}", row.rule.to_lowercase())).to_string(),
                chip: tongli_work::chip(&shell, row, ask.now),
                path: format!("/clocks/{}", row.id),
            })
            .collect(),
        first,
        more,
        entries: entries(&shell, &sources),
        allegations: allegations.iter().map(|one| allegation(&shell, one, &names)).collect(),
        facts: facts(&shell, &case, &names),
        persons: persons(&shell, person.as_ref(), contact.as_ref(), open),
        open_persons: (may_open && !open && (person.is_some() || contact.is_some()))
            .then(|| format!("{}?contact=1", case.path())),
        marks: six_marks(&Facts::of(&case, &allegations))
            .iter()
            .map(|(mark, state): &(Mark, MarkState)| (mark.word(), *state))
            .collect(),
        main: panels(ask, "case-main", subject).await?,
        side: panels(ask, "case-side", subject).await?,
        may_note,
        may_share: may_note && access::reads_private_notes(viewer),
        may_attach: verbs.contains(&Verb::Attach),
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
        .filter_map(|link| link.details()["owner"].as_str().and_then(|id| id.parse().ok()))
        .map(Some);
    [case.first_receiver, case.owner, case.speaker]
        .into_iter()
        .chain(assigned)
        .collect()
}

/// What the stage waits for comes first; the rest stands in the menu.
fn actions_of(case: &Case, verbs: &[Verb]) -> (Option<ActionShown>, Vec<ActionShown>) {
    let next = match case.stage {
        Stage::Registered if case.refusal_reason.is_some() => Some(Verb::Refuse),
        Stage::Registered => Some(Verb::Accept),
        Stage::Accepted if case.kind.is_complaint() => Some(Verb::Assign),
        Stage::Accepted | Stage::Handling => Some(Verb::Handle),
        Stage::Replied | Stage::FollowingUp => Some(Verb::Close),
        Stage::Closed | Stage::Settled | Stage::Refused => Some(Verb::Archive),
        _ => None,
    };
    let shown = |verb: &Verb| ActionShown {
        word: verb.word(),
        path: format!("{}/{}", case.path(), verb.path()),
    };
    let (first, more): (Vec<&Verb>, Vec<&Verb>) = verbs
        .iter()
        .filter(|verb| super::is_ours(**verb))
        .partition(|verb| Some(**verb) == next);
    (
        first.first().map(|verb| shown(verb)),
        more.into_iter().map(shown).collect(),
    )
}

fn allegation(shell: &Shell, one: &Allegation, names: &Names) -> AllegationShown {
    AllegationShown {
        seq: one.seq,
        text: one.text.clone(),
        category: format!("{} {}", one.category.code(), shell.say_key(one.category.word())),
        departments: one
            .departments
            .iter()
            .map(|id| names.department(Some(*id)))
            .collect::<Vec<_>>()
            .join("、"),
        finding: one.finding.map(|finding| shell.say_key(finding.word()).to_string()),
        reason: one.finding_reason.clone(),
        answer: one.answer.clone(),
    }
}

/// The facts beside the stream; what was not said is left out.
pub(super) fn facts(shell: &Shell, case: &Case, names: &Names) -> Vec<(String, String)> {
    let code = |key: String| shell.say_key(key).to_string();
    let some = |text: String| (!text.is_empty()).then_some(text);
    let all = [
        ("cases-channel-label", Some(code(case.channel.word()))),
        ("cases-urgency-label", Some(code(case.urgency.word()))),
        ("cases-received-at", Some(shell.show(&case.received_at))),
        ("cases-department", some(names.department(case.department_visited))),
        ("cases-visit-label", case.visit_type.map(|one| code(one.word()))),
        ("cases-incident-at", case.incident_at.map(|at| shell.show(&at))),
        ("cases-incident-place", case.incident_place.clone()),
        ("cases-demand", case.demand.clone()),
        ("cases-underlying-need", case.underlying_need.clone()),
        ("cases-mood-label", case.mood.map(|one| code(one.word()))),
        ("cases-persons-present", case.persons_present.map(|n| n.to_string())),
        ("cases-court-label", Some(code(case.court.word()))),
        (
            "cases-needs-label",
            some(case.help_needs.iter().map(|one| code(one.word())).collect::<Vec<_>>().join("、")),
        ),
        ("cases-leader-instruction", case.leader_instruction.clone()),
        ("cases-anonymity-reason", case.anonymity_reason.clone()),
        ("cases-first-receiver", some(names.person(case.first_receiver))),
        ("cases-owner", some(names.person(case.owner))),
        ("cases-speaker", some(names.person(case.speaker))),
        ("cases-settled-result", case.settled_result.clone()),
        (
            "cases-handling-label",
            some(case.handling.iter().map(|one| code(one.word())).collect::<Vec<_>>().join("、")),
        ),
        ("cases-handling-result", case.handling_result.clone()),
        ("cases-refunded", case.refunded_fen.map(typed::yuan)),
        ("cases-waived", case.waived_fen.map(typed::yuan)),
        ("cases-refusal-label", case.refusal_reason.map(|one| code(one.word()))),
        ("cases-refusal-explanation", case.refusal_explanation.clone()),
        ("cases-pause-reason", case.pause_reason.clone()),
        ("cases-improvement", case.improvement.clone()),
        ("cases-no-improvement-reason", case.no_improvement_reason.clone()),
        ("cases-satisfaction", case.satisfaction.map(|n| n.to_string())),
    ];
    all.into_iter()
        .filter_map(|(word, value)| Some((shell.say(word).to_string(), value?)))
        .collect()
}

/// The patient and whoever speaks, masked unless `open`.
pub(super) fn persons(
    shell: &Shell,
    person: Option<&Person>,
    contact: Option<&Contact>,
    open: bool,
) -> Vec<(String, String)> {
    let mut all = Vec::new();
    if let Some(one) = person {
        all.push(("cases-patient-name", one.name.as_ref().map(|name| name.show(open))));
        all.push(("cases-patient-sex", Some(shell.say_key(one.sex.word()).to_string())));
        all.push((
            "cases-patient-birth-date",
            one.birth_date.filter(|_| open).map(|day| day.to_string()),
        ));
        all.push((
            "cases-patient-record-no",
            one.record_no.as_ref().map(|number| number.show(open)),
        ));
    }
    if let Some(one) = contact {
        all.push(("cases-contact-name", one.name.as_ref().map(|name| name.show(open))));
        all.push(("cases-contact-phone", one.phone_shown(open)));
        all.push((
            "cases-contact-relation",
            one.relation.map(|relation| shell.say_key(relation.word()).to_string()),
        ));
        all.push((
            "cases-contact-reply-by",
            one.reply_by.map(|way| shell.say_key(way.word()).to_string()),
        ));
    }
    all.into_iter()
        .filter_map(|(word, value)| Some((shell.say(word).to_string(), value?)))
        .collect()
}
