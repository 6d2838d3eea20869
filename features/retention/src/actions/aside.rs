//! Sealing away what was entered wrongly, and bringing it back: two persons each time.

use std::collections::BTreeSet;

use serde_json::json;
use tongli_cases::{SUBJECT, Verb};
use tongli_kernel::{Fault, FieldErrors, Gate, Moment, Said, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::{Subject, Tx, access_log};
use tongli_web::App;

use super::{faster, hand, second_person};
use crate::access;
use crate::aside::{Aside, AsideId, State};
use crate::hold::{owed, owed_one};
use crate::store::{asides, payloads};

/// Proposes to seal a case away; `right` is the number of the right case, or empty.
pub async fn propose_aside(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (number, version): (&str, i64),
    (reason, right): (&str, &str),
) -> Result<Aside, Fault> {
    let staff = hand(viewer, access::PROPOSE_ASIDE)?;
    let case = tongli_cases::read(tx, viewer, Verb::Read, number).await?;
    if case.complains_of(viewer) {
        return Err(Fault::Forbidden(access::PROPOSE_ASIDE));
    }
    if case.version != version {
        return Err(faster());
    }
    let mut errors = FieldErrors::default();
    let reason = owed(&mut errors, "reason", reason);
    let right = right.trim();
    if !right.is_empty() && (right == number || !is_known(tx, viewer, right).await?) {
        errors.add("right_case", Said::new("retention-right-unknown"));
    }
    let reason = errors.or_else(|| reason)?;
    let aside = Aside {
        id: app.ids.next(now),
        case: case.id,
        version: 1,
        state: State::Proposed,
        reason,
        right_number: (!right.is_empty()).then(|| right.to_owned()),
        proposed_by: staff,
        proposed_at: now,
        decided_by: None,
        decided_at: None,
        back_reason: None,
        back_proposed_by: None,
        back_proposed_at: None,
        back_by: None,
        back_at: None,
    };
    let already = || Fault::Conflict(Said::new("retention-aside-there"));
    asides::insert(tx, viewer.tenant, &aside, already).await?;
    note(tx, app, viewer, now, &aside, "propose_aside").await?;
    Ok(aside)
}

async fn is_known(tx: &mut Tx, viewer: &Viewer, number: &str) -> Result<bool, Fault> {
    match tongli_cases::read(tx, viewer, Verb::Read, number).await {
        Ok(_) => Ok(true),
        Err(Fault::NotFound | Fault::Forbidden(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// The pointer to the right case, for whoever may know of that one too.
pub async fn veil_right(tx: &mut Tx, viewer: &Viewer, aside: &mut Aside) -> Result<(), Fault> {
    if let Some(right) = &aside.right_number
        && !is_known(tx, viewer, right).await?
    {
        aside.right_number = None;
    }
    Ok(())
}

/// The same for a list of them.
pub async fn veiled_right(
    tx: &mut Tx,
    viewer: &Viewer,
    mut all: Vec<Aside>,
) -> Result<Vec<Aside>, Fault> {
    let numbers = all.iter().filter_map(|one| one.right_number.clone());
    let known = match viewer.may(tongli_cases::access::READ) {
        true => tongli_cases::known_numbers(tx, viewer, numbers).await?,
        false => BTreeSet::new(),
    };
    for one in &mut all {
        one.right_number = one
            .right_number
            .take()
            .filter(|right| known.contains(right));
    }
    Ok(all)
}

/// The sealing away of an id with the number of its case, for whoever could know of it.
async fn find(tx: &mut Tx, viewer: &Viewer, (id, version): (AsideId, i64)) -> Result<Aside, Fault> {
    let mut aside = asides::find(tx, viewer.tenant, id)
        .await?
        .ok_or(Fault::NotFound)?;
    veil_right(tx, viewer, &mut aside).await?;
    let known = match aside.state.is_away() {
        true => !tongli_cases::away_among(tx, viewer, &[aside.case])
            .await?
            .is_empty(),
        false => !tongli_cases::known_among(tx, viewer, [aside.case])
            .await?
            .is_empty(),
    };
    // Whoever is complained of puts no complaint out of sight, and brings none back.
    let complaining = tongli_cases::complaining_among(tx, viewer, [aside.case]).await?;
    match known {
        false => Err(Fault::NotFound),
        true if !complaining.is_empty() => Err(Fault::Forbidden(access::ASIDE)),
        true if aside.version != version => Err(faster()),
        true => Ok(aside),
    }
}

/// Decides a proposal somebody else has made, to seal away or to bring back.
pub async fn decide_aside(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    seen: (AsideId, i64),
    agreed: bool,
) -> Result<Aside, Fault> {
    let staff = hand(viewer, access::ASIDE)?;
    let mut aside = find(tx, viewer, seen).await?;
    let Some(first) = aside.waits_for_other_than() else {
        let said = Said::new("retention-gate-decided");
        return Err(Fault::Gated(vec![Gate::new("proposed", said)]));
    };
    if agreed {
        second_person(first, staff)?;
    }
    match (aside.state, agreed) {
        (State::Proposed, true) => put_away(tx, app, viewer, now, &mut aside).await?,
        (State::Proposed, false) => aside.state = State::Declined,
        (_, true) => bring_back(tx, app, viewer, &mut aside).await?,
        (_, false) => aside.state = State::Aside,
    }
    let verb = match aside.state {
        State::Aside if agreed => "seal_away",
        State::Back => "bring_back",
        State::Declined => "decline_aside",
        _ => "decline_back",
    };
    match aside.state {
        State::Back => (aside.back_by, aside.back_at) = (Some(staff), Some(now)),
        State::Aside if !agreed => {
            (
                aside.back_reason,
                aside.back_proposed_by,
                aside.back_proposed_at,
            ) = (None, None, None);
        }
        _ => (aside.decided_by, aside.decided_at) = (Some(staff), Some(now)),
    }
    asides::update(tx, viewer.tenant, &aside).await?;
    aside.version += 1;
    note(tx, app, viewer, now, &aside, verb).await?;
    Ok(aside)
}

async fn put_away(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    aside: &mut Aside,
) -> Result<(), Fault> {
    let tenant = viewer.tenant;
    let case = tongli_cases::find_case(tx, tenant, aside.case)
        .await?
        .ok_or(Fault::NotFound)?;
    let mut stopped = tongli_cases::set_aside(tx, app, viewer, now, &case).await?;
    let mut words = vec![case.subject()];
    let statements = asides::statements(tx, tenant, case.id).await?;
    let disputes = asides::disputes(tx, tenant, case.id).await?;
    let others = payloads::own_chains(tx, tenant, case.id).await?;
    let of = |kind: &'static str| move |id: i64| Subject::new(kind, id);
    let others = statements
        .into_iter()
        .map(of("statement"))
        .chain(disputes.into_iter().map(of("dispute")))
        .chain(others);
    for other in others {
        let also = tongli_work::stop_all(tx, tenant, other, now).await?;
        stopped.clocks.extend(also.clocks);
        stopped.items.extend(also.items);
        words.push(other);
    }
    asides::remember(tx, tenant, aside.id, &stopped).await?;
    for subject in words {
        asides::withdraw_words(tx, tenant, (subject.kind, subject.id), now).await?;
    }
    aside.state = State::Aside;
    Ok(())
}

async fn bring_back(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    aside: &mut Aside,
) -> Result<(), Fault> {
    let stopped = asides::stopped(tx, viewer.tenant, aside.id).await?;
    tongli_work::go_on(tx, viewer.tenant, &stopped).await?;
    let away = tongli_cases::away_among(tx, viewer, &[aside.case]).await?;
    let away = away.get(&aside.case).ok_or(Fault::NotFound)?;
    tongli_cases::bring_back(tx, app, viewer, away).await?;
    aside.state = State::Back;
    Ok(())
}

/// Proposes to bring a case back.
pub async fn propose_back(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    seen: (AsideId, i64),
    reason: &str,
) -> Result<Aside, Fault> {
    let staff = hand(viewer, access::ASIDE)?;
    let mut aside = find(tx, viewer, seen).await?;
    if aside.state != State::Aside {
        let said = Said::new("retention-gate-decided");
        return Err(Fault::Gated(vec![Gate::new("aside", said)]));
    }
    aside.back_reason = Some(owed_one("reason", reason)?);
    aside.back_proposed_by = Some(staff);
    aside.back_proposed_at = Some(now);
    aside.state = State::BackProposed;
    asides::update(tx, viewer.tenant, &aside).await?;
    aside.version += 1;
    note(tx, app, viewer, now, &aside, "propose_back").await?;
    Ok(aside)
}

/// Opens a sealed-away case: the reason is written down before anything is shown.
pub async fn open_aside(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    number: &str,
    reason: &str,
) -> Result<(), Fault> {
    let staff = hand(viewer, access::ASIDE)?;
    let (case, _) = tongli_cases::read_aside(tx, viewer, number).await?;
    let aside = asides::of_case(tx, viewer.tenant, case.id)
        .await?
        .ok_or(Fault::NotFound)?;
    let reason = owed_one("reason", reason)?;
    let id = app.ids.next::<AsideId>(now).raw();
    asides::open(tx, viewer.tenant, (id, aside.id), staff, now, &reason).await?;
    access_log::note(tx, viewer, now, case.subject(), "aside").await?;
    Ok(())
}

async fn note(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    aside: &Aside,
    verb: &'static str,
) -> Result<(), Fault> {
    let subject = Subject::new(SUBJECT, aside.case.raw());
    let event = Event::new(verb).with(json!({ "aside": aside.id }));
    history::append(tx, viewer, now, &*app.chance, subject, event).await?;
    Ok(())
}
