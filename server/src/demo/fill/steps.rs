//! One deed of a life, done by the verb of the room that has it.

use tongli_cases::{
    Doing, Handling, Once, Registering, Step, Visibility, register as register_case, take as step,
};
use tongli_inquiry::{Account, CourseStep, FindingTyped, NewRequest, Record, Recording, Review};
use tongli_kernel::{Fault, Viewer};
use tongli_replies::{AnswerTyped, Approval, Claim, Mode, NewAnswer, NewTry, Outcome, Words};
use tongli_web::App;

use super::invented::Matter;
use super::lives::People;

/// What is done to a matter at one time.
#[derive(Debug, Clone, Copy)]
pub enum Deed {
    Register,
    Settle,
    Accept,
    Assign,
    Note(&'static str),
    AskStatement,
    /// By the contact of this login.
    GiveStatement(&'static str),
    Investigate,
    Find,
    Review,
    Handle,
    Answer,
    Approve,
    Prove,
    Close,
    FollowUp,
    Archive,
}

/// Does it; answers the matter's number.
pub async fn take(
    app: &App,
    people: &People,
    matter: &Matter,
    number: Option<&str>,
    deed: &Deed,
) -> Result<String, Fault> {
    let Some(number) = number else {
        return register(app, people.get(matter.desk)?, matter).await;
    };
    let (owner, director) = (people.get(matter.owner)?, people.get("director")?);
    let doing = match deed {
        Deed::Register => return Ok(number.to_owned()),
        Deed::Settle => Doing::Settle {
            result: Some(matter.settled.to_owned()),
        },
        Deed::Accept => Doing::Accept {
            anonymity_reason: None,
        },
        Deed::Assign => Doing::Assign {
            owner: owner.staff(),
            speaker: None,
        },
        Deed::Note(text) => Doing::Note {
            visibility: Visibility::Private,
            text: (*text).to_owned(),
        },
        Deed::Handle => handle(matter),
        Deed::Close => Doing::Close {
            improvement: matter.verdicts().first().map(|one| one.step.to_owned()),
            no_improvement_reason: None,
        },
        Deed::Archive => Doing::Archive,
        _ => return inquire(app, people, matter, number, deed).await,
    };
    let by = match deed {
        Deed::Settle => people.get(matter.desk)?,
        Deed::Assign | Deed::Close | Deed::Archive => director,
        _ => owner,
    };
    let once = step(
        app,
        by,
        app.now(),
        Step {
            number,
            version: None,
            doing: &doing,
            once: None,
        },
    );
    once.await?;
    Ok(number.to_owned())
}

async fn register(app: &App, desk: &Viewer, matter: &Matter) -> Result<String, Fault> {
    let what = Registering {
        new: &matter.new,
        once: None,
        draft: None,
    };
    match register_case(app, desk, app.now(), what).await? {
        Once::Done(done) => Ok(done.case.number),
        Once::Before(_) => Err(Fault::bug("an invented matter was registered before")),
    }
}

fn handle(matter: &Matter) -> Doing {
    let results: Vec<&str> = matter.verdicts().iter().map(|one| one.step).collect();
    Doing::Handle {
        modes: vec![Handling::Explain, Handling::Improve],
        result: Some(format!("已向当事人说明情况；{}。", results.join("；"))),
        refunded_fen: None,
        waived_fen: None,
    }
}

/// The verbs of inquiry and answer, each in a transaction of its own.
async fn inquire(
    app: &App,
    people: &People,
    matter: &Matter,
    number: &str,
    deed: &Deed,
) -> Result<String, Fault> {
    let (owner, director) = (people.get(matter.owner)?, people.get("director")?);
    let contact = match deed {
        Deed::GiveStatement(login) => people.get(login)?,
        _ => owner,
    };
    app.db
        .write(async |tx| {
            match deed {
                Deed::AskStatement => {
                    let code = matter.department().unwrap_or_default();
                    let found = tongli_people::department_by_code(tx, app.tenant, code).await?;
                    let new = NewRequest {
                        departments: found.map(|one| one.id).into_iter().collect(),
                        question: "请说明当时的经过、当班人员和现在的看法。".to_owned(),
                        due_at: None,
                    };
                    tongli_inquiry::request_statement(tx, app, owner, number, None, &new).await?;
                }
                Deed::GiveStatement(_) => {
                    let account = Account {
                        text: "经核实当班记录，情况基本如当事人所述，科室已作内部提醒。".to_owned(),
                        ..Account::default()
                    };
                    let (by, version, of) = (contact, None, None);
                    tongli_inquiry::submit_statement(tx, app, by, number, version, of, &account)
                        .await?;
                }
                Deed::Investigate => {
                    let record = record();
                    let recording = Recording {
                        record: &record,
                        seen: Some(0),
                    };
                    tongli_inquiry::record_investigation(tx, app, owner, number, None, recording)
                        .await?;
                }
                Deed::Find => {
                    tongli_inquiry::find(tx, app, owner, number, None, &findings(matter)).await?;
                }
                Deed::Review => {
                    let said = Review {
                        ok: true,
                        reason: String::new(),
                    };
                    tongli_inquiry::review(tx, app, director, number, None, &said).await?;
                }
                Deed::Answer => {
                    tongli_replies::answer(tx, app, owner, number, None, &answer(app, matter))
                        .await?;
                }
                Deed::Approve => {
                    let said = Approval {
                        ok: true,
                        reason: String::new(),
                    };
                    tongli_replies::approve(tx, app, director, number, None, &said).await?;
                }
                Deed::Prove => {
                    let claim = Claim {
                        mode: Some(Mode::Phone),
                        read_back: true,
                        delivered_at: Some(app.now()),
                        ..Claim::default()
                    };
                    tongli_replies::prove_delivery(tx, app, owner, number, None, &claim).await?;
                }
                Deed::FollowUp => {
                    let tries = [followed(app, matter)];
                    tongli_replies::follow_up(tx, app, owner, number, None, &tries).await?;
                }
                _ => {}
            }
            Ok(())
        })
        .await?;
    Ok(number.to_owned())
}

fn record() -> Record {
    Record {
        condition: "就诊当日情况平稳，无特殊处置。".to_owned(),
        course: vec![CourseStep {
            time: "当日".to_owned(),
            what: "按预约到院，经过与排队、呼叫记录相符。".to_owned(),
            ..CourseStep::default()
        }],
        communication: "已与当事人和科室分别核对。".to_owned(),
        ..Record::default()
    }
}

fn findings(matter: &Matter) -> Vec<FindingTyped> {
    (1..)
        .zip(matter.verdicts())
        .map(|(seq, one)| FindingTyped {
            seq,
            finding: one.finding.code().to_owned(),
            reason: one.reason.to_owned(),
        })
        .collect()
}

fn answer(app: &App, matter: &Matter) -> NewAnswer {
    let answers = (1..).zip(matter.verdicts()).map(|(seq, one)| AnswerTyped {
        seq,
        answer: one.answer.to_owned(),
        next_step: one.step.to_owned(),
        ..AnswerTyped::default()
    });
    NewAnswer {
        mode: Mode::Phone,
        answers: answers.collect(),
        spoken_at: Some(app.now()),
        spoken_by: None,
        read_back: true,
        by_word_agreed: None,
    }
}

/// Everybody is reached; nobody asks for a review, which the office would have to decide.
fn followed(app: &App, matter: &Matter) -> NewTry {
    NewTry {
        outcome: Outcome::Reached,
        tried_at: app.now(),
        identity_checked: true,
        rated_by_patient: true,
        satisfaction: Some(if matter.new.narrative.len().is_multiple_of(3) {
            5
        } else {
            4
        }),
        understood: Some(true),
        measures_done: Some(true),
        words: Words::default(),
    }
}
