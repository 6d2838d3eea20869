//! Somebody agrees, refuses or takes it back.

use serde_json::json;
use tongli_cases::Case;
use tongli_kernel::{Fault, Gate, Moment, Private, Said, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::outbox::{self, Message, To};
use tongli_store::{OnUnique, Tx};
use tongli_web::App;

use super::{faster, read_case};
use crate::access::CONSENT;
use crate::codes::{ConsentKind, Decision};
use crate::consent::{Consent, Decided, is_given, shown_text, standing, subject_of};
use crate::store::consents;

/// A decision on its way.
#[derive(Debug, Clone, Copy)]
pub struct Consenting<'a> {
    pub number: &'a str,
    /// How many decisions there were when the form was made.
    pub version: i64,
    pub decided: &'a Decided,
}

/// Writes a decision down; answers the case and how many decisions there are now.
pub async fn decide(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    consenting: Consenting<'_>,
) -> Result<(Case, i64), Fault> {
    let case = read_case(tx, viewer, CONSENT, consenting.number).await?;
    let mut all = consents::list(tx, app, viewer.tenant, case.id).await?;
    let seen = i64::try_from(all.len()).unwrap_or(i64::MAX);
    if seen != consenting.version {
        return Err(faster());
    }
    let decided = consenting.decided;
    check_paper(tx, viewer, &case, decided).await?;
    let (text_version, text) = shown_text(decided.kind, viewer.lang);
    let new = Consent {
        id: app.ids.next(now),
        kind: decided.kind,
        whom: decided.whom,
        name: decided.name.clone().map(Private::new),
        decision: decided.decision,
        how: decided.how,
        file: decided.file,
        decided_at: decided.decided_at,
        text_version,
        text,
        recorded_at: now,
        by: viewer.staff(),
    };
    check_withdrawal(&all, &new)?;
    consents::insert(tx, app, viewer, (case.id, seen + 1), &new)
        .await
        .on_unique(faster)?;
    write_down(tx, app, viewer, now, &case, &new).await?;
    all.push(new);
    let may_record = is_given(&all, ConsentKind::Recording);
    tongli_cases::allow_recordings(tx, viewer.tenant, case.id, may_record).await?;
    Ok((case, seen + 1))
}

/// The paper stands among the files of the case.
async fn check_paper(
    tx: &mut Tx,
    viewer: &Viewer,
    case: &Case,
    decided: &Decided,
) -> Result<(), Fault> {
    let Some(file) = decided.file else {
        return Ok(());
    };
    let files = tongli_cases::files_of(tx, viewer, case).await?;
    if files.iter().any(|one| one.id == file) {
        Ok(())
    } else {
        Err(Fault::field("file", Said::new("privacy-file-unknown")))
    }
}

/// Only what was given can be taken back, by whoever gave it.
fn check_withdrawal(all: &[Consent], new: &Consent) -> Result<(), Fault> {
    let name = |one: &Consent| one.name.as_ref().map(|name| name.open().clone());
    let is_there = standing(all).iter().any(|one| {
        one.decision == Decision::Given
            && (one.kind, one.whom, name(one)) == (new.kind, new.whom, name(new))
    });
    if new.decision == Decision::Withdrawn && !is_there {
        let gate = Gate::new("consent", Said::new("privacy-gate-nothing-given"));
        return Err(Fault::Gated(vec![gate]));
    }
    Ok(())
}

/// The chain says what and how, never who by name; of a consent taken back whoever
/// handles the case hears at once.
async fn write_down(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    new: &Consent,
) -> Result<(), Fault> {
    let verb = match new.decision {
        Decision::Withdrawn => "withdraw_consent",
        _ => "consent",
    };
    let event = Event::new(verb).with(json!({
        "consent": new.id,
        "kind": new.kind.code(),
        "whom": new.whom.code(),
        "decision": new.decision.code(),
        "how": new.how.code(),
        "text_version": new.text_version,
    }));
    history::append(tx, viewer, now, &*app.chance, subject_of(case.id), event).await?;
    let keeper = case.owner.or(case.first_receiver);
    if let Some(staff) = keeper.filter(|_| new.decision == Decision::Withdrawn) {
        let said = Said::new("privacy-message-withdrawn")
            .with("number", case.number.as_str())
            .with("path", case.path());
        let topic = if case.is_restricted() {
            outbox::RESTRICTED
        } else {
            "privacy"
        };
        let word = Message::new(topic, case.subject(), To::Staff(staff), said);
        outbox::put(tx, viewer, &app.ids, now, word).await?;
    }
    Ok(())
}

/// The decisions about a case the viewer has been let into, oldest first.
pub async fn consents_of(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<Vec<Consent>, Fault> {
    Ok(consents::list(tx, app, viewer.tenant, case.id).await?)
}

/// The door for every step that photographs or publishes: without consent it is refused,
/// and the gate says what is missing.
pub async fn check_consent_given(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    kind: ConsentKind,
) -> Result<(), Fault> {
    let all = consents::list(tx, app, viewer.tenant, case.id).await?;
    if is_given(&all, kind) {
        return Ok(());
    }
    let word = Said {
        key: kind.word().into(),
        args: Vec::new(),
    };
    let said = Said::new("privacy-gate-no-consent").with("what", word);
    Err(Fault::Gated(vec![Gate::new("consent", said)]))
}
