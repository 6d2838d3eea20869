//! A second person looks at the findings: they stand, or go back with a reason.

use serde_json::json;
use tongli_cases::{Case, FactChange, Move, Verb};
use tongli_kernel::{Fault, FieldErrors, Private, Said, Viewer};
use tongli_store::Tx;
use tongli_store::outbox::{self, Message, To};
use tongli_web::App;

use super::read_case;
use crate::investigation::Record;
use crate::statement::check_text;
use crate::store::investigations;
use crate::verdict::{review_gates, same_hand_gate};

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
    let tenant = viewer.tenant;
    let mut form = investigations::find_or_begin(tx, app, tenant, &case, viewer.staff()).await?;
    if tongli_cases::is_parted_since(tx, tenant, case.id, form.changed_at).await? {
        // It spoke of the whole, and nobody here can tell what of it still holds.
        form.record = Private::new(Record::default());
    }
    if let Some(gate) = same_hand_gate(viewer, &form.finders) {
        return Err(Fault::Gated(vec![gate]));
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
        // Asked last: while statements or findings are missing, those are what to get.
        let gates = review_gates(&case, Some(&form));
        if !gates.is_empty() {
            return Err(Fault::Gated(gates));
        }
        investigations::mark_reviewed(tx, tenant, &case, viewer.staff(), now).await?;
    } else {
        investigations::mark_sent_back(tx, app, tenant, &case, &reason).await?;
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
