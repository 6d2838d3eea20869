//! Brings a matter of an old register into the archive. The past owes nothing: no
//! clock, no work item, no message. Reopening begins anew like for any archived case.

use serde_json::json;
use tongli_kernel::{DepartmentId, Fault, Moment, Tenant, Viewer};
use tongli_patients::{NewContact, NewPerson};
use tongli_store::history::{Event, begin_many};
use tongli_store::{StoreError, Tx};
use tongli_web::App;

use super::index::index_carried;
use super::register::draft_case;
use crate::case::{Allegation, Case, CaseId};
use crate::codes::{Channel, Kind, Stage, Visibility, Why};
use crate::registration::NewCase;
use crate::store::{self, imported, notes::Note};

/// One matter as the old register tells it.
#[derive(Debug, Clone)]
pub struct Historical {
    /// Made of import and row, so that the same row has the same number again.
    pub number: String,
    pub kind: Kind,
    pub channel: Channel,
    pub received_at: Moment,
    pub answered_at: Option<Moment>,
    pub narrative: String,
    pub demand: Option<String>,
    pub result: Option<String>,
    pub remark: Option<String>,
    pub person: NewPerson,
    pub contact: NewContact,
    pub department: Option<DepartmentId>,
    /// Whom a complaint is about, where the register says so; where somebody was
    /// treated says nothing of it.
    pub complained_of: Option<DepartmentId>,
    /// What the register calls departments the house no longer knows.
    pub former_department: Option<String>,
    pub import: i64,
    /// Sheet and row of the file.
    pub place: i64,
}

impl Historical {
    /// One of which only the least is known; the place is an import and a row of it.
    pub fn new(
        number: String,
        (kind, channel): (Kind, Channel),
        received_at: Moment,
        narrative: &str,
        (import, place): (i64, i64),
    ) -> Historical {
        Historical {
            number,
            kind,
            channel,
            received_at,
            answered_at: None,
            narrative: narrative.to_owned(),
            demand: None,
            result: None,
            remark: None,
            person: NewPerson::default(),
            contact: NewContact::default(),
            department: None,
            complained_of: None,
            former_department: None,
            import,
            place,
        }
    }
}

/// Brings rows of one import in, seen by nobody until it is published; answers their
/// cases in order. A row brought in before is the case it was then.
pub async fn bring_in(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    rows: &[Historical],
) -> Result<Vec<CaseId>, Fault> {
    let tenant = viewer.tenant;
    let import = rows.first().map_or(0, |old| old.import);
    let places: Vec<i64> = rows.iter().map(|old| old.place).collect();
    let mut of_rows = imported::cases_of_rows(tx, tenant, import, &places).await?;
    let fresh: Vec<&Historical> = rows
        .iter()
        .filter(|old| !of_rows.contains_key(&old.place))
        .collect();
    let cases = keep(tx, app, viewer, now, &fresh).await?;
    let came: Vec<(&Historical, &Case)> = fresh.into_iter().zip(&cases).collect();
    keep_words(tx, app, viewer, &came).await?;
    keep_places(tx, tenant, &came).await?;
    let begun = came.iter().map(|(old, case)| {
        let event = Event::new("bring_in")
            .moved(Stage::Draft.code(), Stage::Archived.code())
            .with(json!({ "import": old.import.to_string(), "place": old.place }));
        (case.subject(), event)
    });
    begin_many(tx, viewer, now, &*app.chance, begun.collect()).await?;
    let told: Vec<CaseId> = cases.iter().map(|case| case.id).collect();
    index_carried(tx, app, tenant, &told).await?;
    of_rows.extend(came.iter().map(|(old, case)| (old.place, case.id)));
    let case_of = |old: &Historical| of_rows.get(&old.place).copied();
    rows.iter()
        .map(|old| case_of(old).ok_or_else(|| Fault::bug("each row has become a case")))
        .collect()
}

/// The cases of rows with whoever they name.
async fn keep(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    rows: &[&Historical],
) -> Result<Vec<Case>, Fault> {
    let mut cases: Vec<Case> = rows
        .iter()
        .map(|old| archived_case(app, viewer, now, old))
        .collect();
    let with_person = |(old, _): &(&&Historical, &mut Case)| !old.person.is_empty();
    let (persons, mut of): (Vec<_>, Vec<_>) = rows
        .iter()
        .zip(&mut cases)
        .filter(with_person)
        .map(|(old, case)| (&old.person, case))
        .unzip();
    let ids = tongli_patients::record_persons(tx, app, viewer, &persons).await?;
    for (case, id) in of.iter_mut().zip(ids) {
        case.person = Some(id);
    }
    let with_contact = |(old, _): &(&&Historical, &mut Case)| !old.contact.is_empty();
    let (contacts, mut of): (Vec<_>, Vec<_>) = rows
        .iter()
        .zip(&mut cases)
        .filter(with_contact)
        .map(|(old, case)| ((case.person, &old.contact), case))
        .unzip();
    let ids = tongli_patients::record_contacts(tx, app, viewer, &contacts).await?;
    for (case, id) in of.iter_mut().zip(ids) {
        case.contact = Some(id);
    }
    store::cases::insert_unseen(tx, viewer.tenant, &cases).await?;
    Ok(cases)
}

/// What the rows say beside their narrative.
async fn keep_words(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    came: &[(&Historical, &Case)],
) -> Result<(), StoreError> {
    let allegations: Vec<Allegation> = came
        .iter()
        .filter(|(old, _)| old.kind.is_complaint())
        .map(|(old, case)| old_allegation(app, case, old))
        .collect();
    store::allegations::insert_old(tx, viewer.tenant, &allegations).await?;
    let notes: Vec<(CaseId, Note)> = came
        .iter()
        .filter_map(|(old, case)| Some((case.id, remark(app, viewer, old)?)))
        .collect();
    let notes: Vec<(CaseId, &Note)> = notes.iter().map(|(case, note)| (*case, note)).collect();
    store::notes::insert(tx, viewer.tenant, &notes).await
}

/// Where the rows came from, and which departments they are about.
async fn keep_places(
    tx: &mut Tx,
    tenant: Tenant,
    came: &[(&Historical, &Case)],
) -> Result<(), StoreError> {
    let rows: Vec<imported::Came> = came
        .iter()
        .map(|(old, case)| imported::Came {
            case: case.id,
            import: old.import,
            place: old.place,
            former_department: old.former_department.as_deref(),
        })
        .collect();
    imported::insert_many(tx, tenant, &rows).await?;
    let beside: Vec<_> = came
        .iter()
        .flat_map(|(old, case)| {
            let complained_of = old.complained_of.filter(|_| old.kind.is_complaint());
            let whys = [
                (old.department, Why::Visited),
                (complained_of, Why::ComplainedOf),
            ];
            whys.into_iter()
                .filter_map(|(one, why)| Some((case.id, one?, why)))
        })
        .collect();
    store::concern::add_departments(tx, tenant, &beside).await
}

fn archived_case(app: &App, viewer: &Viewer, now: Moment, old: &Historical) -> Case {
    let mut new = NewCase::new(old.kind, old.channel, old.narrative.clone());
    new.received_at = Some(old.received_at);
    new.demand = old.demand.clone();
    let ended = old.answered_at.unwrap_or(old.received_at);
    Case {
        stage: Stage::Archived,
        // The book was its register; whoever brings it in now did not receive it.
        registered_at: old.received_at,
        first_receiver: None,
        speaker: None,
        department_visited: old.department,
        handling_result: old.result.clone(),
        accepted_at: Some(old.received_at),
        answered_at: old.answered_at,
        closed_at: Some(ended),
        archived_at: Some(ended),
        ..draft_case(app, viewer, now, &old.number, &new)
    }
}

/// An old complaint is one allegation, answered by what was done. Nobody judged it,
/// so it has no finding.
fn old_allegation(app: &App, case: &Case, old: &Historical) -> Allegation {
    Allegation {
        departments: old.complained_of.into_iter().collect(),
        answer: old.result.clone(),
        ..Allegation::new(app.id(), case.id, 1, case.narrative.clone(), None)
    }
}

fn remark(app: &App, viewer: &Viewer, old: &Historical) -> Option<Note> {
    Some(Note {
        id: app.id(),
        visibility: Visibility::Private,
        text: old.remark.clone()?,
        at: old.received_at,
        by: viewer.staff(),
        by_name: viewer.signature(),
    })
}

/// Lets everybody see the cases of an import; one row does it.
pub async fn publish_import(
    tx: &mut Tx,
    tenant: Tenant,
    import: i64,
    at: Moment,
) -> Result<(), StoreError> {
    imported::publish(tx, tenant, import, at).await
}

/// Hides them again.
pub async fn hide_import(
    tx: &mut Tx,
    tenant: Tenant,
    import: i64,
    at: Moment,
) -> Result<(), StoreError> {
    imported::hide(tx, tenant, import, at).await
}

/// How many cases of an import somebody has taken up again since.
pub async fn taken_up_of_import(
    tx: &mut Tx,
    tenant: Tenant,
    import: i64,
) -> Result<i64, StoreError> {
    imported::count_taken_up(tx, tenant, import).await
}

/// The import a case came with.
pub async fn import_of(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Option<i64>, StoreError> {
    imported::import_of(tx, tenant, case).await
}
