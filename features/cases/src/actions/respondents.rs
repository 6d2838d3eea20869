//! Who of the house is meant by those a person complains of.

use tongli_kernel::{Fault, FieldErrors, Said, StaffId, Tenant};
use tongli_store::Tx;

use crate::case::Respondent;

const LONGEST_NAME: usize = 60;

/// Finds each by staff number, login name or name. Whom the house does not know
/// stays as described; a name that several bear is asked for again by number.
pub(crate) async fn look_up(
    tx: &mut Tx,
    tenant: Tenant,
    field: &str,
    said: &[String],
    errors: &mut FieldErrors,
) -> Result<Vec<Respondent>, Fault> {
    let mut found: Vec<Respondent> = Vec::new();
    for one in said
        .iter()
        .map(|one| one.trim())
        .filter(|one| !one.is_empty())
    {
        if one.chars().count() > LONGEST_NAME {
            errors.add(
                field,
                Said::new("cases-text-long").with("most", LONGEST_NAME),
            );
            continue;
        }
        let staff = match meant(tx, tenant, one).await? {
            Meant::One(staff) => Some(staff),
            Meant::Nobody => None,
            Meant::Several => {
                errors.add(
                    field,
                    Said::new("cases-respondent-several").with("name", one),
                );
                continue;
            }
        };
        let known = found
            .iter()
            .any(|other| other.said == one || (staff.is_some() && other.staff == staff));
        if !known {
            found.push(Respondent {
                staff,
                said: one.to_owned(),
            });
        }
    }
    Ok(found)
}

enum Meant {
    One(StaffId),
    Several,
    Nobody,
}

async fn meant(tx: &mut Tx, tenant: Tenant, said: &str) -> Result<Meant, Fault> {
    if let Some(one) = tongli_people::find_by_number(tx, tenant, said).await? {
        return Ok(Meant::One(one.id));
    }
    if let Some(one) = tongli_people::find_by_login(tx, tenant, said).await? {
        return Ok(Meant::One(one.id));
    }
    let named = tongli_people::find_by_name(tx, tenant, said).await?;
    Ok(match named.as_slice() {
        [] => Meant::Nobody,
        [one] => Meant::One(one.id),
        _ => Meant::Several,
    })
}
