//! Delivers one message to whoever it is for at this moment.

use std::collections::BTreeSet;

use tongli_kernel::{DepartmentId, Fault, Moment, Role, StaffId};
use tongli_people::roles::{DIRECTOR, DISCIPLINE, named};
use tongli_people::{find_staff, holders_of};
use tongli_store::Tx;
use tongli_store::outbox::{self, Waiting};
use tongli_web::App;

use crate::notice::path_of;
use crate::store;

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    Delivered,
    /// Withdrawn, or delivered by another server.
    Gone,
    /// Nobody to tell; tried again later.
    Nobody,
}

/// Delivers a message once. Notices and the mark on the message are one change.
pub async fn deliver(app: &App, message: &Waiting, now: Moment) -> Result<Delivery, Fault> {
    app.db
        .write(async |tx| {
            let readers = readers(tx, message, now).await?;
            if readers.is_empty() {
                outbox::failed(tx, message, &nobody(message), now).await?;
                return Ok(Delivery::Nobody);
            }
            if !outbox::delivered(tx, message.tenant, message.id, now).await? {
                return Ok(Delivery::Gone);
            }
            let path = path_of(&message.said);
            for staff in &readers {
                store::insert(tx, app.id(), message, *staff, path.as_deref(), now).await?;
            }
            Ok(Delivery::Delivered)
        })
        .await
}

async fn readers(tx: &mut Tx, message: &Waiting, now: Moment) -> Result<BTreeSet<StaffId>, Fault> {
    let mut readers = BTreeSet::new();
    if let Some(staff) = message.to_staff {
        let there = find_staff(tx, message.tenant, staff).await?;
        if there.is_some_and(|found| found.is_active(now)) {
            readers.insert(staff);
        }
    } else if let Some(role) = message.to_role.as_deref().and_then(named) {
        readers = holders(tx, message, role, message.department, now).await?;
    }
    if readers.is_empty() {
        // A word for somebody who left must not be lost, and a restricted one must
        // not reach anybody else.
        let instead = if message.topic == outbox::RESTRICTED {
            DISCIPLINE
        } else {
            DIRECTOR
        };
        readers = holders(tx, message, instead, None, now).await?;
    }
    Ok(readers)
}

async fn holders(
    tx: &mut Tx,
    message: &Waiting,
    role: Role,
    department: Option<DepartmentId>,
    now: Moment,
) -> Result<BTreeSet<StaffId>, Fault> {
    let holders = holders_of(tx, message.tenant, role, department, now).await?;
    Ok(holders.into_iter().map(|line| line.id).collect())
}

/// For the administrator's page, so in plain words.
fn nobody(message: &Waiting) -> String {
    let whom = match (&message.to_role, message.to_staff, message.department) {
        (_, Some(staff), _) => format!("staff {staff} is not active"),
        (Some(role), None, Some(department)) => {
            format!("nobody holds the role {role} in department {department}")
        }
        (Some(role), None, None) => format!("nobody holds the role {role}"),
        (None, None, _) => "the message names nobody".to_owned(),
    };
    if message.topic == outbox::RESTRICTED {
        return whom;
    }
    format!("{whom}, and nobody holds the role director")
}
