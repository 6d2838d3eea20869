//! Whom a registration names: departments and people of the house, looked up.

use tongli_kernel::{DepartmentId, Fault, FieldErrors, Said, StaffId, Tenant};
use tongli_store::Tx;

use super::respondents::look_up;
use crate::case::Respondent;
use crate::registration::{NewCase, find_department};

/// The departments a registration names, looked up.
pub(super) struct Places {
    pub(super) visited: Option<DepartmentId>,
    /// Where and by whom it was first heard, where that was not at this desk.
    pub(super) first: Option<DepartmentId>,
    pub(super) receiver: Option<StaffId>,
    pub(super) of_allegations: Vec<Vec<DepartmentId>>,
    pub(super) respondents: Vec<Vec<Respondent>>,
}

impl Places {
    pub(super) async fn find(tx: &mut Tx, tenant: Tenant, new: &NewCase) -> Result<Places, Fault> {
        let list: Vec<(DepartmentId, String, String)> = tongli_people::departments(tx, tenant)
            .await?
            .into_iter()
            .map(|one| (one.id, one.code, one.name))
            .collect();
        let mut errors = FieldErrors::default();
        let mut look = |field: String, wanted: &str| {
            let found = find_department(&list, wanted);
            if found.is_none() {
                errors.add(
                    field,
                    Said::new("cases-department-unknown").with("name", wanted),
                );
            }
            found
        };
        let visited = new
            .department
            .as_deref()
            .filter(|text| !text.trim().is_empty())
            .and_then(|wanted| look("department".to_owned(), wanted));
        let first = new
            .first_department
            .as_deref()
            .filter(|text| !text.trim().is_empty())
            .and_then(|wanted| look("first_department".to_owned(), wanted));
        let of_allegations = new
            .allegations()
            .iter()
            .enumerate()
            .map(|(at, one)| {
                one.departments
                    .iter()
                    .filter_map(|wanted| look(format!("allegations[{at}].departments"), wanted))
                    .collect()
            })
            .collect();
        let respondents = respondents(tx, tenant, new, &mut errors).await?;
        let receiver = receiver(tx, tenant, new, &mut errors).await?;
        errors
            .or_else(|| Places {
                visited,
                first,
                receiver,
                of_allegations,
                respondents,
            })
            .map_err(Fault::from)
    }
}

/// Whom of the house the person first spoke to.
async fn receiver(
    tx: &mut Tx,
    tenant: Tenant,
    new: &NewCase,
    errors: &mut FieldErrors,
) -> Result<Option<StaffId>, Fault> {
    let Some(said) = &new.first_receiver else {
        return Ok(None);
    };
    let said = std::slice::from_ref(said);
    let found = look_up(tx, tenant, "first_receiver", said, errors).await?;
    if found.iter().any(|one| one.staff.is_none()) {
        errors.add("first_receiver", Said::new("cases-staff-unknown"));
    }
    Ok(found.first().and_then(|one| one.staff))
}

/// The people each allegation names.
async fn respondents(
    tx: &mut Tx,
    tenant: Tenant,
    new: &NewCase,
    errors: &mut FieldErrors,
) -> Result<Vec<Vec<Respondent>>, Fault> {
    let mut found = Vec::new();
    for (at, one) in new.allegations().iter().enumerate() {
        let field = format!("allegations[{at}].respondents");
        found.push(look_up(tx, tenant, &field, &one.respondents, errors).await?);
    }
    Ok(found)
}
