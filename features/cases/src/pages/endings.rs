//! The fields of the verbs of endings, and what was typed into them.

use askama::Template;
use tongli_kernel::{Fault, FieldErrors};
use tongli_store::Tx;
use tongli_web::{Ask, Form, Shell};

use super::choices::coded;
use crate::access;
use crate::actions::{Doing, files_of};
use crate::case::{Allegation, Case};
use crate::codes::{Confirmation, Outcome, RefusalReason, Reviewed, Way};
use crate::ending::{EndingTyped, Evidence, Part, PartTyped, Reader, Shared};
use crate::endings::is_safety_matter;
use crate::life::Verb;
use crate::refusal::SOURCE;

#[derive(Template)]
#[template(path = "ending.html")]
struct EndingFields<'a> {
    shell: &'a Shell,
    verb: Verb,
    case: &'a Case,
    form: &'a Form,
    ways: Vec<(String, String)>,
    outcomes: Vec<(String, String)>,
    confirmations: Vec<(String, String)>,
    reviewed: Vec<(String, String)>,
    reasons: Vec<(String, String)>,
    /// The papers of the case, for a proof.
    files: Vec<(String, String)>,
    /// It goes on even if it is withdrawn.
    safety: bool,
    may_override: bool,
    /// What waits for this viewer's decision.
    proposed: Vec<(String, String)>,
    decides: bool,
    rows: Vec<RefusalRow>,
    source: &'static str,
    unverified: bool,
}

/// One allegation that could be refused.
struct RefusalRow {
    at: usize,
    seq: i64,
    text: String,
}

impl RefusalRow {
    fn field(&self, name: &str) -> String {
        format!("allegations[{}].{name}", self.at)
    }
}

impl EndingFields<'_> {
    fn is(&self, code: &str) -> bool {
        self.verb.code() == code
    }
}

/// The verbs whose fields stand in this room's own form.
const WITH_FIELDS: &[Verb] = &[
    Verb::RequestSupplement,
    Verb::Supplement,
    Verb::TellRefusal,
    Verb::Withdraw,
    Verb::ReturnToSender,
    Verb::TryContact,
    Verb::Interim,
    Verb::AskReview,
    Verb::ReviewAgain,
    Verb::Reopen,
    Verb::Refuse,
];

/// The fields a verb asks for, as they stand inside its form; most ask for none.
pub async fn fields(
    ask: &Ask,
    tx: &mut Tx,
    shell: &Shell,
    (verb, form): (Verb, &Form),
    (case, allegations): (&Case, &[Allegation]),
) -> Result<String, Fault> {
    if !WITH_FIELDS.contains(&verb) {
        return Ok(String::new());
    }
    let files = files_of(tx, &ask.viewer, case).await?;
    let decides = case.refusal_is_proposed() && case.refusal_proposed_by != ask.viewer.staff();
    let page = EndingFields {
        ways: coded(shell, Way::ALL, Way::code, Way::word),
        outcomes: coded(shell, Outcome::ALL, Outcome::code, Outcome::word),
        confirmations: coded(
            shell,
            Confirmation::ALL,
            Confirmation::code,
            Confirmation::word,
        ),
        reviewed: coded(shell, Reviewed::ALL, Reviewed::code, Reviewed::word),
        reasons: coded(
            shell,
            RefusalReason::ALL,
            RefusalReason::code,
            RefusalReason::word,
        ),
        files: files
            .into_iter()
            .map(|one| (one.id.to_string(), one.name))
            .collect(),
        safety: is_safety_matter(case, allegations),
        may_override: ask.viewer.may(access::OVERRIDE_REOPEN),
        proposed: proposed(shell, allegations),
        rows: if decides {
            Vec::new()
        } else {
            rows(allegations)
        },
        decides,
        source: SOURCE.doc_zh,
        unverified: SOURCE.verified_by.is_none(),
        shell,
        verb,
        case,
        form,
    };
    page.render().map_err(Fault::bug)
}

fn rows(allegations: &[Allegation]) -> Vec<RefusalRow> {
    allegations
        .iter()
        .filter(|one| !one.is_refused())
        .enumerate()
        .map(|(at, one)| RefusalRow {
            at,
            seq: one.seq,
            text: one.text.clone(),
        })
        .collect()
}

fn proposed(shell: &Shell, allegations: &[Allegation]) -> Vec<(String, String)> {
    allegations
        .iter()
        .filter_map(|one| {
            let refusal = one.refusal.as_ref().filter(|it| !it.is_decided())?;
            let reason = shell.say_key(refusal.ground.reason.word());
            let why = format!("{reason} · {}", refusal.ground.explanation);
            Some((format!("{} {}", one.seq, one.text), why))
        })
        .collect()
}

fn typed(form: &Form) -> EndingTyped {
    let text = |name: &str| form.text(name);
    EndingTyped {
        missing: text("missing"),
        until: text("until"),
        proof: text("proof"),
        file: text("file"),
        why: text("why"),
        confirmed_by: text("confirmed_by"),
        at: text("at"),
        way: text("way"),
        outcome: text("outcome"),
        note: text("note"),
        promised: text("promised"),
        wish: text("wish"),
        evidence: text("evidence"),
        override_reason: text("override_reason"),
        instead: text("instead"),
        body: text("body"),
        number: text("number"),
        decided_on: text("decided_on"),
        lies: text("lies"),
        allegations: None,
    }
}

/// The rows of allegations, as far as somebody chose a reason for them.
fn parts(form: &Form) -> Option<Vec<PartTyped>> {
    let rows: Vec<PartTyped> = (0..)
        .map_while(|at| {
            let text = |name: &str| form.text(&format!("allegations[{at}].{name}"));
            Some(PartTyped {
                allegation: text("allegation")?.parse().ok()?,
                at,
                reason: text("reason"),
                explanation: text("explanation"),
                instead: text("instead"),
                body: text("body"),
                number: text("number"),
                decided_on: text("decided_on"),
                lies: text("lies"),
                file: None,
            })
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let said = |one: &PartTyped| one.reason.is_some() || one.explanation.is_some();
    Some(rows.into_iter().filter(said).collect())
}

/// What was typed for one of these verbs.
pub fn read(ask: &Ask, verb: Verb, form: &Form, errors: &mut FieldErrors) -> Option<Doing> {
    let shared = Shared {
        reason: form.text("reason"),
        text: form.text("text"),
        by: form.text("by"),
        told_at: form.text("told_at"),
    };
    let mut reader = Reader {
        time: &ask.app.time,
        errors,
    };
    let ending = reader.ending(verb, &typed(form), &shared)?;
    Some(Doing::End(Box::new(ending)))
}

/// What is to be refused.
pub fn read_parts(ask: &Ask, form: &Form, errors: &mut FieldErrors) -> Vec<Part> {
    let mut typed = typed(form);
    typed.allegations = parts(form);
    let mut reader = Reader {
        time: &ask.app.time,
        errors,
    };
    reader.parts(&typed, &form.text("reason"), &form.text("explanation"))
}

/// What is new about a case to be taken up again.
pub fn read_evidence(ask: &Ask, form: &Form, errors: &mut FieldErrors) -> Evidence {
    let mut reader = Reader {
        time: &ask.app.time,
        errors,
    };
    reader.evidence(&typed(form))
}
