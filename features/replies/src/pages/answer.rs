//! Writes answers beside the allegations, and the conversation they were given in.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_cases::{Names, Verb, read_for_page};
use tongli_kernel::{Fault, FieldErrors, Private, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use super::{Above, discard, kept, moment, note_older, refused, version};
use crate::access::answer_draft;
use crate::actions::{self, NewAnswer};
use crate::contents::{Content, ContentTyped, digest_of, is_clinical};
use crate::drafting::AnswerTyped;
use crate::letter::Point;
use crate::lines::{
    PointLine, by_seq, ground_text, modes, now_field, of_round, point_line, talk_text, told_lines,
};
use crate::mode::Mode;
use crate::store::{InRound, answers};

#[derive(Template)]
#[template(path = "answer.html")]
struct AnswerPage {
    shell: Shell,
    form: Form,
    above: Above,
    draft: String,
    number: String,
    case_path: String,
    version: i64,
    rows: Vec<Row>,
    modes: Vec<(String, String)>,
    mode: String,
    spoken_at: String,
    /// Why a letter is owed, if it is.
    letter: Option<String>,
    /// The person's word that no letter is needed may be written down here.
    may_be_spared: bool,
    by_word_agreed: String,
    must_be_approved: bool,
    is_approved: bool,
    talks: Vec<String>,
    /// Who is told how much, by word and in writing.
    told: Vec<String>,
    refusal: Option<String>,
}

/// One allegation; number 0 is the whole of a case without allegations.
struct Row {
    line: PointLine,
    error: Option<String>,
    /// What is said about its content: `yes`, `no`, or nothing.
    clinical: &'static str,
    by_default: bool,
    reason: String,
    reason_error: Option<String>,
    plain: String,
    plain_error: Option<String>,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    let before = kept(&ask, &answer_draft(&number)).await?;
    render(&ask, &number, before, StatusCode::OK).await
}

async fn render(
    ask: &Ask,
    number: &str,
    before: Option<(Form, Above)>,
    status: StatusCode,
) -> Answer {
    let shell = Shell::new(ask, Said::new("replies-answer"));
    let mut tx = ask.app.db.read().await?;
    let viewer = &ask.viewer;
    let (case, allegations, _) = read_for_page(&mut tx, viewer, Verb::Answer, number).await?;
    let talks = actions::talks_read(&mut tx, &ask.app, viewer, &case).await?;
    let round = InRound::of(&case);
    let approval = actions::approval_read(&mut tx, &ask.app, viewer, &case).await?;
    let agreed = actions::agreement_read(&mut tx, &ask.app, viewer, &case).await?;
    let owed = actions::circumstances(&mut tx, &ask.app, viewer, &case).await?;
    let planned = answers::find_mode(&mut tx, viewer.tenant, round).await?;
    let today = (None, ask.app.time.day_of(ask.now));
    let leaving = actions::leaving(&mut tx, &ask.app, viewer, &case, &allegations, today).await?;
    let names = Names::of(
        &mut tx,
        viewer.tenant,
        talks.iter().map(|talk| talk.spoken_by),
    )
    .await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, viewer, ask.now, &case, false).await?;
    let (typed, mut above) = match before {
        Some((form, above)) => (Some(form), above),
        None => (None, Above::default()),
    };
    if let Some(form) = &typed {
        note_older(form, &mut above, case.version);
    }
    let mut lines: Vec<PointLine> = allegations
        .iter()
        .filter(|one| !one.is_refused())
        .map(|one| point_line(&shell, one))
        .collect();
    if lines.is_empty() {
        lines.push(whole(&talks, case.round));
    }
    let page = AnswerPage {
        number: case.number.clone(),
        case_path: case.path(),
        version: case.version,
        rows: lines
            .into_iter()
            .map(|line| {
                let category = allegations
                    .iter()
                    .find(|one| one.seq == line.seq)
                    .map(|one| one.category);
                let by_default = category.map_or(case.person.is_some(), is_clinical);
                row(&shell, line, typed.as_ref(), by_default, &leaving.contents)
            })
            .collect(),
        modes: modes(&shell, owed.is_reachable),
        mode: typed.as_ref().map_or_else(
            || {
                let usual = planned.unwrap_or_else(|| usual(owed.is_reachable));
                usual.code().to_owned()
            },
            |form| form.value("mode").to_owned(),
        ),
        spoken_at: typed
            .as_ref()
            .map_or_else(|| now_field(ask), |form| form.value("spoken_at").to_owned()),
        letter: owed
            .letter_ground()
            .map(|ground| ground_text(&shell, ground)),
        may_be_spared: owed.may_be_spared(),
        by_word_agreed: agreed.map(|words| words.open().clone()).unwrap_or_default(),
        must_be_approved: case.kind.is_complaint(),
        is_approved: case.approved_at.is_some(),
        talks: talks
            .iter()
            .map(|talk| {
                let line = talk_text(&shell, &names, talk);
                of_round(&shell, line, talk.round, case.round)
            })
            .collect(),
        told: told_lines(&shell, &leaving.told),
        refusal: approval
            .filter(|one| !one.ok && case.approved_at.is_none())
            .and_then(|one| one.reason)
            .map(|reason| reason.open().clone()),
        draft: answer_draft(&case.number),
        above,
        form: typed.unwrap_or_default(),
        shell,
    };
    page_with(status, &page)
}

/// The way of an answer where nobody has chosen one yet.
const fn usual(is_reachable: bool) -> Mode {
    if is_reachable {
        Mode::Phone
    } else {
        Mode::OnFile
    }
}

/// The row of a case that was not divided into allegations.
fn whole(talks: &[answers::Spoken], round: i64) -> PointLine {
    let answer = talks
        .iter()
        .rfind(|talk| talk.round == round)
        .and_then(|talk| talk.points.open().first())
        .map(|point| point.answer.clone())
        .unwrap_or_default();
    PointLine {
        seq: 0,
        text: String::new(),
        finding: None,
        badge: "",
        reason: String::new(),
        answer,
        next_step: String::new(),
    }
}

fn row(
    shell: &Shell,
    line: PointLine,
    typed: Option<&Form>,
    by_default: bool,
    contents: &[Content],
) -> Row {
    let seq = line.seq;
    let known = contents.iter().find(|one| one.seq == seq);
    // Words about another answer that once stood here would not be of this one.
    let point = Point {
        answer: line.answer.clone(),
        next_step: line.next_step.clone(),
        ..Point::default()
    };
    let said = known.filter(|one| seq == 0 || one.digest == digest_of(&point));
    let open = |text: Option<&Private<String>>| text.map(|text| text.open().clone());
    let mut row = Row {
        clinical: match known.and_then(|one| one.clinical) {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        },
        by_default,
        reason: open(said.and_then(|one| one.reason.as_ref())).unwrap_or_default(),
        plain: open(said.and_then(|one| one.plain.as_ref())).unwrap_or_default(),
        error: None,
        reason_error: None,
        plain_error: None,
        line,
    };
    if let Some(form) = typed {
        let value = |name: &str| form.value(&format!("{name}-{seq}"));
        row.line.answer = value("answer").to_owned();
        row.line.next_step = value("next_step").to_owned();
        row.clinical = match value("clinical") {
            "yes" => "yes",
            "no" => "no",
            _ => "",
        };
        row.reason = value("clinical_reason").to_owned();
        row.plain = value("plain").to_owned();
        row.error = form.error(&format!("answer-{seq}"), shell);
        row.reason_error = form.error(&format!("clinical_reason-{seq}"), shell);
        row.plain_error = form.error(&format!("plain-{seq}"), shell);
    }
    row
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    if form.ticked("discard") {
        discard(&ask, &answer_draft(&number)).await?;
        return redirect(&format!("/cases/{number}/answer"));
    }
    let seqs: Vec<i64> = begun(&form);
    let outcome = match check(&ask, &form, &seqs) {
        Err(errors) => Err(Fault::Invalid(errors)),
        Ok(new) => {
            let (ask, number, version, new) = (&ask, &number, version(&form), &new);
            ask.app
                .db
                .write(async |tx| {
                    actions::answer(tx, &ask.app, &ask.viewer, number, version, new).await
                })
                .await
        }
    };
    match outcome {
        Ok(case) => redirect(&format!("{}?done=replies-answered-done", case.path())),
        Err(fault) => {
            let (mut form, above, status) = refused(fault, form)?;
            form.errors = by_seq(&form.errors, &seqs);
            render(&ask, &number, Some((form, above)), status).await
        }
    }
}

/// The rows somebody wrote into, in the order of the page.
fn begun(form: &Form) -> Vec<i64> {
    form.values("seq")
        .filter_map(|seq| seq.parse().ok())
        .filter(|seq: &i64| !form.value(&format!("answer-{seq}")).is_empty())
        .collect()
}

fn check(ask: &Ask, form: &Form, seqs: &[i64]) -> Result<NewAnswer, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mode = Mode::from_code(form.value("mode"));
    if mode.is_none() {
        errors.add("mode", Said::new("replies-mode-missing"));
    }
    let spoken_at = if form.ticked("was_said") {
        if form.value("spoken_at").is_empty() {
            errors.add("spoken_at", Said::new("replies-spoken-at-missing"));
        }
        moment(&ask.app, form, "spoken_at", &mut errors)
    } else {
        None
    };
    let answers = seqs
        .iter()
        .map(|seq| AnswerTyped {
            seq: *seq,
            answer: form.value(&format!("answer-{seq}")).to_owned(),
            next_step: form.value(&format!("next_step-{seq}")).to_owned(),
            content: ContentTyped {
                clinical: match form.value(&format!("clinical-{seq}")) {
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => None,
                },
                reason: form.value(&format!("clinical_reason-{seq}")).to_owned(),
                plain: form.value(&format!("plain-{seq}")).to_owned(),
            },
        })
        .collect();
    errors.or_else(|| NewAnswer {
        mode: mode.unwrap_or(Mode::Phone),
        answers,
        spoken_at,
        spoken_by: None,
        read_back: form.ticked("read_back"),
        by_word_agreed: form.text("by_word_agreed"),
    })
}
