//! Looking up is authorising.

use std::collections::BTreeMap;

use tongli_kernel::{Confidentiality, DepartmentId, Fault, Moment, StaffId, Tenant, Viewer};
use tongli_store::{StoreError, Tx, access_log};
use tongli_web::App;

use crate::access;
use crate::case::{Allegation, Case, CaseId};
use crate::life::Verb;
use crate::store;
use crate::veil::Veil;

/// The case of a number, for one purpose. Not visible: `NotFound`; visible but not
/// allowed: `Forbidden`.
pub async fn read(tx: &mut Tx, viewer: &Viewer, verb: Verb, number: &str) -> Result<Case, Fault> {
    let scope = access::scope(viewer);
    let found = store::cases::by_number(tx, viewer.tenant, &scope, number).await?;
    allowed(viewer, verb, found)
}

/// The same by its id: for whoever comes from something that belongs to the case.
pub async fn read_by_id(
    tx: &mut Tx,
    viewer: &Viewer,
    verb: Verb,
    id: CaseId,
) -> Result<Case, Fault> {
    let scope = access::scope(viewer);
    let found = store::among::inside(tx, viewer.tenant, &scope, [id]).await?;
    allowed(viewer, verb, found.into_values().next())
}

fn allowed(viewer: &Viewer, verb: Verb, found: Option<Case>) -> Result<Case, Fault> {
    let case = found.ok_or(Fault::NotFound)?;
    if access::may_to(viewer, verb, &case) {
        Ok(case)
    } else {
        Err(Fault::Forbidden(access::permission_of(verb)))
    }
}

/// Those of these cases that the viewer may know of, read at once.
pub async fn cases_among(
    tx: &mut Tx,
    viewer: &Viewer,
    cases: impl IntoIterator<Item = CaseId>,
) -> Result<BTreeMap<CaseId, Case>, StoreError> {
    store::among::inside(tx, viewer.tenant, &access::scope(viewer), cases).await
}

/// Refuses where the viewer does not know of a case, whatever they may do to it.
pub(crate) async fn still_known(tx: &mut Tx, viewer: &Viewer, number: &str) -> Result<(), Fault> {
    let scope = access::scope(viewer);
    store::cases::by_number(tx, viewer.tenant, &scope, number)
        .await?
        .map(|_| ())
        .ok_or(Fault::NotFound)
}

/// What lies over the older part of a case for this viewer. Asks nothing about a case no
/// clue was parted from, which is nearly every one.
pub async fn veil_over(tx: &mut Tx, viewer: &Viewer, case: &Case) -> Result<Veil, StoreError> {
    match case.is_parted {
        true => veil_by_id(tx, viewer, case.id).await,
        false => Ok(Veil::default()),
    }
}

/// The same where only the id of the case is at hand.
pub async fn veil_by_id(tx: &mut Tx, viewer: &Viewer, case: CaseId) -> Result<Veil, StoreError> {
    store::clues::veil(tx, viewer.tenant, &access::scope(viewer), case).await
}

/// Whether what was written about a case at this moment is kept from this viewer,
/// because a clue was found among it later.
pub async fn is_veiled(
    tx: &mut Tx,
    viewer: &Viewer,
    case: CaseId,
    at: Moment,
) -> Result<bool, StoreError> {
    Ok(veil_by_id(tx, viewer, case).await?.hides_step(at))
}

/// Whether a clue was parted from a case after something was written for it: nobody
/// sends that out before it is written anew, whatever they may know.
pub async fn is_parted_since(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    written: Moment,
) -> Result<bool, StoreError> {
    let parted = store::clues::parted_at(tx, tenant, case).await?;
    Ok(parted.is_some_and(|parted| written <= parted))
}

/// What lies over the older part of each of these cases for this viewer; those in which
/// no clue was found late are left out.
pub async fn veiled_among(
    tx: &mut Tx,
    viewer: &Viewer,
    cases: impl IntoIterator<Item = CaseId>,
) -> Result<BTreeMap<CaseId, Veil>, StoreError> {
    store::clues::veiled_among(tx, viewer.tenant, &access::scope(viewer), cases).await
}

/// The other half of a case a clue was parted from, for whoever sees both.
pub async fn linked(tx: &mut Tx, viewer: &Viewer, case: CaseId) -> Result<Vec<Case>, StoreError> {
    let tied = store::clues::tied(tx, viewer, case).await?;
    let seen = cases_among(tx, viewer, tied).await?;
    Ok(seen.into_values().collect())
}

/// The clue parted from a case, without asking who looks: for whoever holds the receipt
/// of what they said themselves.
pub async fn clue_of(tx: &mut Tx, tenant: Tenant, case: &Case) -> Result<Option<Case>, StoreError> {
    match store::clues::newest_of(tx, tenant, case.id).await? {
        Some(id) => store::cases::by_id(tx, tenant, id).await,
        None => Ok(None),
    }
}

/// The case of an id, without asking who looks: for doors opened by a receipt, a
/// clock or a department's task.
pub async fn find_case(
    tx: &mut Tx,
    tenant: Tenant,
    id: CaseId,
) -> Result<Option<Case>, StoreError> {
    store::cases::by_id(tx, tenant, id).await
}

/// Those of these cases that are in sight at all, without asking who looks.
pub async fn find_cases(
    tx: &mut Tx,
    tenant: Tenant,
    ids: &[CaseId],
) -> Result<BTreeMap<CaseId, Case>, StoreError> {
    store::among::among(tx, tenant, ids).await
}

/// Writes down that a confidential file, or somebody's number, is about to be seen.
/// Done before the page is sent.
pub async fn note_reading(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    with_contact: bool,
) -> Result<(), Fault> {
    let what = match (case.confidentiality, with_contact) {
        (_, true) => "contact",
        (Confidentiality::Ordinary, false) => return Ok(()),
        (_, false) => "case",
    };
    note(app, viewer, now, case, what).await
}

/// Writes down that a file of the case is about to be fetched, whatever its label.
pub async fn note_file_reading(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
) -> Result<(), Fault> {
    note(app, viewer, now, case, "file").await
}

async fn note(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    what: &'static str,
) -> Result<(), Fault> {
    let mut tx = app.db.read().await?;
    if access_log::noted(&mut tx, viewer, now, case.subject(), what).await? {
        return Ok(());
    }
    drop(tx);
    app.db
        .write(async |tx| Ok(access_log::note(tx, viewer, now, case.subject(), what).await?))
        .await
}

/// Names a page shows, read once.
#[derive(Debug, Default)]
pub struct Names {
    pub departments: BTreeMap<DepartmentId, String>,
    pub staff: BTreeMap<StaffId, String>,
}

impl Names {
    pub async fn of(
        tx: &mut Tx,
        tenant: Tenant,
        staff: impl IntoIterator<Item = Option<StaffId>>,
    ) -> Result<Names, StoreError> {
        let mut wanted: Vec<StaffId> = staff.into_iter().flatten().collect();
        wanted.sort_unstable();
        wanted.dedup();
        Ok(Names {
            departments: tongli_people::department_names(tx, tenant).await?,
            staff: tongli_people::staff_names(tx, tenant, &wanted).await?,
        })
    }

    pub fn department(&self, id: Option<DepartmentId>) -> String {
        id.and_then(|id| self.departments.get(&id))
            .cloned()
            .unwrap_or_default()
    }

    pub fn person(&self, id: Option<StaffId>) -> String {
        id.and_then(|id| self.staff.get(&id))
            .cloned()
            .unwrap_or_default()
    }

    /// Who an allegation is about: by name where the house knows them, else as said.
    pub fn respondents(&self, allegation: &Allegation) -> String {
        let named = allegation.respondents.iter().map(|one| {
            let name = self.person(one.staff);
            if name.is_empty() {
                one.said.clone()
            } else {
                name
            }
        });
        named.collect::<Vec<_>>().join("、")
    }
}

/// A case with what every page about it needs.
pub async fn read_for_page(
    tx: &mut Tx,
    viewer: &Viewer,
    verb: Verb,
    number: &str,
) -> Result<(Case, Vec<Allegation>, Names), Fault> {
    let case = read(tx, viewer, verb, number).await?;
    let allegations = store::allegations::list(tx, viewer.tenant, case.id).await?;
    let names = Names::of(
        tx,
        viewer.tenant,
        [case.first_receiver, case.owner, case.speaker]
            .into_iter()
            .chain(case.respondents.iter().copied().map(Some)),
    )
    .await?;
    Ok((case, allegations, names))
}
