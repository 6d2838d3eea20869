//! What the case page shows of the answer: what was said, what goes out, what has
//! arrived, and the way to the next thing to do.

mod head;

use askama::Template;
use futures_util::FutureExt;
use tongli_cases::{Case, CaseId, Facts, Names, Refused, Stage, Verb, step};
use tongli_feature::{Panel, PanelFuture};
use tongli_kernel::{Fault, Said};
use tongli_store::{Subject, Tx};
use tongli_web::{Ask, Shell};

use crate::access::CONCERNED;
use crate::actions;
use crate::follow_up::standing_of;
use crate::letter::{Letter, State};
use crate::lines::{
    PointLine, delivery_text, of_round, original_text, point_line, standing_text, talk_text,
};
use crate::store::originals;

pub const PANELS: &[Panel] = &[
    Panel {
        page: "case-head",
        order: 30,
        render: head::head,
    },
    Panel {
        page: "case-main",
        order: 30,
        render: main,
    },
];

#[derive(Template)]
#[template(path = "panel.html")]
struct MainPanel {
    shell: Shell,
    case_path: String,
    version: i64,
    points: Vec<PointLine>,
    talks: Vec<String>,
    /// The number of each letter and a sentence about it.
    letters: Vec<(i64, String)>,
    originals: Vec<String>,
    deliveries: Vec<String>,
    follow_up: Option<String>,
    next: Option<String>,
    may_answer: bool,
    may_write_letter: bool,
    may_order_letter: bool,
    may_approve: bool,
    may_release: bool,
    may_deliver: bool,
    may_follow_up: bool,
    /// A letter bears the person's name: who has nothing to do with answers opens none.
    may_open_letters: bool,
}

fn main(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    render_main(ask, subject).boxed()
}

/// From here on there is something to say about an answer; a clue has none of its own.
fn is_shown(case: &Case) -> bool {
    let is_open = matches!(
        case.stage,
        Stage::Handling
            | Stage::Replying
            | Stage::Replied
            | Stage::FollowingUp
            | Stage::Closed
            | Stage::Archived
    );
    !case.is_restricted() && (is_open || case.delivered_at.is_some())
}

/// The case, if this viewer may read it.
async fn find(ask: &Ask, tx: &mut Tx, subject: Subject) -> Result<Option<Case>, Fault> {
    let id = CaseId::new(subject.id);
    match tongli_cases::case_shown(ask, tx, id).await {
        // Before it is given an answer is the office's draft.
        Ok(case) if !tongli_cases::access::reads_answers(&ask.viewer, &case) => Ok(None),
        Ok(case) => Ok(Some(case).filter(is_shown)),
        Err(Fault::NotFound | Fault::Forbidden(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

async fn render_main(ask: &Ask, subject: Subject) -> Result<Option<String>, Fault> {
    let mut tx = ask.app.db.read().await?;
    let Some(case) = find(ask, &mut tx, subject).await? else {
        return Ok(None);
    };
    let shell = Shell::new(ask, Said::new("replies-panel"));
    let (viewer, id) = (&ask.viewer, case.id.raw());
    let allegations = tongli_cases::allegations_shown(ask, &mut tx, &case).await?;
    let app = &ask.app;
    let talks = actions::talks_read(&mut tx, app, viewer, &case).await?;
    let all = actions::letters_read(&mut tx, app, viewer, &case).await?;
    let done = actions::deliveries_read(&mut tx, app, viewer, &case).await?;
    let tries = actions::tries_read(&mut tx, app, viewer, &case).await?;
    let scans = originals::list(&mut tx, viewer.tenant, id).await?;
    let people = talks
        .iter()
        .map(|talk| talk.spoken_by)
        .chain(done.iter().map(|one| one.recorded_by))
        .chain(scans.iter().map(|one| one.bound_by));
    let names = Names::of(&mut tx, viewer.tenant, people).await?;
    let facts = Facts::of(&case, &allegations);
    let is_concerned = CONCERNED.iter().any(|one| viewer.may(*one));
    let can = |verb: Verb| {
        !matches!(step(case.stage, verb, &facts), Err(Refused::WrongStage(_)))
            && tongli_cases::access::may_to(viewer, verb, &case)
    };
    let in_hand = all
        .iter()
        .any(|letter| letter.round == case.round && letter.state.is_in_hand());
    let panel = MainPanel {
        case_path: case.path(),
        version: case.version,
        points: allegations
            .iter()
            .filter(|one| one.is_answered())
            .map(|one| point_line(&shell, one))
            .collect(),
        talks: talks
            .iter()
            .map(|talk| {
                let line = talk_text(&shell, &names, talk);
                of_round(&shell, line, talk.round, case.round)
            })
            .collect(),
        letters: all
            .iter()
            .map(|letter| {
                let line = letter_text(&shell, letter);
                let line = of_round(&shell, line, letter.round, case.round);
                (letter.no, line)
            })
            .collect(),
        originals: scans
            .iter()
            .map(|one| original_text(&shell, &names, one))
            .collect(),
        deliveries: done
            .iter()
            .map(|one| {
                let line = delivery_text(&shell, &names, one);
                of_round(&shell, line, one.round, case.round)
            })
            .collect(),
        follow_up: tries.iter().any(|one| one.round == case.round).then(|| {
            let standing = standing_of(&tries, case.round, &ask.app.time);
            standing_text(&shell, standing)
        }),
        next: next(&shell, &case, &facts, in_hand).filter(|_| is_concerned),
        may_answer: can(Verb::Answer),
        may_write_letter: in_hand && can(Verb::Answer),
        may_order_letter: !case.letter_wanted && can(Verb::Approve) && case.answered_at.is_none(),
        may_approve: can(Verb::Approve) && case.approved_at.is_none(),
        may_release: can(Verb::Release) && in_hand && case.approved_at.is_some(),
        may_deliver: can(Verb::ProveDelivery),
        may_follow_up: can(Verb::FollowUp),
        may_open_letters: is_concerned,
        shell,
    };
    Ok(Some(panel.render().map_err(Fault::bug)?))
}

fn letter_text(shell: &Shell, letter: &Letter) -> String {
    let at = match letter.state {
        State::Draft | State::Withdrawn => letter.drafted_at,
        State::Approved => letter.approved_at.unwrap_or(letter.drafted_at),
        State::Released => letter.released_at.unwrap_or(letter.drafted_at),
    };
    shell
        .say_key(format!("replies-letter-{}", letter.state.code()))
        .with("no", letter.no)
        .with("at", shell.ask.show(at))
        .to_string()
}

/// What the answer waits for, in a sentence.
fn next(shell: &Shell, case: &Case, facts: &Facts, letter_in_hand: bool) -> Option<String> {
    let key = match case.stage {
        Stage::Handling => "replies-next-handle",
        Stage::Replying if facts.answered_allegations < facts.allegations => "replies-next-answer",
        Stage::Replying if facts.kind.is_complaint() && !facts.approved => "replies-next-approve",
        Stage::Replying if letter_in_hand => "replies-next-release",
        Stage::Replying => "replies-next-deliver",
        Stage::Replied if facts.upheld_complaint() => "replies-next-follow-up",
        _ => return None,
    };
    Some(shell.say(key).to_string())
}
