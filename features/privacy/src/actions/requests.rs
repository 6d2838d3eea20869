//! A person asks about their own information: taken down, checked, answered in time.

use serde_json::json;
use tongli_cases::{Case, CaseId, Verb};
use tongli_kernel::{Fault, FieldErrors, Gate, Moment, Permission, Said, Viewer};
use tongli_store::Tx;
use tongli_store::history::{self, Event};
use tongli_web::App;
use tongli_work::{Item, Owner};

use super::faster;
use crate::access::{ANSWER_REQUESTS, REQUESTS};
use crate::codes::RequestStage;
use crate::request::{Asked, RULE, Request, RequestId};
use crate::store::requests;

/// The work item of a request; its times are its clock's.
pub const ITEM: &str = "own-data";

/// A request on its way in.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    pub asked: &'a Asked,
    /// Numbers of the cases in which the person stands.
    pub cases: &'a [String],
    pub number: &'a str,
}

/// The next number, taken before the transaction.
pub async fn reserve_number(app: &App, now: Moment) -> Result<String, Fault> {
    let series = format!("GR-{}", app.time.day_of(now).compact());
    let next = app
        .numbers
        .next(&app.db, app.tenant, &series, app.server, now)
        .await?;
    Ok(format!("{series}-{next:04}"))
}

/// The cases by number. One that the viewer may not know of is as unknown as one that
/// does not exist.
pub async fn cases_of(
    tx: &mut Tx,
    viewer: &Viewer,
    numbers: &[String],
) -> Result<Vec<CaseId>, Fault> {
    let mut found = Vec::new();
    for number in numbers {
        match tongli_cases::read(tx, viewer, Verb::Read, number).await {
            Ok(case) => found.push(case.id),
            Err(Fault::NotFound | Fault::Forbidden(_)) => {
                let said = Said::new("privacy-case-unknown").with("number", number.as_str());
                return Err(Fault::field("cases", said));
            }
            Err(other) => return Err(other),
        }
    }
    if found.is_empty() {
        return Err(Fault::field("cases", Said::new("privacy-cases-missing")));
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Takes a request down and starts its clock at the receipt.
pub async fn open_request(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    asking: Asking<'_>,
) -> Result<Request, Fault> {
    let keeper = viewer
        .staff()
        .filter(|_| viewer.may(REQUESTS))
        .ok_or(Fault::Forbidden(REQUESTS))?;
    let asked = asking.asked;
    let day = app.time.day_of(asked.received_at);
    if tongli_calendars::shipped_rules()
        .in_force(RULE, day)
        .is_none()
    {
        let mut errors = FieldErrors::default();
        errors.add("received_at", Said::new("privacy-before-rule"));
        return Err(errors.into());
    }
    let request = Request {
        id: app.ids.next(now),
        number: asking.number.to_owned(),
        version: 1,
        told: asked.clone(),
        stage: RequestStage::Received,
        keeper,
        checked_at: None,
        checked_by: None,
        checked_how: None,
        ended_at: None,
        ended_by: None,
        result: None,
        cases: cases_of(tx, viewer, asking.cases).await?,
    };
    requests::insert(tx, app, viewer, &request).await?;
    let event = Event::new("open").with(json!({
        "asks": asked.asks.code(),
        "standing": asked.standing.code(),
        "about": asked.about.code(),
        "cases": request.cases,
    }));
    history::append(tx, viewer, now, &*app.chance, request.subject(), event).await?;
    let item = Item {
        subject: request.subject(),
        kind: ITEM,
        owner: Owner::staff(keeper),
        due_at: None,
        near_at: None,
        label: request.number.clone(),
        path: request.path(),
    };
    tongli_work::start_clock_for(tx, app, viewer, RULE, asked.received_at, None, item).await?;
    Ok(request)
}

/// The requests among these that the viewer may know of: those of which they may know
/// every case.
pub async fn requests_known(
    tx: &mut Tx,
    viewer: &Viewer,
    found: Vec<Request>,
) -> Result<Vec<Request>, Fault> {
    let cases: Vec<CaseId> = found.iter().flat_map(|one| one.cases.clone()).collect();
    let mut known = tongli_cases::known_among(tx, viewer, cases.iter().copied()).await?;
    // What is out of sight by now takes no request, and no limit of its own, with it.
    known.extend(
        tongli_cases::away_among(tx, viewer, &cases)
            .await?
            .into_keys(),
    );
    // Whoever is complained of learns from no door who complains.
    for id in tongli_cases::complaining_among(tx, viewer, known.iter().copied()).await? {
        known.remove(&id);
    }
    Ok(found
        .into_iter()
        .filter(|one| one.cases.iter().all(|case| known.contains(case)))
        .collect())
}

/// The cases of a request that are still there to be read: what was sealed away or
/// destroyed since is left out.
pub async fn cases_in_sight(
    tx: &mut Tx,
    viewer: &Viewer,
    request: &Request,
) -> Result<Vec<Case>, Fault> {
    let mut cases = tongli_cases::find_cases(tx, viewer.tenant, &request.cases).await?;
    Ok(request
        .cases
        .iter()
        .filter_map(|id| cases.remove(id))
        .collect())
}

/// Rows read at once; a page may need several where the viewer may not know of some.
const CHUNK: i64 = 200;

/// A page of the requests the viewer may know of, newest first, and where the next one
/// begins.
pub async fn list_requests(
    app: &App,
    viewer: &Viewer,
    open_only: bool,
    before: Option<RequestId>,
    limit: usize,
) -> Result<(Vec<Request>, Option<RequestId>), Fault> {
    let mut tx = app.db.read().await?;
    let (mut before, mut found) = (before, Vec::new());
    while found.len() <= limit {
        let tenant = viewer.tenant;
        let chunk = requests::list(&mut tx, app, tenant, open_only, before, CHUNK).await?;
        let Some(last) = chunk.last() else {
            break;
        };
        before = Some(last.id);
        found.extend(requests_known(&mut tx, viewer, chunk).await?);
    }
    let further = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| further).map(|last| last.id);
    Ok((found, next))
}

/// The request of a number for whoever may do this.
pub async fn read_request(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    permission: Permission,
    number: &str,
) -> Result<Request, Fault> {
    let found = requests::by_number(tx, app, viewer.tenant, number).await?;
    let known = requests_known(tx, viewer, found.into_iter().collect()).await?;
    let request = known.into_iter().next().ok_or(Fault::NotFound)?;
    if viewer.may(permission) {
        Ok(request)
    } else {
        Err(Fault::Forbidden(permission))
    }
}

/// The same by its id, for its clock.
pub async fn read_request_by_id(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    id: RequestId,
) -> Result<Request, Fault> {
    let found = requests::by_id(tx, app, viewer.tenant, id).await?;
    let known = requests_known(tx, viewer, found.into_iter().collect()).await?;
    known.into_iter().next().ok_or(Fault::NotFound)
}

async fn read_to_change(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    permission: Permission,
    (number, version): (&str, i64),
) -> Result<Request, Fault> {
    let request = read_request(tx, app, viewer, permission, number).await?;
    if request.version != version {
        return Err(faster());
    }
    if request.stage.is_over() {
        let gate = Gate::new("stage", Said::new("privacy-gate-over"));
        return Err(Fault::Gated(vec![gate]));
    }
    Ok(request)
}

/// Who asks was checked; it may be checked again until the request has ended.
pub async fn check_asker(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    request: (&str, i64),
    how: &str,
) -> Result<Request, Fault> {
    let mut next = read_to_change(tx, app, viewer, REQUESTS, request).await?;
    let from = next.stage;
    next.stage = RequestStage::Checked;
    next.checked_at = Some(now);
    next.checked_by = viewer.staff();
    next.checked_how = Some(how.to_owned());
    changed(tx, app, viewer, now, &mut next, from).await?;
    Ok(next)
}

/// A request ends: answered, refused with the reason, or handed to who answers it.
/// Nothing of anybody leaves before it was checked who asks. What is to be deleted is
/// only written down here.
pub async fn answer_request(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    request: (&str, i64),
    (stage, result): (RequestStage, &str),
) -> Result<Request, Fault> {
    let mut next = read_to_change(tx, app, viewer, ANSWER_REQUESTS, request).await?;
    if stage == RequestStage::Answered && next.checked_at.is_none() {
        let gate = Gate::new("identity", Said::new("privacy-gate-unchecked"));
        return Err(Fault::Gated(vec![gate]));
    }
    let from = next.stage;
    next.stage = stage;
    next.ended_at = Some(now);
    next.ended_by = viewer.staff();
    next.result = Some(result.to_owned());
    changed(tx, app, viewer, now, &mut next, from).await?;
    tongli_work::meet_clock(tx, app, viewer, next.subject(), RULE, now).await?;
    Ok(next)
}

/// Writes the row and the link of its chain; the words of the result stay in the row.
async fn changed(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    request: &mut Request,
    from: RequestStage,
) -> Result<(), Fault> {
    if !requests::update(tx, viewer.tenant, request).await? {
        return Err(faster());
    }
    request.version += 1;
    let verb = match request.stage {
        RequestStage::Checked => "check",
        RequestStage::Refused => "refuse",
        RequestStage::Handed => "hand_on",
        RequestStage::Received | RequestStage::Answered => "answer",
    };
    let event = Event::new(verb).moved(from.code(), request.stage.code());
    history::append(tx, viewer, now, &*app.chance, request.subject(), event).await?;
    Ok(())
}
