//! A second person looks at the findings: they stand, or go back with a reason.

use serde_json::json;
use tongli_cases::{Case, FactChange, Move, Verb};
use tongli_kernel::{Fault, FieldErrors, Said, Viewer};
use tongli_store::Tx;
use tongli_store::outbox::{self, Message, To};
use tongli_web::App;

use super::read_case;
use crate::statement::check_text;
use crate::store::investigations;
use crate::verdict::{own_department_gate, same_hand_gate};

/// What the reviewer says.
#[derive(Debug, Clone)]
pub struct Review {
    pub ok: bool,
    /// Must say why where it is sent back.
    pub reason: String,
}

pub async fn review(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
    said: &Review,
) -> Result<Case, Fault> {
    let reason = check(said)?;
    let now = app.now();
    let verb = if said.ok {
        Verb::Review
    } else {
        Verb::SendBack
    };
    let case = read_case(tx, viewer, verb, number, version).await?;
    let id = case.id.raw();
    let form = investigations::find(tx, app, viewer.tenant, id).await?;
    let allegations = tongli_cases::allegations(tx, viewer.tenant, case.id).await?;
    let finders = form.map(|form| form.finders).unwrap_or_default();
    let gates: Vec<_> = [
        same_hand_gate(viewer, &finders),
        own_department_gate(viewer, &allegations),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !gates.is_empty() {
        return Err(Fault::Gated(gates));
    }
    let after = tongli_cases::advance(
        tx,
        app,
        viewer,
        now,
        &case,
        Move {
            verb,
            version,
            payload: json!({ "ok": said.ok }),
            department: None,
            change: if said.ok {
                FactChange::Reviewed
            } else {
                FactChange::SentBack
            },
            was: Vec::new(),
        },
    )
    .await?;
    if said.ok {
        investigations::mark_reviewed(tx, viewer.tenant, id, viewer.staff(), now).await?;
    } else {
        investigations::mark_sent_back(tx, app, viewer.tenant, id, &reason).await?;
        tell_owner(tx, app, viewer, &case).await?;
    }
    Ok(after)
}

fn check(said: &Review) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    let reason = if said.ok {
        said.reason.trim().to_owned()
    } else {
        check_text(
            "reason",
            &said.reason,
            "inquiry-review-reason-short",
            &mut errors,
        )
    };
    errors.or_else(|| reason)
}

async fn tell_owner(tx: &mut Tx, app: &App, viewer: &Viewer, case: &Case) -> Result<(), Fault> {
    let Some(owner) = case.owner else {
        return Ok(());
    };
    let message = Message::new(
        "findings-sent-back",
        case.subject(),
        To::Staff(owner),
        Said::new("inquiry-notice-sent-back"),
    )
    .with("number", case.number.as_str())
    .with("path", case.path());
    outbox::put(tx, viewer, &app.ids, app.now(), message).await?;
    Ok(())
}
