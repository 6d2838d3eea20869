//! Not acting on some or all allegations: one hand proposes, another decides.

use std::collections::BTreeSet;

use serde_json::json;
use tongli_approvals::Verdict;
use tongli_kernel::{Fault, FieldErrors, Gate, Moment, Said, Viewer};
use tongli_store::{OnUnique, Tx};
use tongli_web::App;

use super::approvals::{refusal_asking, settle};
use super::endings::file_of_case;
use super::{Move, words};
use crate::access;
use crate::case::{Allegation, Case};
use crate::change::FactChange;
use crate::ending::Part;
use crate::life::Verb;
use crate::refusal::{Elsewhere, Ground, barriers};
use crate::store::{allegations, refusals};

/// The most characters of an explanation.
const LONGEST: usize = 4_000;

/// Proposes what was typed, or decides what is proposed.
pub(super) async fn refuse(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    parts: &[Part],
) -> Result<Move, Fault> {
    let all = allegations::list(tx, viewer.tenant, case.id).await?;
    let today = app.time.day_of(now);
    if decides(viewer, case, parts) {
        return decide(tx, app, viewer, now, case, &all).await;
    }
    if parts.iter().any(|part| part.seq == 0 && !is_said(part)) {
        return Ok(nothing_said(case, parts));
    }
    let chosen = chosen(parts, &all)?;
    let mut gates = Vec::new();
    for (one, part) in &chosen {
        file_of_case(tx, viewer, case, part.file, None).await?;
        gates.extend(barriers(case, *one, &ground(part), today));
    }
    refused_if(gates)?;
    refusals::decline(tx, viewer.tenant, case).await?;
    let by = (viewer.staff(), now);
    for (one, part) in &chosen {
        if let Some(one) = one {
            let ground = ground(part);
            refusals::propose(tx, viewer.tenant, app.id(), (case, one), &ground, by)
                .await
                .on_unique(words::faster)?;
        }
    }
    if case.kind.is_complaint() {
        let grounds: Vec<(i64, Ground)> = chosen
            .iter()
            .map(|(one, part)| of_case_or_part(*one, ground(part)))
            .collect();
        let asking = refusal_asking(app, case, &grounds, viewer.staff());
        tongli_approvals::ask(tx, app, viewer, now, asking).await?;
    } else {
        refusals::approve(tx, viewer.tenant, case, by).await?;
    }
    let Some((_, first)) = chosen.first() else {
        return Err(Fault::field("allegations", Said::new("cases-required")));
    };
    let first = ground(first);
    let change = FactChange::RefusalProposed {
        reason: first.reason,
        explanation: first.explanation.clone(),
    };
    let seqs: Vec<i64> = chosen
        .iter()
        .filter_map(|(one, _)| one.map(|one| one.seq))
        .collect();
    let payload = json!({
        "reason": first.reason,
        "proposed": case.kind.is_complaint(),
        "allegations": seqs,
    });
    Ok(Move::new(Verb::Refuse, None, change).with(payload))
}

/// What is proposed is no longer.
pub(super) async fn declined(tx: &mut Tx, viewer: &Viewer, case: &Case) -> Result<(), Fault> {
    refusals::decline(tx, viewer.tenant, case).await?;
    Ok(())
}

/// The second hand says yes by repeating the reason, or by saying nothing.
fn decides(viewer: &Viewer, case: &Case, parts: &[Part]) -> bool {
    let [part] = parts else {
        return parts.is_empty() && case.refusal_is_proposed();
    };
    let same = part.reason.is_none() || part.reason == case.refusal_reason;
    let by_second = case.refusal_proposed_by != viewer.staff();
    case.refusal_is_proposed() && part.seq == 0 && same && (by_second || part.explanation.is_none())
}

/// What is refused, by its number. Of a case nobody has divided only reason and words
/// are kept.
fn of_case_or_part(one: Option<&Allegation>, ground: Ground) -> (i64, Ground) {
    match one {
        Some(one) => (one.seq, ground),
        None => (
            0,
            Ground {
                instead: None,
                elsewhere: Elsewhere::default(),
                ..ground
            },
        ),
    }
}

/// What is proposed, as the record shows it.
fn proposed_grounds(case: &Case, all: &[Allegation]) -> Vec<(i64, Ground)> {
    let of_parts: Vec<(i64, Ground)> = all
        .iter()
        .filter_map(|one| {
            let open = one.refusal.as_ref().filter(|it| !it.is_decided())?;
            Some((one.seq, open.ground.clone()))
        })
        .collect();
    if !of_parts.is_empty() {
        return of_parts;
    }
    let whole = case.refusal_reason.map(|reason| Ground {
        reason,
        explanation: case.refusal_explanation.clone().unwrap_or_default(),
        instead: None,
        elsewhere: Elsewhere::default(),
    });
    whole.into_iter().map(|ground| (0, ground)).collect()
}

async fn decide(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    all: &[Allegation],
) -> Result<Move, Fault> {
    let today = app.time.day_of(now);
    let by_second = case.refusal_proposed_by != viewer.staff();
    if by_second && !viewer.may(access::APPROVE_REFUSAL) {
        return Err(Fault::Forbidden(access::APPROVE_REFUSAL));
    }
    // What was allowed when it was proposed may be forbidden by now.
    let proposed = all
        .iter()
        .filter_map(|one| Some((one, one.refusal.as_ref().filter(|it| !it.is_decided())?)));
    let gates = proposed
        .flat_map(|(one, refusal)| barriers(case, Some(one), &refusal.ground, today))
        .collect();
    refused_if(gates)?;
    if by_second {
        let grounds = proposed_grounds(case, all);
        let asking = refusal_asking(app, case, &grounds, case.refusal_proposed_by);
        let yes = (Verdict::Approve, None);
        let decided = settle(tx, app, viewer, now, case, asking, yes).await?;
        if !decided.is_approved() {
            let payload = json!({ "reason": case.refusal_reason, "still": decided.still });
            return Ok(Move::new(Verb::Refuse, None, FactChange::None).with(payload));
        }
        refusals::approve(tx, viewer.tenant, case, (viewer.staff(), now)).await?;
    }
    let payload = json!({ "reason": case.refusal_reason, "approved": true });
    Ok(Move::new(Verb::Refuse, None, FactChange::RefusalApproved).with(payload))
}

fn refused_if(gates: Vec<Gate>) -> Result<(), Fault> {
    if gates.is_empty() {
        Ok(())
    } else {
        Err(Fault::Gated(gates))
    }
}

fn is_said(part: &Part) -> bool {
    part.reason.is_some() && part.explanation.is_some()
}

/// The life cycle says what is missing.
fn nothing_said(case: &Case, parts: &[Part]) -> Move {
    let reason = parts.first().and_then(|part| part.reason);
    let payload = json!({ "reason": reason, "proposed": case.kind.is_complaint() });
    Move::new(Verb::Refuse, None, FactChange::None).with(payload)
}

fn ground(part: &Part) -> Ground {
    Ground {
        // Both are said by now; nothing is refused for a reason nobody gave.
        reason: part
            .reason
            .unwrap_or(crate::codes::RefusalReason::OutsidePower),
        explanation: part.explanation.clone().unwrap_or_default(),
        instead: part.instead.clone(),
        elsewhere: Elsewhere {
            body: part.body.clone(),
            number: part.number.clone(),
            decided_on: part.decided_on,
            lies: part.lies.clone(),
            file: part.file,
        },
    }
}

/// Each part with its allegation: one by its number, or all that are not refused yet.
fn chosen<'a>(
    parts: &'a [Part],
    all: &'a [Allegation],
) -> Result<Vec<(Option<&'a Allegation>, &'a Part)>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut chosen = Vec::new();
    let mut seen = BTreeSet::new();
    for part in parts {
        if words::is_long(part.explanation.as_deref(), LONGEST) {
            let said = Said::new("cases-text-long").with("most", LONGEST);
            errors.add("explanation", said);
        }
        if part.seq == 0 {
            let open: Vec<_> = all.iter().filter(|one| !one.is_refused()).collect();
            match open.is_empty() {
                true => chosen.push((None, part)),
                false => chosen.extend(open.into_iter().map(|one| (Some(one), part))),
            }
            continue;
        }
        let field = |name: &str| format!("allegations[{}].{name}", part.at);
        let one = all
            .iter()
            .find(|one| one.seq == part.seq && !one.is_refused());
        if one.is_none() || !seen.insert(part.seq) {
            let said = Said::new("cases-refuse-unknown").with("seq", part.seq);
            errors.add(field("allegation"), said);
        }
        for (missing, name) in [
            (part.reason.is_none(), "reason"),
            (part.explanation.is_none(), "explanation"),
        ] {
            if missing {
                errors.add(field(name), Said::new("cases-required"));
            }
        }
        if part.instead.is_none() {
            errors.add(field("instead"), Said::new("cases-refuse-instead-missing"));
        }
        chosen.push((one, part));
    }
    errors.or_else(|| chosen)
}
