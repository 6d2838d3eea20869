//! What is held of a person, case by case, for whoever answers their request: the fields,
//! where they came from, who received them. Others who stand in the same cases stay
//! masked.

use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, Viewer};
use tongli_patients::{Contact, Person};
use tongli_store::Tx;
use tongli_store::attachments::Attachment;
use tongli_web::App;

use super::{cases_in_sight, disclosures_of};
use crate::access::ANSWER_REQUESTS;
use crate::codes::About;
use crate::consent::Consent;
use crate::disclosure::Disclosure;
use crate::request::Request;
use crate::store::consents;

/// What is held in one case.
pub struct HeldCase {
    pub case: Case,
    pub person: Option<Person>,
    pub contact: Option<Contact>,
    pub files: Vec<Attachment>,
    pub consents: Vec<Consent>,
    pub disclosures: Vec<Disclosure>,
}

/// What is held in all cases of a request.
pub struct Overview {
    pub cases: Vec<HeldCase>,
    /// The patient's own fields stand in full, or those of who brought the matter.
    pub opens_person: bool,
    pub opens_contact: bool,
}

/// Gathers what is held; only once it was checked who asks.
pub async fn overview(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    request: &Request,
) -> Result<Overview, Fault> {
    if !viewer.may(ANSWER_REQUESTS) {
        return Err(Fault::Forbidden(ANSWER_REQUESTS));
    }
    let is_checked = request.checked_at.is_some();
    let about_patient = request.told.about == About::Patient;
    let mut cases = Vec::new();
    for found in cases_in_sight(tx, viewer, request).await? {
        let case = tongli_cases::read(tx, viewer, Verb::Read, &found.number).await?;
        cases.push(held(tx, app, viewer, case).await?);
    }
    Ok(Overview {
        cases,
        opens_person: is_checked && about_patient,
        opens_contact: is_checked && !about_patient,
    })
}

async fn held(tx: &mut Tx, app: &App, viewer: &Viewer, case: Case) -> Result<HeldCase, Fault> {
    let tenant = viewer.tenant;
    let person = match case.person {
        Some(id) => tongli_patients::find_person(tx, app, tenant, id).await?,
        None => None,
    };
    let contact = match case.contact {
        Some(id) => tongli_patients::find_contact(tx, app, tenant, id).await?,
        None => None,
    };
    Ok(HeldCase {
        person,
        contact,
        files: tongli_cases::files_of(tx, viewer, &case).await?,
        consents: consents::list(tx, app, tenant, case.id).await?,
        disclosures: disclosures_of(tx, app, viewer, case.id).await?,
        case,
    })
}
