//! Paper for the person: what is missing (补充材料通知), or why it is not acted on
//! (不予处理告知书).

use askama::Template;
use axum::extract::Path;
use tongli_kernel::{Fault, Said};
use tongli_store::settings;
use tongli_web::{Answer, Ask, Form, Shell, page};

use crate::access;
use crate::actions::{note_reading, read_for_page};
use crate::case::{Allegation, Case};
use crate::life::Verb;

/// Settings of the hospital that stand on paper.
const HOSPITAL_NAME: &str = "hospital-name";
const PUBLIC_CONTACT: &str = "public-contact";

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage {
    shell: Shell,
    case: Case,
    head: String,
    hospital: String,
    contact: String,
    /// The day under the paper.
    dated: String,
    refused: Vec<RefusedShown>,
    /// What is missing, and until when.
    missing: Option<(String, String)>,
}

/// One allegation that is not acted on.
struct RefusedShown {
    what: String,
    reason: String,
    explanation: String,
    instead: Option<String>,
    /// Whose decision or proceeding it is.
    elsewhere: String,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    let viewer = &ask.viewer;
    let of_refusal = Form::from_encoded(&ask.query).value("of") == "refusal";
    let mut tx = ask.app.db.read().await?;
    let (case, allegations, _) = read_for_page(&mut tx, viewer, Verb::Read, &number).await?;
    let setting = settings::find(&mut tx, viewer.tenant, HOSPITAL_NAME).await?;
    let contact = settings::find(&mut tx, viewer.tenant, PUBLIC_CONTACT).await?;
    drop(tx);
    if !access::reads_endings(viewer) {
        return Err(Fault::NotFound.into());
    }
    note_reading(&ask.app, viewer, ask.now, &case, false).await?;
    let title = if of_refusal {
        "cases-notice-refusal"
    } else {
        "cases-notice-supplement"
    };
    let shell = Shell::new(&ask, Said::new(title));
    let refused = if of_refusal {
        refused(&shell, &case, &allegations)
    } else {
        Vec::new()
    };
    let asked = case.endings.supplement.as_ref().filter(|_| !of_refusal);
    let missing = asked.map(|one| (one.missing.clone(), one.until.to_string()));
    // There is no paper about what nobody decided or asked.
    if refused.is_empty() && missing.is_none() {
        return Err(Fault::NotFound.into());
    }
    page(&NoticePage {
        head: shell.say(title).to_string(),
        hospital: setting.unwrap_or_default(),
        contact: contact.unwrap_or_default(),
        dated: ask.app.time.day_of(ask.now).to_string(),
        refused,
        missing,
        case,
        shell,
    })
}

fn refused(shell: &Shell, case: &Case, allegations: &[Allegation]) -> Vec<RefusedShown> {
    let mut found: Vec<RefusedShown> = allegations
        .iter()
        .filter_map(|one| {
            let ground = &one.refusal.as_ref().filter(|it| it.is_decided())?.ground;
            let other = &ground.elsewhere;
            let day = other.decided_on.map(|day| day.to_string());
            Some(RefusedShown {
                what: format!("{}. {}", one.seq, one.text),
                reason: shell.say_key(ground.reason.word()).to_string(),
                explanation: ground.explanation.clone(),
                instead: ground.instead.clone(),
                elsewhere: [other.body.clone(), other.number.clone(), day]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" · "),
            })
        })
        .collect();
    let whole = case
        .refusal_reason
        .filter(|_| case.stage == crate::codes::Stage::Refused);
    if let (true, Some(reason)) = (found.is_empty(), whole) {
        found.push(RefusedShown {
            what: case.summary(),
            reason: shell.say_key(reason.word()).to_string(),
            explanation: case.refusal_explanation.clone().unwrap_or_default(),
            instead: None,
            elsewhere: String::new(),
        });
    }
    found
}
