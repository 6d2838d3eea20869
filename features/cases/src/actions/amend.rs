//! Puts the allegations of a case right, or adds one more.

use tongli_kernel::{Fault, FieldErrors, Moment, Said, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use crate::case::{Allegation, Case};
use crate::change::{AllegationAmendment, Amendment};
use crate::codes::Why;
use crate::grams::folded;
use crate::store;

/// Writes the allegations; the caller then takes the step `Amend`.
pub(super) async fn amend_allegations(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    new: &Amendment,
) -> Result<(), Fault> {
    check(&new.allegations)?;
    let tenant = viewer.tenant;
    let known = store::allegations::list(tx, tenant, case.id).await?;
    let mut seq = known.iter().map(|one| one.seq).max().unwrap_or(0);
    for one in &new.allegations {
        let allegation = match one.id {
            Some(id) => {
                let before = known.iter().find(|known| known.id == id);
                amended(before.ok_or(Fault::NotFound)?, one)
            }
            None => {
                seq += 1;
                further(app, case, seq, one)
            }
        };
        if one.id.is_some() {
            store::allegations::amend(tx, tenant, &allegation).await?;
        } else {
            store::allegations::insert(tx, tenant, &allegation).await?;
            store::terms::index(tx, tenant, case.id, &allegation.text).await?;
            let more = folded(&allegation.text);
            store::terms::extend_folded(tx, tenant, case.id, &more).await?;
        }
        for department in &allegation.departments {
            let why = Why::ComplainedOf;
            store::concern::add_department(tx, tenant, case.id, *department, why).await?;
        }
    }
    if let Some(department) = new.department_visited {
        store::concern::add_department(tx, tenant, case.id, department, Why::Visited).await?;
    }
    Ok(())
}

fn check(allegations: &[AllegationAmendment]) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    for (at, one) in allegations.iter().enumerate() {
        if one.id.is_none() && one.text.trim().is_empty() {
            errors.add(
                format!("allegations[{at}].text"),
                Said::new("cases-allegation-empty"),
            );
        }
        if one
            .severity
            .is_some_and(|severity| !(0..=3).contains(&severity))
        {
            errors.add(
                format!("allegations[{at}].severity"),
                Said::new("cases-severity-wrong"),
            );
        }
    }
    errors.or_else(|| ())
}

fn amended(before: &Allegation, new: &AllegationAmendment) -> Allegation {
    Allegation {
        category: new.category,
        severity: new.severity,
        departments: new.departments.clone(),
        respondents: new.respondents.clone(),
        ..before.clone()
    }
}

fn further(app: &App, case: &Case, seq: i64, new: &AllegationAmendment) -> Allegation {
    let text = new.text.trim().to_owned();
    amended(
        &Allegation::new(app.id(), case.id, seq, text, new.category),
        new,
    )
}

/// Whoever closes a file to others keeps sight of what they were just doing, and so
/// does its handler.
pub(super) async fn keep_sight(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    before: &Case,
    after: &Case,
) -> Result<(), Fault> {
    if before.confidentiality == after.confidentiality {
        return Ok(());
    }
    for staff in [viewer.staff(), after.owner].into_iter().flatten() {
        store::concern::entrust(tx, viewer.tenant, after.id, staff, now, viewer.staff()).await?;
    }
    Ok(())
}
