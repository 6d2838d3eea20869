//! Signing for an order, speaking with the person, asking for time, returning it,
//! filling back, and what the sender heard afterwards.

use serde_json::{Value as Json, json};
use tongli_cases::Case;
use tongli_kernel::{Fault, Gate, Moment, Said, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use super::{faster, note, read_order};
use crate::access;
use crate::order::{
    CONTACTING, Contacted, Extension, FINISHING, Filled, Order, OrderId, Rated, Returned, SIGNING,
    Step,
};
use crate::store;

/// Does one thing with an order, at the version that was seen.
pub async fn perform(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (id, version): (OrderId, i64),
    step: &Step,
) -> Result<Order, Fault> {
    let (mut order, case) = read_order(tx, viewer, access::WRITE, id).await?;
    if case.complains_of(viewer) {
        return Err(Fault::Forbidden(access::WRITE));
    }
    if order.version != version {
        return Err(faster());
    }
    if !order.takes(step.verb()) {
        let verb = step.verb().word();
        let said = Said::new("orders-gate-stage").with(
            "verb",
            Said {
                key: verb.into(),
                args: Vec::new(),
            },
        );
        return Err(Fault::Gated(vec![Gate::new("stage", said)]));
    }
    step.check(&order, now).map_err(Fault::from)?;
    spoken_first(&order, &case, step)?;
    let payload = write(app, now, &mut order, step);
    if !store::update(tx, viewer.tenant, &order).await? {
        return Err(faster());
    }
    order.version += 1;
    let link = (step.verb().code(), payload);
    note(tx, app, viewer, now, &order, link).await?;
    follow(tx, app, viewer, now, &order, step).await?;
    Ok(order)
}

/// Whoever can be spoken with is spoken with before the platform hears an answer.
fn spoken_first(order: &Order, case: &Case, step: &Step) -> Result<(), Fault> {
    let fills = matches!(step, Step::FillBack { .. });
    if fills && order.course.contact.is_none() && case.contact.is_some() {
        let gate = Gate::new("contact", Said::new("orders-gate-contact"));
        return Err(Fault::Gated(vec![gate]));
    }
    Ok(())
}

/// What the step leaves in the order, and in its history.
fn write(app: &App, now: Moment, order: &mut Order, step: &Step) -> Json {
    let course = &mut order.course;
    let shown = |at: Moment| app.time.show(at);
    match step {
        Step::Sign { at } => {
            course.signed_at = Some(at.millis());
            json!({ "at": shown(*at) })
        }
        Step::Contact { at, way } => {
            course.contact = Some(Contacted {
                at: at.millis(),
                way: way.code().to_owned(),
            });
            json!({ "at": shown(*at), "way": way.code() })
        }
        Step::AskExtension { until, reason } => {
            course.extensions.push(Extension {
                asked_at: now.millis(),
                until: until.millis(),
                reason: reason.trim().to_owned(),
                answered_at: None,
                granted: None,
                words: None,
            });
            json!({ "until": shown(*until), "reason": reason.trim() })
        }
        Step::AnswerExtension { until, words } => {
            if let Some(last) = course.extensions.last_mut() {
                last.answered_at = Some(now.millis());
                last.granted = until.map(Moment::millis);
                last.words.clone_from(words);
            }
            json!({ "granted": until.map(shown), "words": words })
        }
        Step::Return { reason } => {
            let reason = reason.trim().to_owned();
            course.returned = Some(Returned {
                at: now.millis(),
                reason: reason.clone(),
            });
            json!({ "reason": reason })
        }
        Step::FillBack { text, solved } => {
            let text = text.trim().to_owned();
            course.filled = Some(Filled {
                at: now.millis(),
                text: text.clone(),
                solved: solved.code().to_owned(),
            });
            json!({ "text": text, "solved": solved.code() })
        }
        Step::Rate {
            contacted,
            solved,
            satisfied,
        } => {
            course.rated = Some(Rated {
                at: now.millis(),
                contacted: *contacted,
                solved: *solved,
                satisfied: *satisfied,
            });
            json!({ "contacted": contacted, "solved": solved, "satisfied": satisfied })
        }
    }
}

/// What becomes of the clocks: the order's own alone, never the case's.
async fn follow(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    order: &Order,
    step: &Step,
) -> Result<(), Fault> {
    let subject = order.subject();
    match step {
        Step::Sign { at } => {
            tongli_work::meet_clock(tx, app, viewer, subject, SIGNING, *at).await?;
        }
        Step::Contact { at, .. } => {
            tongli_work::meet_clock(tx, app, viewer, subject, CONTACTING, *at).await?;
        }
        Step::AnswerExtension {
            until: Some(until), ..
        } => {
            tongli_work::grant_longer(tx, app, viewer, now, (subject, FINISHING), *until).await?;
        }
        Step::Return { .. } => over(tx, app, viewer, order).await?,
        Step::FillBack { .. } => {
            // Nobody signed for it: that counts as signed for only now.
            tongli_work::meet_clock(tx, app, viewer, subject, SIGNING, now).await?;
            tongli_work::meet_clock(tx, app, viewer, subject, FINISHING, now).await?;
            over(tx, app, viewer, order).await?;
        }
        Step::AskExtension { .. } | Step::AnswerExtension { .. } | Step::Rate { .. } => {}
    }
    Ok(())
}

/// Nothing of it is owed any more.
async fn over(tx: &mut Tx, app: &App, viewer: &Viewer, order: &Order) -> Result<(), Fault> {
    for rule in [SIGNING, CONTACTING, FINISHING] {
        tongli_work::end_clock(tx, app, viewer, order.subject(), rule, app.now()).await?;
    }
    tongli_work::close_items(tx, app, viewer, order.subject(), None, None).await?;
    Ok(())
}
