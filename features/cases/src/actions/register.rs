//! Takes down what somebody brings.

use serde_json::{Value as Json, json};
use tongli_kernel::{DepartmentId, Fault, Moment, Reach, Tenant, Viewer};
use tongli_patients::{ContactId, PersonId};
use tongli_store::history::{Event, append};
use tongli_store::idempotency::{self, Answer, Key};
use tongli_store::{Tx, drafts, links};
use tongli_web::App;
use tongli_work::ClockRow;

use super::advance::protect;
use super::clue::{self, About};
use super::index::index;
use super::numbers::{Numbers, reserve_numbers};
use super::places::Places;
use super::{clocks, items, still_known};
use crate::access;
use crate::case::{Allegation, Case, Respondent};
use crate::codes::{Stage, Why};
use crate::endings::Endings;
use crate::registration::{NewAllegation, NewCase};
use crate::split::SERIES;
use crate::store::{self, clues};

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
            return replayed(&mut tx, viewer, before).await;
        }
    }
    let numbers = reserve_numbers(app, what.new, now).await?;
    let (numbers, what) = (&numbers, &what);
    app.db
        .write(async |tx| {
            if let Some((key, _)) = what.once
                && let Some(before) = idempotency::find(tx, viewer, key).await?
            {
                return replayed(tx, viewer, before).await;
            }
            let done = register_in(tx, app, viewer, now, numbers, what.new).await?;
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

/// An answer given before, unless its matter has been handed over since.
async fn replayed<T>(tx: &mut Tx, viewer: &Viewer, before: Answer) -> Result<Once<T>, Fault> {
    let body: Json = serde_json::from_str(&before.body).unwrap_or_default();
    if let Some(number) = body["number"]
        .as_str()
        .filter(|one| one.starts_with(SERIES))
    {
        still_known(tx, viewer, number).await?;
    }
    Ok(Once::Before(before))
}

/// Registers a case in a transaction under way, for whoever has let the asker in:
/// the register's own action, or the public page. A clue becomes a matter of its own
/// and the rest an ordinary case; the receipt is the rest's, where there is one.
pub async fn register_in(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    numbers: &Numbers,
    new: &NewCase,
) -> Result<Registered, Fault> {
    new.check(now)?;
    clocks::check_receipt(app, new)?;
    let tenant = viewer.tenant;
    // Names that do not hold are said by the fields as they were sent.
    Places::find(tx, tenant, new).await?;
    let mut persons = Persons::default();
    if !new.person.is_empty() {
        persons.person = Some(tongli_patients::record_person(tx, app, viewer, &new.person).await?);
    }
    if !new.contact.is_empty() {
        let of = persons.person;
        persons.contact =
            Some(tongli_patients::record_contact(tx, app, viewer, of, &new.contact).await?);
    }
    let parts = new.parts();
    let mut done: Option<Registered> = None;
    for (part, number) in [(parts.rest, &numbers.rest), (parts.clue, &numbers.clue)] {
        let (Some(part), Some(number)) = (part, number) else {
            continue;
        };
        let taken = take_down(tx, app, viewer, now, (number, &part), &persons).await?;
        match &done {
            Some(rest) => {
                let (from, to) = (rest.case.subject(), taken.case.subject());
                links::tie(tx, viewer, now, clues::AT_ONCE, from, to).await?;
            }
            None => done = Some(taken),
        }
    }
    done.ok_or_else(|| Fault::bug("a registration without a number"))
}

/// Who a matter is about and who speaks, as they are kept.
#[derive(Default)]
struct Persons {
    person: Option<PersonId>,
    contact: Option<ContactId>,
}

async fn take_down(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (number, new): (&str, &NewCase),
    persons: &Persons,
) -> Result<Registered, Fault> {
    let tenant = viewer.tenant;
    let places = Places::find(tx, tenant, new).await?;
    let mut case = draft_case(app, viewer, now, number, new);
    case.department_visited = places.visited;
    case.first_department = places.first;
    if let Some(first) = places.receiver {
        case.first_receiver = Some(first);
    }
    (case.person, case.contact) = (persons.person, persons.contact);
    let allegations = keep_allegations(tx, app, tenant, &case, new, &places).await?;
    if case.is_restricted() {
        tongli_work::seal_subject(tx, tenant, case.subject()).await?;
        let about = About::of(tx, viewer, now, &allegations).await?;
        let clocks = clocks::start_closed(tx, app, viewer, &mut case, about.keeper).await?;
        keep(tx, viewer, &case).await?;
        about.entrust(tx, viewer, now, &case).await?;
        note_registration(tx, app, viewer, now, &case, allegations.len()).await?;
        clue::tell(tx, app, viewer, &case, about.keeper).await?;
        index(tx, app, tenant, case.id).await?;
        return Ok(Registered { case, clocks });
    }
    let clocks = clocks::start(tx, app, viewer, &mut case).await?;
    keep(tx, viewer, &case).await?;
    concern(tx, viewer, &case, &places).await?;
    note_registration(tx, app, viewer, now, &case, allegations.len()).await?;
    items::open_first(tx, app, viewer, &case).await?;
    super::minors::follow(tx, app, viewer, &[], &case).await?;
    items::tell_first(tx, app, viewer, &case).await?;
    index(tx, app, tenant, case.id).await?;
    Ok(Registered { case, clocks })
}

async fn keep(tx: &mut Tx, viewer: &Viewer, case: &Case) -> Result<(), Fault> {
    store::cases::insert(tx, viewer.tenant, case).await?;
    if case.hide_identity || case.in_hospital {
        protect(tx, viewer.tenant, case).await?;
    }
    Ok(())
}

async fn note_registration(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    allegations: usize,
) -> Result<(), Fault> {
    let event = Event::new("register")
        .moved(Stage::Draft.code(), Stage::Registered.code())
        .with(json!({
            "kind": case.kind.code(),
            "channel": case.channel.code(),
            "urgency": case.urgency.code(),
            "allegations": allegations,
        }));
    append(tx, viewer, now, &*app.chance, case.subject(), event).await?;
    if case.stage == Stage::Settled {
        let event = Event::new("settle").moved(Stage::Registered.code(), Stage::Settled.code());
        append(tx, viewer, now, &*app.chance, case.subject(), event).await?;
    }
    Ok(())
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
        confidentiality: new.confidentiality,
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
        named: Vec::new(),
        is_parted: false,
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
        hide_identity: new.hide_identity,
        in_hospital: new.in_hospital,
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
async fn concern(tx: &mut Tx, viewer: &Viewer, case: &Case, places: &Places) -> Result<(), Fault> {
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
    Ok(())
}
