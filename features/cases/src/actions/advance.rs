//! A verb of any room: version, life cycle on fresh facts, record, history, items.

use serde_json::Value as Json;
use tongli_kernel::{DepartmentId, Fault, Moment, Tenant, Viewer};
use tongli_store::history::{Event, append};
use tongli_store::{StoreError, Tx};
use tongli_web::App;

use super::{approvals, clocks, conflict, index, items, words};
use crate::case::Case;
use crate::change::FactChange;
use crate::codes::{Stage, Why};
use crate::life::{Facts, Verb, step};
use crate::past;
use crate::store;

/// One step to be taken.
#[derive(Debug, Clone)]
pub struct Move {
    pub verb: Verb,
    /// The version the reader decided on; `None` where the transaction itself has
    /// read the case.
    pub version: Option<i64>,
    /// Details for the timeline: codes, counts and ids, never names or numbers of
    /// persons.
    pub payload: Json,
    /// The department it is about.
    pub department: Option<DepartmentId>,
    pub change: FactChange,
    /// What the caller has overwritten on allegations, one object each.
    pub was: Vec<Json>,
}

impl Move {
    pub fn new(verb: Verb, version: Option<i64>, change: FactChange) -> Self {
        Self {
            verb,
            version,
            payload: Json::Null,
            department: None,
            change,
            was: Vec::new(),
        }
    }

    /// What stood on allegations before the caller wrote on them.
    #[must_use]
    pub fn instead_of(mut self, was: Vec<Json>) -> Self {
        self.was = was;
        self
    }

    #[must_use]
    pub fn with(mut self, payload: Json) -> Self {
        self.payload = payload;
        self
    }

    #[must_use]
    pub fn department(mut self, department: Option<DepartmentId>) -> Self {
        self.department = department;
        self
    }
}

/// Takes the step, or says what is missing; answers the case as it is now.
pub async fn advance(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    m: Move,
) -> Result<Case, Fault> {
    if m.version.is_some_and(|version| version != case.version) {
        return Err(words::faster());
    }
    let mut next = case.clone();
    m.change.apply(&mut next, now, viewer.staff());
    let allegations = store::allegations::list(tx, viewer.tenant, case.id).await?;
    if m.verb == Verb::Amend {
        next.owner_conflicted =
            conflict::owner_is_complained_of(tx, viewer.tenant, &next, &allegations).await?;
    }
    let mut facts = Facts::of(&next, &allegations);
    facts.parts_clue = matches!(m.change, FactChange::Parted(_));
    next.stage = step(case.stage, m.verb, &facts)?;
    if m.verb == Verb::Refuse && facts.is_refused_in_part() && !next.refusal_is_proposed() {
        // It stands on the allegations; what is left can be proposed anew.
        FactChange::RefusalDeclined.apply(&mut next, now, None);
        next.refusal_approved_by = None;
    }
    if !m.verb.only_adds() {
        stamp(case, &mut next, now);
        clocks::follow(tx, app, viewer, now, case, &mut next).await?;
        store::cases::update(tx, viewer.tenant, &next).await?;
        if (case.hide_identity, case.in_hospital) != (next.hide_identity, next.in_hospital) {
            protect(tx, viewer.tenant, &next).await?;
        }
        next.version += 1;
    }
    if let (Verb::RequestStatement, Some(department)) = (m.verb, m.department) {
        store::concern::add_department(tx, viewer.tenant, case.id, department, Why::Statement)
            .await?;
    }
    let event = Event::new(m.verb.code())
        .moved(case.stage.code(), next.stage.code())
        .department(m.department)
        .with(past::with_past(
            m.payload,
            past::overwritten(case, &next),
            m.was,
        ));
    append(tx, viewer, now, &*app.chance, case.subject(), event).await?;
    if index::touches(m.verb, case, &next) {
        index::index(tx, app, viewer.tenant, case.id).await?;
    }
    if !m.verb.only_adds() {
        items::follow(tx, app, viewer, case, &next).await?;
        approvals::follow(tx, app, viewer, now, m.verb, (case, &next)).await?;
    }
    Ok(next)
}

/// Keeps what the person asked to be protected by.
pub(super) async fn protect(tx: &mut Tx, tenant: Tenant, case: &Case) -> Result<(), StoreError> {
    store::clues::protect(tx, tenant, case.id, case.hide_identity, case.in_hospital).await
}

fn stamp(before: &Case, next: &mut Case, now: Moment) {
    if before.stage == next.stage {
        return;
    }
    match next.stage {
        // What another place takes over is done here: a month counts it as closed.
        Stage::Closed
        | Stage::Settled
        | Stage::Refused
        | Stage::HandedOver
        | Stage::ToDispute
        | Stage::Merged
        | Stage::Withdrawn
        | Stage::Returned => next.closed_at = Some(now),
        Stage::Archived => next.archived_at = Some(now),
        _ => {}
    }
}
