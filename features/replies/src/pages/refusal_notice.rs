//! Paper for the person: why something is not acted on (不予处理告知书), as far as whoever
//! gets it may know.

use askama::Template;
use axum::extract::Path;
use tongli_addressees::{MayLeave, Way};
use tongli_cases::{Allegation, Case, RefusalReason, Stage, Verb, read_for_page};
use tongli_kernel::{Fault, Said};
use tongli_people::{HOSPITAL_NAME, PUBLIC_CONTACT};
use tongli_store::settings;
use tongli_web::{Answer, Ask, Shell, page};

use crate::actions;
use crate::letter::Point;
use crate::lines::told_lines;

#[derive(Template)]
#[template(path = "refusal_notice.html")]
struct NoticePage {
    shell: Shell,
    case: Case,
    hospital: String,
    contact: String,
    /// The day under the paper.
    dated: String,
    refused: Vec<RefusedShown>,
    routes: Vec<&'static str>,
    /// What whoever is addressed may know, where that is not everything.
    told: Vec<String>,
    /// Nothing may leave: there is no paper.
    is_shut: bool,
}

/// One allegation that is not acted on.
struct RefusedShown {
    what: String,
    reason: String,
    /// Whose decision or proceeding it is.
    elsewhere: Option<String>,
    explanation: String,
    instead: String,
}

/// A matter before a court or mediators is not sent there.
const ROUTES: [(&str, bool); 4] = [
    ("cases-route-new", true),
    ("cases-route-mediation", false),
    ("cases-route-authority", true),
    ("cases-route-court", false),
];

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    let viewer = &ask.viewer;
    let mut tx = ask.app.db.read().await?;
    let (case, allegations, _) = read_for_page(&mut tx, viewer, Verb::Read, &number).await?;
    let whole = whole(&case, &allegations);
    let today = ask.app.time.day_of(ask.now);
    let leaving = actions::leaving(
        &mut tx,
        &ask.app,
        viewer,
        &case,
        &allegations,
        (whole.as_ref(), today),
    )
    .await?;
    let hospital = settings::find(&mut tx, viewer.tenant, HOSPITAL_NAME).await?;
    let contact = settings::find(&mut tx, viewer.tenant, PUBLIC_CONTACT).await?;
    drop(tx);
    let points = leaving.points(Way::Written);
    let points: Vec<&Point> = points.iter().filter(|one| one.is_refused()).collect();
    // There is no paper about what nobody decided.
    if points.is_empty() || !tongli_cases::access::reads_endings(viewer) {
        return Err(Fault::NotFound.into());
    }
    tongli_cases::note_reading(&ask.app, viewer, ask.now, &case, false).await?;
    let shell = Shell::new(&ask, Said::new("cases-notice-refusal"));
    let in_court = RefusalReason::InCourt.code();
    let is_elsewhere = points.iter().any(|one| one.refused == in_court);
    page(&NoticePage {
        hospital: hospital.unwrap_or_default(),
        contact: contact.unwrap_or_default(),
        dated: today.to_string(),
        refused: points
            .iter()
            .map(|one| shown(&shell, one, &allegations))
            .collect(),
        routes: ROUTES
            .iter()
            .filter(|(_, always)| *always || !is_elsewhere)
            .map(|(word, _)| *word)
            .collect(),
        told: told_lines(&shell, &leaving.told),
        is_shut: leaving.told.standing(Way::Written).leaves == MayLeave::Nothing,
        case,
        shell,
    })
}

/// A case that was not divided, as one point; nothing where it was.
fn whole(case: &Case, allegations: &[Allegation]) -> Option<Point> {
    let reason = case
        .refusal_reason
        .filter(|_| case.stage == Stage::Refused)?;
    allegations.is_empty().then(|| Point {
        allegation: case.summary(),
        answer: case.refusal_explanation.clone().unwrap_or_default(),
        refused: reason.code().to_owned(),
        ..Point::default()
    })
}

fn shown(shell: &Shell, point: &Point, allegations: &[Allegation]) -> RefusedShown {
    let of = allegations.iter().find(|one| one.seq == point.seq);
    let ground = of
        .and_then(|one| one.refusal.as_ref())
        .map(|one| &one.ground);
    // Papers of others are named only beside the whole explanation.
    let ground = ground.filter(|ground| ground.explanation == point.answer);
    let elsewhere = ground.map(|ground| {
        let other = &ground.elsewhere;
        let day = other.decided_on.map(|day| day.to_string());
        let pieces = [other.body.clone(), other.number.clone(), day];
        Vec::from_iter(pieces.into_iter().flatten()).join(" · ")
    });
    let number = if point.seq > 0 {
        format!("{}. ", point.seq)
    } else {
        String::new()
    };
    let reason = RefusalReason::from_code(&point.refused);
    RefusedShown {
        what: format!("{number}{}", point.allegation),
        reason: reason.map_or_else(String::new, |one| shell.say_key(one.word()).to_string()),
        elsewhere: elsewhere.filter(|text| !text.is_empty()),
        explanation: point.answer.clone(),
        instead: point.next_step.clone(),
    }
}
