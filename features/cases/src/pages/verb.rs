//! A page for each verb of this room: what it needs, what is missing, the small
//! form, and the same form again where somebody was faster.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Gate, Said};
use tongli_patients::{DocumentKind, IdentityCheck, Relation, ReplyBy, Sex};
use tongli_people::roles::{COORDINATOR, DEPUTY, DIRECTOR, RECEPTIONIST};
use tongli_store::Tx;
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::choices::{MarkShown as _, Place, coded, places, severities};
use super::endings;
use super::rows::{Row, typed_rows};
use super::verb_form::{begin, read};
use crate::access;
use crate::actions::{Names, Step, note_reading, read_for_page, take, veil_over};
use crate::case::{Allegation, Case};
use crate::codes::{
    Category, Channel, Court, Handling, HelpNeed, Mood, Receiver, Risk, Urgency, VisitType,
};
use crate::life::{Facts, MarkState, Refused, Verb, six_marks, step};

#[derive(Template)]
#[template(path = "verb.html")]
struct VerbPage {
    shell: Shell,
    verb: Verb,
    case: Case,
    kind: String,
    stage: String,
    form: Form,
    /// What stands in the way and cannot be typed here.
    missing: Vec<Said>,
    /// Somebody was faster; the typed words are kept.
    stale: Option<Said>,
    staff: Vec<(String, String)>,
    places: Vec<Place>,
    modes: Vec<(String, String)>,
    receivers: Vec<(String, String)>,
    channels: Vec<(String, String)>,
    urgencies: Vec<(String, String)>,
    visit_types: Vec<(String, String)>,
    moods: Vec<(String, String)>,
    courts: Vec<(String, String)>,
    needs: Vec<(String, String)>,
    risks: Vec<(String, String)>,
    replies: Vec<(String, String)>,
    relations: Vec<(String, String)>,
    identities: Vec<(String, String)>,
    sexes: Vec<(String, String)>,
    documents: Vec<(String, String)>,
    labels: Vec<(String, String)>,
    /// The refusal waits for this viewer's decision.
    decides: bool,
    rows: Vec<Row>,
    categories: Vec<(String, String)>,
    severities: Vec<(String, String)>,
    upheld: bool,
    nameless: bool,
    /// A joint study waits for this viewer's decision.
    joint_proposed: bool,
    /// Who proposed what waits for a decision, and the ground of a refusal.
    proposer: String,
    ground: Option<String>,
    /// What is proposed may be declined from here.
    may_decline: bool,
    may_see_contact: bool,
    marks: Vec<(&'static str, MarkState)>,
    /// The fields of a verb of endings.
    ending: String,
}

impl VerbPage {
    fn is(&self, code: &str) -> bool {
        self.verb.code() == code
    }

    fn path(&self) -> String {
        format!("{}/{}", self.case.path(), self.verb.path())
    }

    /// Only a clue may still be parted from it.
    fn parts_only(&self) -> bool {
        self.verb == Verb::Amend && !self.case.stage.is_open()
    }
}

/// Gates the form itself answers: not worth telling before anything is typed.
const ANSWERED_HERE: &[&str] = &[
    "settled_result",
    "anonymity_reason",
    "reason",
    "owner",
    "handling",
    "improvement",
    "to",
    "second_person",
    "evidence",
    "missing",
    "supplement",
    "told",
    "confirmed",
    "try",
    "promise",
    "wish",
    "review",
];

pub async fn show(verb: Verb, ask: Ask, Path(number): Path<String>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let (case, allegations, names) = read_for_page(&mut tx, &ask.viewer, verb, &number).await?;
    let missing = before_typing(verb, &case, &allegations)?;
    note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    let form = begin(&ask, verb, &case, &allegations, &names);
    page(&render(&ask, &mut tx, verb, case, &allegations, form, missing).await?)
}

/// What is missing already; a verb that does not belong to the stage has no page.
fn before_typing(verb: Verb, case: &Case, allegations: &[Allegation]) -> Result<Vec<Gate>, Fault> {
    let mut facts = Facts::of(case, allegations);
    // What has ended is amended only to part a clue from it; the page says so.
    facts.parts_clue = true;
    match step(case.stage, verb, &facts) {
        Err(Refused::WrongStage(gate)) => Err(Fault::Gated(vec![gate])),
        // Ending a wait is the very thing this page is for.
        Err(Refused::Gates(_)) if verb == Verb::Resume => Ok(Vec::new()),
        Err(Refused::Gates(gates)) => Ok(gates
            .into_iter()
            .filter(|gate| !ANSWERED_HERE.contains(&gate.gate))
            .collect()),
        Ok(_) => Ok(Vec::new()),
    }
}

pub async fn submit(
    verb: Verb,
    ask: Ask,
    Path(number): Path<String>,
    FormBody(form): FormBody,
) -> Answer {
    let outcome = attempt(verb, &ask, &number, &form).await;
    let fault = match outcome {
        Ok(()) => return redirect(&format!("/cases/{number}?done=cases-{}-done", verb.path())),
        Err(fault) => fault,
    };
    let mut tx = ask.app.db.read().await?;
    let (form, missing, stale, status) = match fault {
        Fault::Invalid(errors) => (
            form.refused(errors),
            Vec::new(),
            None,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Fault::Gated(gates) => (form, gates, None, StatusCode::UNPROCESSABLE_ENTITY),
        Fault::Conflict(said) => (form, Vec::new(), Some(said), StatusCode::CONFLICT),
        other => return Err(other.into()),
    };
    let (case, allegations, _) = read_for_page(&mut tx, &ask.viewer, verb, &number).await?;
    let mut page = render(&ask, &mut tx, verb, case, &allegations, form, missing).await?;
    page.stale = stale;
    page_with(status, &page)
}

async fn attempt(verb: Verb, ask: &Ask, number: &str, form: &Form) -> Result<(), Fault> {
    let version = form.value("version").parse().ok();
    let mut tx = ask.app.db.read().await?;
    let doing = read(ask, &mut tx, verb, form).await?;
    drop(tx);
    let step = Step {
        number,
        // A form without its version was not made by this page.
        version: Some(version.unwrap_or(0)),
        doing: &doing,
        once: None,
    };
    take(&ask.app, &ask.viewer, ask.now, step).await?;
    Ok(())
}

async fn render(
    ask: &Ask,
    tx: &mut Tx,
    verb: Verb,
    case: Case,
    allegations: &[Allegation],
    form: Form,
    missing: Vec<Gate>,
) -> Result<VerbPage, Refusal> {
    let shell = Shell::new(
        ask,
        Said::new("cases-verb-title")
            .with(
                "verb",
                Said {
                    key: verb.word().into(),
                    args: Vec::new(),
                },
            )
            .with("number", case.number.as_str()),
    );
    let facts = Facts::of(&case, allegations);
    let veil = veil_over(tx, &ask.viewer, &case).await?;
    let case = access::told_case(&ask.viewer, &case, veil);
    let chosen = |wanted: Verb| verb == wanted;
    let ending = endings::fields(ask, tx, &shell, (verb, &form), (&case, allegations)).await?;
    Ok(VerbPage {
        kind: shell.say_key(case.kind.word()).to_string(),
        stage: shell.say_key(case.stage.word()).to_string(),
        staff: match verb {
            Verb::Assign => handlers(ask, tx).await?,
            Verb::NotifyRespondent => respondents(ask, tx, &case).await?,
            _ => Vec::new(),
        },
        places: if chosen(Verb::Amend) {
            places(tx, ask.viewer.tenant).await?
        } else {
            Vec::new()
        },
        modes: coded(&shell, Handling::ALL, Handling::code, Handling::word),
        receivers: coded(&shell, Receiver::OUTSIDE, Receiver::code, Receiver::word),
        channels: coded(&shell, Channel::ALL, Channel::code, Channel::word),
        urgencies: coded(&shell, Urgency::ALL, Urgency::code, Urgency::word),
        visit_types: coded(&shell, VisitType::ALL, VisitType::code, VisitType::word),
        moods: coded(&shell, Mood::ALL, Mood::code, Mood::word),
        courts: coded(&shell, Court::ALL, Court::code, Court::word),
        needs: coded(&shell, HelpNeed::ALL, HelpNeed::code, HelpNeed::word),
        labels: labels(&shell),
        decides: case.refusal_is_proposed() && case.refusal_proposed_by != ask.viewer.staff(),
        rows: if chosen(Verb::Amend) && case.kind.is_complaint() {
            amend_rows(&form, &shell)
        } else {
            Vec::new()
        },
        severities: severities(&shell),
        categories: coded(&shell, Category::ALL, Category::code, Category::word),
        risks: coded(&shell, Risk::ALL, Risk::code, Risk::word),
        replies: coded(&shell, ReplyBy::ALL, ReplyBy::code, ReplyBy::word),
        relations: coded(&shell, Relation::ALL, Relation::code, Relation::word),
        identities: coded(
            &shell,
            IdentityCheck::ALL,
            IdentityCheck::code,
            IdentityCheck::word,
        ),
        sexes: coded(&shell, Sex::ALL, Sex::code, Sex::word),
        documents: coded(
            &shell,
            DocumentKind::ALL,
            DocumentKind::code,
            DocumentKind::word,
        ),
        joint_proposed: case.joint_is_proposed()
            && case.joint_proposed_by != ask.viewer.staff()
            && ask.viewer.may(access::APPROVE_JOINT),
        proposer: proposer(ask, tx, &case).await?,
        ground: case
            .refusal_reason
            .filter(|_| case.refusal_is_proposed())
            .map(|one| shell.say_key(one.word()).to_string()),
        may_decline: matches!(verb, Verb::Refuse | Verb::JointStudy)
            && (case.refusal_is_proposed() || case.joint_is_proposed())
            && access::may_to(&ask.viewer, Verb::Decline, &case),
        may_see_contact: access::may_see_contact(&ask.viewer),
        marks: six_marks(&facts)
            .iter()
            .map(|(mark, state)| (mark.word(), *state))
            .collect(),
        upheld: facts.upheld_complaint(),
        nameless: facts.kind.is_complaint() && !facts.reachable_or_said_why,
        missing: missing.into_iter().map(|gate| gate.say).collect(),
        stale: None,
        ending,
        verb,
        form,
        case,
        shell,
    })
}

/// Who proposed the refusal or the joint study that waits for a decision.
async fn proposer(ask: &Ask, tx: &mut Tx, case: &Case) -> Result<String, Refusal> {
    let by = if case.refusal_is_proposed() {
        case.refusal_proposed_by
    } else {
        case.joint_proposed_by
    };
    let names = Names::of(tx, ask.viewer.tenant, [by]).await?;
    Ok(names.person(by))
}

/// The staff complained of, by name.
async fn respondents(
    ask: &Ask,
    tx: &mut Tx,
    case: &Case,
) -> Result<Vec<(String, String)>, Refusal> {
    let names = tongli_people::staff_names(tx, ask.viewer.tenant, &case.named).await?;
    Ok(names
        .into_iter()
        .map(|(id, name)| (id.to_string(), name))
        .collect())
}

/// The allegations and one empty line for what came to light later.
fn amend_rows(form: &Form, shell: &Shell) -> Vec<Row> {
    let mut rows = typed_rows(form, shell);
    if rows
        .last()
        .is_some_and(|row| !row.id.is_empty() || !row.text.is_empty())
    {
        rows.push(Row {
            at: rows.len(),
            ..Row::default()
        });
    }
    rows
}

fn labels(shell: &Shell) -> Vec<(String, String)> {
    [
        ("ordinary", "cases-label-ordinary"),
        ("sensitive", "cases-label-sensitive"),
    ]
    .into_iter()
    .map(|(code, word)| (code.to_owned(), shell.say(word).to_string()))
    .collect()
}

/// Who may handle a case, each once.
async fn handlers(ask: &Ask, tx: &mut Tx) -> Result<Vec<(String, String)>, Refusal> {
    let mut found: Vec<(String, String)> = Vec::new();
    for role in [COORDINATOR, RECEPTIONIST, DEPUTY, DIRECTOR] {
        for one in tongli_people::holders_of(tx, ask.viewer.tenant, role, None, ask.now).await? {
            let id = one.id.to_string();
            if found.iter().all(|(known, _)| *known != id) {
                found.push((id, format!("{} {}", one.name, one.number)));
            }
        }
    }
    Ok(found)
}
