//! A clue found in an ordinary case moves to a matter of its own; the case keeps
//! neither its words nor a trace of where they went.

use serde_json::{Value as Json, json};
use tongli_kernel::{Confidentiality, Fault, Lang, Moment, Said, Tenant, Viewer};
use tongli_store::history::{Event, append};
use tongli_store::{Tx, links, outbox};
use tongli_web::App;

use super::amend::{amend_allegations, amend_persons, check, further};
use super::clue::{About, tell};
use super::index::index;
use super::register::draft_case;
use super::{Move, advance, clocks, notify};
use crate::case::{Allegation, Case};
use crate::change::{AllegationAmendment, Amendment, FactChange};
use crate::codes::{Category, Kind, Stage};
use crate::life::{Verb, is_before_judgement};
use crate::past;
use crate::registration::NewCase;
use crate::split::Taken;
use crate::store::{self, clues};

/// Amends a case and takes the clue out of it, into a matter of this number.
pub(super) async fn part(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    (new, number): (&Amendment, &str),
) -> Result<Case, Fault> {
    let tenant = viewer.tenant;
    check(&new.allegations)?;
    let case = &undecided(tx, app, viewer, now, case).await?;
    let known = store::allegations::list(tx, tenant, case.id).await?;
    let new = amend_persons(tx, app, viewer, case, new).await?;
    let taken = new.take_clue(&known);
    let secret = closed_case(app, viewer, now, case, &new, (&taken, number));
    keep_respondents(tx, tenant, case, &known, &taken).await?;
    let clues = move_allegations(tx, app, viewer, &secret, &known, &taken).await?;
    let mut was = amend_allegations(tx, app, viewer, case, &taken.rest).await?;
    was.extend(known.iter().filter_map(|one| {
        let clue = clues.iter().find(|clue| clue.id == one.id)?;
        past::overwritten_allegation(one, clue)
    }));
    was.extend(withhold_judgements(tx, app, tenant, case).await?);
    let told = leave_behind(tx, app, viewer, now, case, &taken).await?;
    let mut event = json!({ "kind": secret.kind, "channel": secret.channel });
    event = past::with_past(event, past::overwritten(case, &told), was);
    let secret = open(tx, app, viewer, now, secret, (&clues, event)).await?;
    links::tie(
        tx,
        viewer,
        now,
        clues::LATER,
        case.subject(),
        secret.subject(),
    )
    .await?;
    let change = FactChange::Parted(Box::new(taken.rest));
    let done = advance(
        tx,
        app,
        viewer,
        now,
        &told,
        Move::new(Verb::Amend, None, change),
    )
    .await?;
    if taken.narrative.is_some() || !done.stage.is_open() {
        return Ok(done);
    }
    let reason = elsewhere(app);
    let step = Move::new(Verb::Join, None, FactChange::Ended { reason });
    advance(tx, app, viewer, now, &done, step).await
}

/// A proposal was made about the whole as it was told: nobody decides on it any more.
async fn undecided(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
) -> Result<Case, Fault> {
    let mut case = case.clone();
    if !is_before_judgement(case.stage) {
        return Ok(case);
    }
    if case.refusal_is_proposed() {
        store::refusals::decline(tx, viewer.tenant, &case).await?;
        let step = Move::new(Verb::Decline, None, FactChange::RefusalDeclined);
        case = advance(tx, app, viewer, now, &case, step).await?;
    }
    if case.joint_is_proposed() {
        let step = Move::new(Verb::Decline, None, FactChange::JointDeclined);
        case = advance(tx, app, viewer, now, &case, step).await?;
    }
    Ok(case)
}

/// The clue as a matter of its own: all that the case has told so far.
fn closed_case(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    new: &Amendment,
    (taken, number): (&Taken, &str),
) -> Case {
    let narrative = match &taken.told {
        Some(told) => format!("{}\n\n{told}", case.narrative),
        None => case.narrative.clone(),
    };
    let mut told = NewCase::new(Kind::Complaint, case.channel, narrative);
    told.confidentiality = Confidentiality::Discipline;
    // Found after the end, its time begins when it is found.
    let receipt = case.stage.is_open().then(|| case.receipt());
    told.received_at = Some(receipt.unwrap_or(now));
    told.demand = new.demand.clone().or_else(|| case.demand.clone());
    told.underlying_need = new
        .underlying_need
        .clone()
        .or_else(|| case.underlying_need.clone());
    told.incident_at = new.incident_at;
    told.incident_place = new.incident_place.clone();
    told.visit_type = new.visit_type;
    told.bed_no = new.bed_no.clone();
    Case {
        person: new.person.or(case.person),
        contact: new.contact.or(case.contact),
        department_visited: new.department_visited,
        first_department: case.first_department,
        first_receiver: case.first_receiver,
        ..draft_case(app, viewer, now, number, &told)
    }
}

/// Whoever is complained of stays so: that they are free again would tell them what has
/// become of it. Those whom the clue names for the first time learn nothing by it.
async fn keep_respondents(
    tx: &mut Tx,
    tenant: Tenant,
    case: &Case,
    known: &[Allegation],
    taken: &Taken,
) -> Result<(), Fault> {
    let moves = |one: &Allegation| taken.moved.iter().any(|gone| gone.id == Some(one.id));
    for one in known.iter().filter(|one| moves(one)) {
        for staff in one.respondents.iter().filter_map(|who| who.staff) {
            store::respondents::keep(tx, tenant, case.id, staff).await?;
        }
    }
    Ok(())
}

async fn move_allegations(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    secret: &Case,
    known: &[Allegation],
    taken: &Taken,
) -> Result<Vec<Allegation>, Fault> {
    let tenant = viewer.tenant;
    let mut clues = Vec::new();
    let own_words = taken.told.iter().map(|text| AllegationAmendment {
        id: None,
        text: text.clone(),
        category: Some(Category::T09),
        severity: None,
        departments: Vec::new(),
        respondents: Vec::new(),
    });
    for (seq, one) in (1_i64..).zip(taken.moved.iter().cloned().chain(own_words)) {
        let mut clue = further(app, secret, seq, &one);
        if let Some(id) = one.id {
            let before = known.iter().find(|known| known.id == id);
            let before = before.ok_or(Fault::NotFound)?;
            (clue.id, clue.text) = (id, before.text.clone());
            store::allegations::move_to(tx, tenant, id, secret.id, seq).await?;
            store::allegations::amend(tx, tenant, &clue).await?;
        } else {
            store::allegations::insert(tx, tenant, &clue).await?;
        }
        clues.push(clue);
    }
    Ok(clues)
}

/// The word for what is told no more.
pub const PUT_AWAY: &str = "cases-words-put-away";

/// What stands where nobody can tell whether words speak of the clue.
fn elsewhere(app: &App) -> String {
    app.words.say(Lang::Zh, &Said::new("cases-told-elsewhere"))
}

/// What stands where the words of a case that goes on are told no more: it says nothing of
/// why.
fn put_away(app: &App) -> String {
    app.words.say(Lang::Zh, &Said::new(PUT_AWAY))
}

/// Takes the words of what was found and answered on the allegations that stay, and says
/// what they were: nobody has looked them through. What has not gone out yet is answered
/// anew.
async fn withhold_judgements(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: &Case,
) -> Result<Vec<Json>, Fault> {
    let mut was = Vec::new();
    let is_told = case.answered_at.is_some() || case.endings.refusal_told.is_some();
    let decided_anew = case.stage.is_open() && !is_told;
    for before in store::allegations::list(tx, tenant, case.id).await? {
        let mut after = before.clone();
        if case.answered_at.is_none() {
            (after.answer, after.next_step) = (None, None);
        }
        for text in [
            &mut after.finding_reason,
            &mut after.answer,
            &mut after.next_step,
        ] {
            withhold(text, &put_away(app));
        }
        if let Some(refusal) = &mut after.refusal {
            refusal.ground.withhold(&put_away(app));
        }
        let Some(gone) = past::overwritten_allegation(&before, &after) else {
            continue;
        };
        was.push(gone);
        store::allegations::rejudge(tx, tenant, &after).await?;
        if let Some(refusal) = &after.refusal {
            store::refusals::retell(tx, tenant, case, (after.id, &refusal.ground)).await?;
        }
    }
    if decided_anew {
        // Nobody has heard a ground that is no longer told.
        store::refusals::reopen(tx, tenant, case).await?;
    }
    Ok(was)
}

fn withhold(text: &mut Option<String>, instead: &str) {
    if text.is_some() {
        *text = Some(instead.to_owned());
    }
}

/// What the office wrote about the handling of the whole.
fn withhold_handling(told: &mut Case, instead: &str) {
    for text in [
        &mut told.anonymity_reason,
        &mut told.pause_reason,
        &mut told.settled_result,
        &mut told.refusal_explanation,
        &mut told.joint_reason,
        &mut told.handling_result,
        &mut told.improvement,
        &mut told.no_improvement_reason,
        &mut told.reopen_reason,
        &mut told.end_reason,
    ] {
        withhold(text, instead);
    }
}

/// Writes what the case tells from now on, as if it had always told that.
async fn leave_behind(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    taken: &Taken,
) -> Result<Case, Fault> {
    let tenant = viewer.tenant;
    store::allegations::renumber(tx, tenant, case.id).await?;
    store::concern::forget_complained_of(tx, tenant, case.id).await?;
    let mut told = case.clone();
    // What was overwritten goes into the clue's history and not into this one's.
    FactChange::Amended(Box::new(taken.rest.clone())).apply(&mut told, now, viewer.staff());
    told.is_parted = true;
    withhold_handling(&mut told, &put_away(app));
    told.narrative = match &taken.narrative {
        Some(narrative) => narrative.clone(),
        None => elsewhere(app),
    };
    clues::retell(tx, tenant, case.id, &told.narrative).await?;
    clues::protect(tx, tenant, case.id, told.hide_identity, told.in_hospital).await?;
    let topic = notify::TOPIC;
    outbox::withdraw_topic(tx, tenant, case.subject(), (topic, now)).await?;
    // What was asked for spoke of what has gone; the rest is asked for anew.
    tongli_approvals::withdraw(tx, app, viewer, now, case.subject(), None).await?;
    Ok(told)
}

/// Opens the restricted matter: sealed first, then its clocks, its people, its word.
async fn open(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    mut secret: Case,
    (clues, event): (&[Allegation], Json),
) -> Result<Case, Fault> {
    let tenant = viewer.tenant;
    tongli_work::seal_subject(tx, tenant, secret.subject()).await?;
    let about = About::of(tx, viewer, now, clues).await?;
    clocks::start_closed(tx, app, viewer, &mut secret, about.keeper).await?;
    store::cases::insert(tx, tenant, &secret).await?;
    about.entrust(tx, viewer, now, &secret).await?;
    let event = Event::new("register")
        .moved(Stage::Draft.code(), Stage::Registered.code())
        .with(event);
    append(tx, viewer, now, &*app.chance, secret.subject(), event).await?;
    tell(tx, app, viewer, &secret, about.keeper).await?;
    index(tx, app, tenant, secret.id).await?;
    Ok(secret)
}
