//! Approves the answers or sends them back.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_cases::{Allegation, Case, Names, Verb, read_for_page};
use tongli_kernel::{Fault, Said};
use tongli_store::Tx;
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use super::{Above, refused, version};
use crate::actions::{self, Approval};
use crate::contents::{Content, digest_of};
use crate::drafting::{points, same_hand_gate};
use crate::letter::{Body, point_gates};
use crate::lines::{
    PointLine, at_start, ground_text, mode_name, point_line, talk_text, told_lines,
};
use crate::store::{InRound, answers};

#[derive(Template)]
#[template(path = "approve.html")]
struct ApprovePage {
    shell: Shell,
    form: Form,
    above: Above,
    number: String,
    case_path: String,
    version: i64,
    points: Vec<PointLine>,
    /// What was said about the content of answers, by the number of the allegation.
    contents: Vec<(i64, String)>,
    told: Vec<String>,
    letter: Option<Body>,
    drafter: String,
    way: Way,
    barred: Option<String>,
    missing: Vec<String>,
}

/// How the answer is to be told, and how far it has been.
struct Way {
    mode: Option<String>,
    /// How the person wishes to hear of it.
    wish: Option<String>,
    talks: Vec<TalkLine>,
    /// Why a letter is owed, if it is.
    letter: Option<String>,
}

struct TalkLine {
    text: String,
    /// The answers were changed after it.
    differs: bool,
}

async fn way(
    ask: &Ask,
    tx: &mut Tx,
    shell: &Shell,
    case: &Case,
    allegations: &[Allegation],
) -> Result<Way, Fault> {
    let viewer = &ask.viewer;
    let now = actions::digest(allegations)?;
    let mut talks = actions::talks_read(tx, &ask.app, viewer, case).await?;
    talks.retain(|talk| talk.round == case.round);
    let names = Names::of(tx, viewer.tenant, talks.iter().map(|talk| talk.spoken_by)).await?;
    let planned = answers::find_mode(tx, viewer.tenant, InRound::of(case)).await?;
    let contact = match case.contact {
        Some(id) => tongli_patients::find_contact(tx, &ask.app, viewer.tenant, id).await?,
        None => None,
    };
    let owed = actions::circumstances(tx, &ask.app, viewer, case).await?;
    Ok(Way {
        mode: planned
            .or_else(|| talks.last().map(|talk| talk.mode))
            .map(|mode| at_start(&mode_name(shell, mode.code()))),
        wish: contact
            .and_then(|one| one.reply_by)
            .map(|by| shell.say_key(by.word()).to_string()),
        talks: talks
            .iter()
            .map(|talk| TalkLine {
                text: talk_text(shell, &names, talk),
                differs: !allegations.is_empty() && talk.digest != now,
            })
            .collect(),
        letter: owed
            .letter_ground()
            .map(|ground| ground_text(shell, ground)),
    })
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    let begun = (Form::default(), Above::default());
    render(&ask, &number, begun, StatusCode::OK).await
}

async fn render(
    ask: &Ask,
    number: &str,
    (form, above): (Form, Above),
    status: StatusCode,
) -> Answer {
    let shell = Shell::new(ask, Said::new("replies-approve"));
    let mut tx = ask.app.db.read().await?;
    let viewer = &ask.viewer;
    let (case, allegations, _) = read_for_page(&mut tx, viewer, Verb::Approve, number).await?;
    let round = InRound::of(&case);
    let letter = actions::letter_read(&mut tx, &ask.app, viewer, &case).await?;
    let drafter = answers::find_drafter(&mut tx, viewer.tenant, round).await?;
    let names = Names::of(&mut tx, viewer.tenant, [drafter]).await?;
    let way = way(ask, &mut tx, &shell, &case, &allegations).await?;
    let today = (None, ask.app.time.day_of(ask.now));
    let leaving = actions::leaving(&mut tx, &ask.app, viewer, &case, &allegations, today).await?;
    drop(tx);
    // A letter holds the person's name: reading it is written down.
    let app = &ask.app;
    tongli_cases::note_reading(app, viewer, ask.now, &case, letter.is_some()).await?;
    let letter = letter.map(|letter| letter.body.into_inner());
    let mut missing = point_gates(&points(&allegations));
    if let Some(letter) = &letter {
        missing.extend(letter.gates());
        missing.dedup();
    }
    let page = ApprovePage {
        number: case.number.clone(),
        case_path: case.path(),
        version: case.version,
        points: allegations
            .iter()
            .map(|one| point_line(&shell, one))
            .collect(),
        contents: leaving
            .contents
            .iter()
            // What was said about another answer that once stood there is not shown.
            .filter(|one| is_of(one, &allegations))
            .flat_map(|one| content_lines(&shell, one))
            .collect(),
        told: told_lines(&shell, &leaving.told),
        letter,
        drafter: names.person(drafter),
        way,
        barred: same_hand_gate(viewer, drafter)
            .filter(|_| case.kind.is_complaint())
            .map(|gate| shell.said(gate.say).to_string()),
        missing: missing
            .into_iter()
            .map(|gate| shell.said(gate.say).to_string())
            .collect(),
        form,
        above,
        shell,
    };
    page_with(status, &page)
}

/// Whether it was said of the answer that stands there now; 0 is the whole of a case
/// without allegations.
fn is_of(content: &Content, allegations: &[Allegation]) -> bool {
    content.seq == 0
        || points(allegations)
            .iter()
            .any(|point| point.seq == content.seq && digest_of(point) == content.digest)
}

/// What the second hand has to see of an answer's content.
fn content_lines(shell: &Shell, one: &Content) -> Vec<(i64, String)> {
    let reason = one.reason.as_ref().map(|text| text.open().as_str());
    let stated = one.clinical.map(|clinical| {
        let key = if clinical {
            "replies-clinical-yes"
        } else {
            "replies-clinical-no"
        };
        match reason {
            Some(reason) => shell
                .say("replies-clinical-stated")
                .with("what", shell.say(key).to_string())
                .with("why", reason)
                .to_string(),
            None => shell.say(key).to_string(),
        }
    });
    let plain = one.plain.as_ref().map(|text| {
        let text = text.open().as_str();
        shell
            .say("replies-plain-line")
            .with("text", text)
            .to_string()
    });
    stated
        .into_iter()
        .chain(plain)
        .map(|line| (one.seq, line))
        .collect()
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let said = Approval {
        ok: form.value("ok") == "yes",
        reason: form.value("reason").to_owned(),
    };
    let done = if said.ok {
        "replies-approved-done"
    } else {
        "replies-refused-done"
    };
    let outcome = {
        let (ask, number, version, said) = (&ask, &number, version(&form), &said);
        ask.app
            .db
            .write(async |tx| {
                actions::approve(tx, &ask.app, &ask.viewer, number, version, said).await
            })
            .await
    };
    match outcome {
        Ok(case) => redirect(&format!("{}?done={done}", case.path())),
        Err(fault) => {
            let (form, above, status) = refused(fault, form)?;
            render(&ask, &number, (form, above), status).await
        }
    }
}
