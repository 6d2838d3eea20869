//! Clues about bribes and gain: taken down closed, found in a case, signed for,
//! told of.

use std::collections::BTreeSet;

use serde_json::json;
use tongli_kernel::{DepartmentId, Fault, FieldErrors, Moment, Said, StaffId, Viewer};
use tongli_patients::ReplyBy;
use tongli_people::roles::{DEPUTY, DIRECTOR, DISCIPLINE, PRESIDENT};
use tongli_store::outbox::{self, Message, RESTRICTED};
use tongli_store::{StoreError, Tx};
use tongli_web::App;
use tongli_work::Owner;

use super::Move;
use crate::access;
use crate::case::{Allegation, Case};
use crate::change::FactChange;
use crate::life::Verb;
use crate::store;

/// Whom a clue is about, and who keeps it.
pub(super) struct About {
    accused: BTreeSet<StaffId>,
    /// The office's own people may not know of it, or nobody can tell.
    past_office: bool,
    pub(super) keeper: Owner,
    /// Named to know because no discipline officer may.
    instead: Option<StaffId>,
}

impl About {
    pub(super) async fn of(
        tx: &mut Tx,
        viewer: &Viewer,
        now: Moment,
        allegations: &[Allegation],
    ) -> Result<About, Fault> {
        let respondents: Vec<_> = allegations
            .iter()
            .flat_map(|one| &one.respondents)
            .collect();
        let departments: BTreeSet<DepartmentId> = allegations
            .iter()
            .flat_map(|one| one.departments.iter().copied())
            .collect();
        let accused: BTreeSet<StaffId> = respondents.iter().filter_map(|one| one.staff).collect();
        let is_said = !departments.is_empty() || !accused.is_empty();
        let all_known = respondents.iter().all(|one| one.staff.is_some());
        let past_office = !is_said
            || !all_known
            || touches_office(tx, viewer, now, &accused, &departments).await?;
        let (keeper, instead) = keeper(tx, viewer, now, &accused).await?;
        Ok(About {
            accused,
            past_office,
            keeper,
            instead,
        })
    }

    /// Names who knows of it until discipline has signed: who took it down, and the
    /// directors where it is known not to be about the office.
    pub(super) async fn entrust(
        &self,
        tx: &mut Tx,
        viewer: &Viewer,
        now: Moment,
        case: &Case,
    ) -> Result<(), Fault> {
        let mut sight: BTreeSet<StaffId> = [viewer.staff(), case.first_receiver, self.instead]
            .into_iter()
            .flatten()
            .collect();
        if !self.past_office {
            sight.extend(holders(tx, viewer, DIRECTOR, now).await?);
        }
        for staff in sight.difference(&self.accused) {
            let by = viewer.staff();
            store::concern::entrust(tx, viewer.tenant, case.id, *staff, now, by).await?;
        }
        Ok(())
    }
}

async fn holders(
    tx: &mut Tx,
    viewer: &Viewer,
    role: tongli_kernel::Role,
    now: Moment,
) -> Result<Vec<StaffId>, StoreError> {
    let found = tongli_people::holders_of(tx, viewer.tenant, role, None, now).await?;
    Ok(found.into_iter().map(|one| one.id).collect())
}

/// Whether a clue is about the office: its people, its leaders, or where they belong.
async fn touches_office(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    accused: &BTreeSet<StaffId>,
    departments: &BTreeSet<DepartmentId>,
) -> Result<bool, Fault> {
    let mut office: BTreeSet<DepartmentId> = BTreeSet::new();
    for role in [DIRECTOR, DEPUTY] {
        for head in holders(tx, viewer, role, now).await? {
            let head = tongli_people::find_staff(tx, viewer.tenant, head).await?;
            office.extend(head.into_iter().flat_map(|one| one.departments));
        }
    }
    if departments.iter().any(|one| office.contains(one)) {
        return Ok(true);
    }
    for staff in accused {
        let Some(known) = tongli_people::find_staff(tx, viewer.tenant, *staff).await? else {
            return Ok(true);
        };
        let leads = known.roles.iter().any(|role| access::is_office_role(*role));
        if leads || known.departments.iter().any(|one| office.contains(one)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whose work a clue is: the discipline officers', or one of them where another is
/// complained of, or a president's where all are.
async fn keeper(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    accused: &BTreeSet<StaffId>,
) -> Result<(Owner, Option<StaffId>), Fault> {
    let officers = holders(tx, viewer, DISCIPLINE, now).await?;
    if !officers.iter().any(|one| accused.contains(one)) {
        return Ok((Owner::role(DISCIPLINE), None));
    }
    if let Some(other) = officers.iter().find(|one| !accused.contains(one)) {
        return Ok((Owner::staff(*other), None));
    }
    let presidents = holders(tx, viewer, PRESIDENT, now).await?;
    let president = presidents.into_iter().find(|one| !accused.contains(one));
    Ok((
        president.map_or(Owner::role(PRESIDENT), Owner::staff),
        president,
    ))
}

/// Tells whoever keeps it that a clue waits; its number says where, and nothing else.
pub(super) async fn tell(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    keeper: Owner,
) -> Result<(), Fault> {
    let said = Said::new("cases-message-clue")
        .with("number", case.number.as_str())
        .with("path", case.path());
    let message = Message::new(RESTRICTED, case.subject(), keeper.to(), said)
        .urgent(case.urgency.is_alarming());
    outbox::put(tx, viewer, &app.ids, app.now(), message).await?;
    Ok(())
}

/// Signs for a clue: from now on it is the signer's and the discipline officers'.
pub(super) async fn receive(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
) -> Result<Move, Fault> {
    let knew = store::concern::entrusted(tx, viewer.tenant, case.id).await?;
    let but = viewer.staff().filter(|_| !viewer.has(DISCIPLINE));
    store::concern::end_sight(tx, viewer.tenant, case.id, but, now).await?;
    let ended: Vec<StaffId> = knew.into_iter().filter(|one| Some(*one) != but).collect();
    Ok(Move::new(Verb::Receive, None, FactChange::Received)
        .with(json!({ "to": "discipline", "sight_ended": ended })))
}

/// How the person was told that their clue is with the discipline office.
#[derive(Debug, Clone)]
pub struct Notice {
    pub by: Option<ReplyBy>,
    /// Now, where nothing is said.
    pub told_at: Option<Moment>,
}

pub(super) fn give_notice(now: Moment, case: &Case, notice: &Notice) -> Result<Move, Fault> {
    let at = notice.told_at.unwrap_or(now);
    let by = notice.by.filter(|by| *by != ReplyBy::None);
    let mut errors = FieldErrors::default();
    if by.is_none() {
        errors.add("by", Said::new("cases-required"));
    }
    if at > now {
        errors.add("told_at", Said::new("cases-moment-future"));
    } else if at < case.received_at {
        errors.add("told_at", Said::new("cases-told-before"));
    }
    errors.or_else(|| ())?;
    Ok(
        Move::new(Verb::GiveNotice, None, FactChange::Delivered { at }).with(json!({
            "by": by.map(ReplyBy::code),
            "told_at": at.millis(),
        })),
    )
}
