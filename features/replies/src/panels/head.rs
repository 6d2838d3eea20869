//! What the head of the case page says of the answer: the one thing this viewer can do
//! now, or who is waited for.

use askama::Template;
use futures_util::FutureExt;
use tongli_cases::{Case, CaseId, Facts, Names, Stage, Verb};
use tongli_feature::PanelFuture;
use tongli_kernel::{Fault, Said};
use tongli_store::{Subject, Tx};
use tongli_web::{Ask, Shell};

use crate::drafting::same_hand_gate;
use crate::follow_up::standing_of;
use crate::store::{InRound, answers, follow_ups, letters};

#[derive(Template)]
#[template(path = "head.html")]
struct Head {
    shell: Shell,
    /// The word on the button and where it leads, for whoever may press it.
    act: Option<(&'static str, String)>,
    /// Else who is waited for.
    wait: String,
}

/// A step with the words of its button and of the wait for it.
struct Step {
    verb: Verb,
    act: &'static str,
    wait: &'static str,
    page: &'static str,
}

const ANSWER: Step = Step {
    verb: Verb::Answer,
    act: "replies-answer",
    wait: "replies-head-answer",
    page: "/answer",
};
const APPROVE: Step = Step {
    verb: Verb::Approve,
    act: "replies-approve",
    wait: "replies-head-approve",
    page: "/approve",
};
/// The button that fixes a letter asks once more, so it stands on the case page itself.
const RELEASE: Step = Step {
    verb: Verb::Release,
    act: "replies-release",
    wait: "replies-head-release",
    page: "#release",
};
const DELIVER: Step = Step {
    verb: Verb::ProveDelivery,
    act: "replies-deliver",
    wait: "replies-head-deliver",
    page: "/deliver",
};
const FOLLOW_UP: Step = Step {
    verb: Verb::FollowUp,
    act: "replies-follow-up",
    wait: "replies-head-follow-up",
    page: "/follow-up",
};

pub(super) fn head(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    render(ask, subject).boxed()
}

async fn render(ask: &Ask, subject: Subject) -> Result<Option<String>, Fault> {
    let mut tx = ask.app.db.read().await?;
    let id = CaseId::new(subject.id);
    // A panel shows nothing of a case that its viewer may not read.
    let case = match tongli_cases::case_shown(ask, &mut tx, id).await {
        Ok(case) if matches!(case.stage, Stage::Replying | Stage::Closed) => case,
        Ok(_) => return Ok(None),
        Err(Fault::NotFound | Fault::Forbidden(_)) => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let Some(step) = step(ask, &mut tx, &case).await? else {
        return Ok(None);
    };
    let owner = Names::of(&mut tx, ask.viewer.tenant, [case.owner]).await?;
    let may = may(ask, &mut tx, &case, step.verb).await?;
    let shell = Shell::new(ask, Said::new("replies-panel"));
    let owner = Some(owner.person(case.owner))
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| shell.say("replies-head-office").to_string());
    let head = Head {
        act: may.then(|| (step.act, format!("{}{}", case.path(), step.page))),
        wait: shell.say(step.wait).with("owner", owner).to_string(),
        shell,
    };
    Ok(Some(head.render().map_err(Fault::bug)?))
}

/// What the answer waits for.
async fn step(ask: &Ask, tx: &mut Tx, case: &Case) -> Result<Option<&'static Step>, Fault> {
    let tenant = ask.viewer.tenant;
    if case.stage == Stage::Closed {
        let tries = follow_ups::list(tx, &ask.app, tenant, case.id.raw()).await?;
        let done = standing_of(&tries, case.round, &ask.app.time).is_done();
        let waits = case.contact.is_some() && !case.do_not_contact && !done;
        return Ok(waits.then_some(&FOLLOW_UP));
    }
    let allegations = tongli_cases::allegations_shown(ask, tx, case).await?;
    let facts = Facts::of(case, &allegations);
    if facts.goes_short() && !facts.answer_wanted {
        return Ok(None);
    }
    let round = InRound::of(case);
    let letter = letters::in_hand(tx, &ask.app, tenant, round).await?;
    let is_written = if facts.allegations > 0 {
        facts.answered_allegations == facts.allegations
    } else {
        let talks = answers::list(tx, &ask.app, tenant, case.id.raw()).await?;
        letter.is_some() || facts.answered || talks.iter().any(|talk| talk.round == case.round)
    };
    Ok(Some(if !is_written {
        &ANSWER
    } else if facts.kind.is_complaint() && !facts.approved {
        &APPROVE
    } else if letter.is_some() {
        &RELEASE
    } else {
        &DELIVER
    }))
}

/// Whoever drafted does not approve, and what somebody handles is awaited from them:
/// others who might do it find it in the panel.
async fn may(ask: &Ask, tx: &mut Tx, case: &Case, verb: Verb) -> Result<bool, Fault> {
    let viewer = &ask.viewer;
    if !tongli_cases::access::may_to(viewer, verb, case) {
        return Ok(false);
    }
    if verb != Verb::Approve {
        return Ok(case.is_in_hands_of(viewer));
    }
    let drafter = answers::find_drafter(tx, viewer.tenant, InRound::of(case)).await?;
    Ok(same_hand_gate(viewer, drafter).is_none())
}
