//! Takes down what somebody brings.

use serde_json::json;
use tongli_kernel::{Confidentiality, DepartmentId, Fault, Moment, Reach, Tenant, Viewer};
use tongli_people::roles::{DIRECTOR, DUTY_OFFICER};
use tongli_store::history::{Event, append};
use tongli_store::idempotency::{self, Answer, Key};
use tongli_store::outbox::To;
use tongli_store::{Tx, drafts};
use tongli_web::App;
use tongli_work::ClockRow;

use super::places::Places;
use super::{clocks, items};
use crate::access;
use crate::case::{Allegation, Case, Respondent};
use crate::codes::{Kind, Stage, Why};
use crate::endings::Endings;
use crate::grams::folded;
use crate::registration::{NewAllegation, NewCase};
use crate::store;

/// A caller's key, and how the answer kept under it is written.
pub type Keyed<'a, T> = (&'a Key, fn(&App, &T) -> Answer);

/// A registered case and its clocks.
#[derive(Debug)]
pub struct Registered {
    pub case: Case,
    pub clocks: Vec<ClockRow>,
}

/// A registration with what comes along with it.
#[derive(Debug)]
pub struct Registering<'a> {
    pub new: &'a NewCase,
    pub once: Option<Keyed<'a, Registered>>,
    /// The draft that has served its purpose.
    pub draft: Option<&'a str>,
}

/// Done now, or done before under the same key.
#[derive(Debug)]
pub enum Once<T> {
    Done(T),
    Before(Answer),
}

/// The next number of a kind; it is taken before the transaction so that no
/// registration waits for another.
pub async fn reserve_number(app: &App, kind: Kind, now: Moment) -> Result<String, Fault> {
    let series = format!("{}-{}", kind.prefix(), app.time.day_of(now).compact());
    let next = app
        .numbers
        .next(&app.db, app.tenant, &series, app.server, now)
        .await?;
    Ok(format!("{series}-{next:04}"))
}

/// Registers a case in a transaction of its own.
pub async fn register(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    what: Registering<'_>,
) -> Result<Once<Registered>, Fault> {
    if !viewer.may(access::REGISTER) {
        return Err(Fault::Forbidden(access::REGISTER));
    }
    what.new.check(now)?;
    clocks::check_receipt(app, what.new)?;
    if let Some((key, _)) = what.once {
        // Asked first, so that a repeated call takes no number.
        let mut tx = app.db.read().await?;
        if let Some(before) = idempotency::find(&mut tx, viewer, key).await? {
            return Ok(Once::Before(before));
        }
    }
    let number = reserve_number(app, what.new.kind, now).await?;
    let (number, what) = (&number, &what);
    app.db
        .write(async |tx| {
            if let Some((key, _)) = what.once
                && let Some(before) = idempotency::find(tx, viewer, key).await?
            {
                return Ok(Once::Before(before));
            }
            let done = register_in(tx, app, viewer, now, number, what.new).await?;
            if let Some((key, answer)) = what.once {
                idempotency::keep(tx, viewer, key, &answer(app, &done), now).await?;
            }
            if let (Some(form), Some(staff)) = (what.draft, viewer.staff()) {
                drafts::discard(tx, viewer.tenant, staff, form).await?;
            }
            Ok(Once::Done(done))
        })
        .await
}

/// Registers a case in a transaction under way, for whoever has let the asker in:
/// the register's own action, or the public page.
pub async fn register_in(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    number: &str,
    new: &NewCase,
) -> Result<Registered, Fault> {
    new.check(now)?;
    clocks::check_receipt(app, new)?;
    let tenant = viewer.tenant;
    let places = Places::find(tx, tenant, new).await?;
    let mut case = draft_case(app, viewer, now, number, new);
    case.department_visited = places.visited;
    case.first_department = places.first;
    if let Some(first) = places.receiver {
        case.first_receiver = Some(first);
    }
    if !new.person.is_empty() {
        case.person = Some(tongli_patients::record_person(tx, app, viewer, &new.person).await?);
    }
    if !new.contact.is_empty() {
        case.contact = Some(
            tongli_patients::record_contact(tx, app, viewer, case.person, &new.contact).await?,
        );
    }
    let clocks = clocks::start(tx, app, viewer, &mut case).await?;
    store::cases::insert(tx, tenant, &case, &search_text(&case, new)).await?;
    store::terms::index(tx, tenant, case.id, &search_text(&case, new)).await?;
    let allegations = keep_allegations(tx, app, tenant, &case, new, &places).await?;
    concern(tx, viewer, now, &case, &places).await?;
    let event = Event::new("register")
        .moved(Stage::Draft.code(), Stage::Registered.code())
        .with(json!({
            "kind": case.kind.code(),
            "channel": case.channel.code(),
            "urgency": case.urgency.code(),
            "allegations": allegations.len(),
        }));
    append(tx, viewer, now, &*app.chance, case.subject(), event).await?;
    if case.stage == Stage::Settled {
        let event = Event::new("settle").moved(Stage::Registered.code(), Stage::Settled.code());
        append(tx, viewer, now, &*app.chance, case.subject(), event).await?;
    }
    items::open_first(tx, app, viewer, &case).await?;
    super::minors::follow(tx, app, viewer, &[], &case).await?;
    if case.urgency.is_alarming() && case.stage.is_open() {
        for role in [DIRECTOR, DUTY_OFFICER] {
            items::tell(
                tx,
                app,
                viewer,
                &case,
                To::Role(role),
                "cases-message-urgent",
                true,
            )
            .await?;
        }
    }
    Ok(Registered { case, clocks })
}

pub(super) fn draft_case(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    number: &str,
    new: &NewCase,
) -> Case {
    let settled = new.settled_result.clone();
    Case {
        id: app.ids.next(now),
        number: number.to_owned(),
        kind: new.kind,
        stage: if settled.is_some() {
            Stage::Settled
        } else {
            Stage::Registered
        },
        version: 1,
        paused: false,
        pause_reason: None,
        confidentiality: new.label(),
        channel: new.channel,
        received_at: new.received_at.unwrap_or(now),
        registered_at: now,
        narrative: new.narrative.trim().to_owned(),
        demand: new.demand.clone(),
        underlying_need: new.underlying_need.clone(),
        person: None,
        contact: None,
        anonymity_reason: new.anonymity_reason.clone(),
        first_department: None,
        department_visited: None,
        bed_no: new.bed_no.clone(),
        visit_type: new.visit_type,
        incident_at: new.incident_at,
        incident_place: new.incident_place.clone(),
        urgency: new.urgency,
        mood: new.mood,
        persons_present: new.persons_present,
        court: new.court,
        help_needs: new.help_needs.clone(),
        risks: new.risks.clone(),
        risk_reason: new.risk_reason.clone(),
        privacy_notice: new.privacy_notice.clone(),
        leader_instruction: new.leader_instruction.clone(),
        read_back_at: new.read_back.then_some(now),
        first_receiver: viewer.staff(),
        owner: None,
        owner_conflicted: false,
        respondents: Vec::new(),
        speaker: viewer.staff(),
        accepted_at: None,
        closed_at: settled.is_some().then_some(now),
        settled_result: settled,
        refusal_reason: None,
        refusal_explanation: None,
        refusal_proposed_by: None,
        refusal_approved_by: None,
        joint_reason: None,
        joint_proposed_by: None,
        joint_approved_by: None,
        joint_approved_at: None,
        statements_asked: 0,
        statements_open: 0,
        reviewed_at: None,
        handling: Vec::new(),
        handling_result: None,
        refunded_fen: None,
        waived_fen: None,
        letter_wanted: false,
        approved_at: None,
        answered_at: None,
        answered_in_writing: false,
        delivered_at: None,
        follow_up_tries: 0,
        reached_at: None,
        satisfaction: None,
        do_not_contact: false,
        improvement: None,
        no_improvement_reason: None,
        handed_over_to: None,
        end_reason: None,
        archived_at: None,
        reopen_reason: None,
        reopen_received_at: None,
        reopen_channel: None,
        round: 1,
        due_at: None,
        near_at: None,
        endings: Endings::default(),
    }
}

/// What search compares: never a name or a number of a person.
fn search_text(case: &Case, new: &NewCase) -> String {
    let mut text = format!("{}\n{}", case.number, case.narrative);
    for piece in case
        .demand
        .iter()
        .chain(new.allegations.iter().map(|one| &one.text))
    {
        text.push('\n');
        text.push_str(piece);
    }
    folded(&text)
}

async fn keep_allegations(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: &Case,
    new: &NewCase,
    places: &Places,
) -> Result<Vec<Allegation>, Fault> {
    let mut kept = Vec::new();
    for (at, one) in new.allegations().iter().enumerate() {
        let (departments, respondents) = (&places.of_allegations[at], &places.respondents[at]);
        let seq = i64::try_from(at).unwrap_or(i64::MAX - 1) + 1;
        let allegation = allegation(app, case, seq, one, departments, respondents);
        store::allegations::insert(tx, tenant, &allegation).await?;
        kept.push(allegation);
    }
    Ok(kept)
}

fn allegation(
    app: &App,
    case: &Case,
    seq: i64,
    one: &NewAllegation,
    departments: &[DepartmentId],
    respondents: &[Respondent],
) -> Allegation {
    Allegation {
        severity: one.severity,
        departments: departments.to_vec(),
        respondents: respondents.to_vec(),
        ..Allegation::new(
            app.id(),
            case.id,
            seq,
            one.text.trim().to_owned(),
            one.category,
        )
    }
}

/// Puts beside the case whom it concerns.
async fn concern(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    places: &Places,
) -> Result<(), Fault> {
    let tenant = viewer.tenant;
    for department in places.of_allegations.iter().flatten() {
        store::concern::add_department(tx, tenant, case.id, *department, Why::ComplainedOf).await?;
    }
    if let Some(department) = case.department_visited {
        store::concern::add_department(tx, tenant, case.id, department, Why::Visited).await?;
    }
    if let Some(department) = case.first_department {
        store::concern::add_department(tx, tenant, case.id, department, Why::Registered).await?;
    }
    // A ward that takes somebody in keeps sight of what it took in.
    if let Reach::Departments(own) = access::scope(viewer).reach {
        for department in own {
            store::concern::add_department(tx, tenant, case.id, department, Why::Registered)
                .await?;
        }
    }
    // Who took a closed file down has heard it already, and hands out its receipt.
    if let (Confidentiality::Discipline, Some(staff)) = (case.confidentiality, viewer.staff()) {
        store::concern::entrust(tx, tenant, case.id, staff, now, Some(staff)).await?;
    }
    Ok(())
}
