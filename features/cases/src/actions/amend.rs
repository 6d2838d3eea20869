//! Puts the allegations of a case right, or adds one more.

use serde_json::Value as Json;
use tongli_kernel::{Fault, FieldErrors, Said, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use crate::access;
use crate::case::{Allegation, Case};
use crate::change::{AllegationAmendment, Amendment};
use crate::codes::Why;
use crate::past;
use crate::store;

/// Writes the allegations and answers what they said before; the caller then takes the
/// step `Amend`.
pub(super) async fn amend_allegations(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    new: &Amendment,
) -> Result<Vec<Json>, Fault> {
    check(&new.allegations)?;
    let tenant = viewer.tenant;
    let known = store::allegations::list(tx, tenant, case.id).await?;
    let mut was = Vec::new();
    let mut seq = known.iter().map(|one| one.seq).max().unwrap_or(0);
    for one in &new.allegations {
        let allegation = match one.id {
            Some(id) => {
                let before = known.iter().find(|known| known.id == id);
                let before = before.ok_or(Fault::NotFound)?;
                let after = amended(before, one);
                was.extend(past::overwritten_allegation(before, &after));
                after
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
        }
        for department in &allegation.departments {
            let why = Why::ComplainedOf;
            store::concern::add_department(tx, tenant, case.id, *department, why).await?;
        }
    }
    if let Some(department) = new.department_visited {
        store::concern::add_department(tx, tenant, case.id, department, Why::Visited).await?;
    }
    Ok(was)
}

/// Records what is new about the patient or whoever speaks for them, over what is
/// known; the records before stay, and the history names them.
pub(super) async fn amend_persons(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    new: &Amendment,
) -> Result<Amendment, Fault> {
    let mut amended = new.clone();
    if new.new_person.is_empty() && new.new_contact.is_empty() {
        return Ok(amended);
    }
    if !access::may_see_contact(viewer) {
        return Err(Fault::Forbidden(access::SEE_CONTACT));
    }
    if !new.new_person.is_empty() {
        let person = match case.person {
            Some(id) => tongli_patients::find_person(tx, app, viewer.tenant, id).await?,
            None => None,
        };
        let whole = match &person {
            Some(known) => new.new_person.clone().over(known),
            None => new.new_person.clone(),
        };
        amended.person = Some(tongli_patients::record_person(tx, app, viewer, &whole).await?);
    }
    if !new.new_contact.is_empty() {
        let contact = match case.contact {
            Some(id) => tongli_patients::find_contact(tx, app, viewer.tenant, id).await?,
            None => None,
        };
        let whole = match &contact {
            Some(known) => new.new_contact.clone().over(known),
            None => new.new_contact.clone(),
        };
        let person = amended.person.or(case.person);
        let recorded = tongli_patients::record_contact(tx, app, viewer, person, &whole).await?;
        amended.contact = Some(recorded);
    }
    Ok(amended)
}

pub(super) fn check(allegations: &[AllegationAmendment]) -> Result<(), FieldErrors> {
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

pub(super) fn further(app: &App, case: &Case, seq: i64, new: &AllegationAmendment) -> Allegation {
    let text = new.text.trim().to_owned();
    amended(
        &Allegation::new(app.id(), case.id, seq, text, new.category),
        new,
    )
}
