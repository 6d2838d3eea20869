//! Something of a case was handed outside.

use serde_json::json;
use tongli_cases::{Case, CaseId, Receiver};
use tongli_kernel::{Fault, Moment, Said, StaffId, Viewer};
use tongli_people::roles::DIRECTOR;
use tongli_store::history::{self, Event};
use tongli_store::outbox::{self, Message, To};
use tongli_store::{OnUnique, Tx};
use tongli_web::App;
use tongli_work::{Item, Owner};

use super::{faster, read_case};
use crate::access::{APPROVE_DISCLOSURE, DISCLOSE};
use crate::codes::{Basis, Recipient, Way};
use crate::disclosure::{Disclosure, DisclosureId, Given};
use crate::store::disclosures::{self, HandedOver};

/// The work item of a line that the house began.
pub const COMPLETE_ITEM: &str = "disclosure";

/// What somebody writes down.
#[derive(Debug, Clone, Copy)]
pub struct Disclosing<'a> {
    pub number: &'a str,
    pub given: &'a Given,
    /// The login or staff number of whoever approved it.
    pub approver: &'a str,
    /// The version of the case the caller saw, where they say so.
    pub version: Option<i64>,
}

/// Those who may be named as having approved it.
pub async fn approvers(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
) -> Result<Vec<(String, String)>, Fault> {
    let mut found: Vec<(String, String)> = Vec::new();
    for role in APPROVE_DISCLOSURE.roles {
        for one in tongli_people::holders_of(tx, viewer.tenant, *role, None, now).await? {
            if !found.iter().any(|(number, _)| *number == one.number) {
                found.push((one.number, one.name));
            }
        }
    }
    Ok(found)
}

async fn approver(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    typed: &str,
) -> Result<StaffId, Fault> {
    let wrong = || Fault::field("approver", Said::new("privacy-approver-wrong"));
    let mut found = tongli_people::find_by_number(tx, viewer.tenant, typed).await?;
    if found.is_none() {
        found = tongli_people::find_by_login(tx, viewer.tenant, typed).await?;
    }
    let staff = found.ok_or_else(wrong)?;
    for role in APPROVE_DISCLOSURE.roles {
        let holders = tongli_people::holders_of(tx, viewer.tenant, *role, None, now).await?;
        if holders.iter().any(|one| one.id == staff.id) {
            return Ok(staff.id);
        }
    }
    Err(wrong())
}

/// What is checked of a line beside its own words: the files are the case's, it was
/// not given before the case was there, and somebody who may has approved it.
async fn complete_given(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    disclosing: Disclosing<'_>,
) -> Result<Given, Fault> {
    let files = tongli_cases::files_of(tx, viewer, case).await?;
    let mut given = disclosing.given.clone();
    if !given
        .files
        .iter()
        .all(|id| files.iter().any(|one| one.id == *id))
    {
        return Err(Fault::field("files", Said::new("privacy-file-unknown")));
    }
    if given.given_at < case.received_at {
        let said = Said::new("privacy-before-receipt");
        return Err(Fault::field("given_at", said));
    }
    given.approved_by = Some(approver(tx, viewer, now, disclosing.approver).await?);
    Ok(given)
}

/// A new line of the register.
pub async fn disclose(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    disclosing: Disclosing<'_>,
) -> Result<(Case, Disclosure), Fault> {
    let case = read_case(tx, viewer, DISCLOSE, disclosing.number).await?;
    if disclosing
        .version
        .is_some_and(|version| version != case.version)
    {
        return Err(faster());
    }
    let line = Disclosure {
        id: app.ids.next(now),
        case: case.id,
        told: complete_given(tx, viewer, now, &case, disclosing).await?,
        is_draft: false,
        version: 1,
        recorded_at: now,
        by: viewer.staff(),
    };
    disclosures::insert(tx, app, viewer, &line, None).await?;
    write_down(tx, app, viewer, now, &case, &line, "disclose").await?;
    Ok((case, line))
}

/// Completes a line that the house began at a hand-over.
pub async fn complete(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (id, version): (DisclosureId, i64),
    disclosing: Disclosing<'_>,
) -> Result<(Case, Disclosure), Fault> {
    let case = read_case(tx, viewer, DISCLOSE, disclosing.number).await?;
    let mut line = disclosure_of(tx, app, viewer, (case.id, id)).await?;
    if !line.is_draft || line.version != version {
        return Err(faster());
    }
    line.told = complete_given(tx, viewer, now, &case, disclosing).await?;
    line.is_draft = false;
    line.recorded_at = now;
    line.by = viewer.staff();
    if !disclosures::complete(tx, app, viewer, &line).await? {
        return Err(faster());
    }
    line.version += 1;
    tongli_work::close_items(tx, app, viewer, line.subject(), Some(COMPLETE_ITEM), None).await?;
    write_down(tx, app, viewer, now, &case, &line, "complete").await?;
    Ok((case, line))
}

/// Names of bodies and grounds stand in the chain, names of persons do not. Whoever is
/// said to have approved it hears of that.
async fn write_down(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    line: &Disclosure,
    verb: &'static str,
) -> Result<(), Fault> {
    let told = &line.told;
    let event = Event::new(verb).with(json!({
        "case": case.number,
        "recipient": told.recipient.code(),
        "body": told.body,
        "basis": told.basis.code(),
        "ground": told.ground,
        "purpose": told.purpose,
        "what": told.what,
        "files": told.files,
        "way": told.way.code(),
        "given_at": told.given_at.millis(),
        "approved_by": told.approved_by,
    }));
    history::append(tx, viewer, now, &*app.chance, line.subject(), event).await?;
    if let Some(staff) = told
        .approved_by
        // A word would bring the number of a restricted matter to somebody not let into it.
        .filter(|staff| viewer.staff() != Some(*staff) && !case.is_restricted())
    {
        let said = Said::new("privacy-message-approved")
            .with("number", case.number.as_str())
            .with("path", case.path());
        let word = Message::new("privacy", case.subject(), To::Staff(staff), said);
        outbox::put(tx, viewer, &app.ids, now, word).await?;
    }
    Ok(())
}

/// One line of a case the viewer has been let into.
pub async fn disclosure_of(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    (case, id): (CaseId, DisclosureId),
) -> Result<Disclosure, Fault> {
    let line = disclosures::by_id(tx, app, viewer.tenant, id).await?;
    let mut line = line
        .filter(|line| line.case == case)
        .ok_or(Fault::NotFound)?;
    veil(tx, viewer, std::slice::from_mut(&mut line)).await?;
    Ok(line)
}

/// The lines of a case the viewer has been let into, newest first.
pub async fn disclosures_of(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: CaseId,
) -> Result<Vec<Disclosure>, Fault> {
    let mut lines = disclosures::of_case(tx, app, viewer.tenant, case).await?;
    veil(tx, viewer, &mut lines).await?;
    Ok(lines)
}

/// Takes the words of lines that are older than a clue found since: they may tell of it.
pub(super) async fn veil(
    tx: &mut Tx,
    viewer: &Viewer,
    lines: &mut [Disclosure],
) -> Result<(), Fault> {
    let cases = lines.iter().map(|line| line.case);
    let veiled = tongli_cases::veiled_among(tx, viewer, cases).await?;
    for line in lines {
        let veil = veiled.get(&line.case);
        if veil.is_some_and(|veil| veil.hides_step(line.recorded_at)) {
            line.told.person = None;
            let told = &mut line.told;
            for text in [
                &mut told.body,
                &mut told.ground,
                &mut told.purpose,
                &mut told.what,
            ] {
                text.clear();
            }
        }
    }
    Ok(())
}

/// Cases looked at in one run.
const AT_ONCE: i64 = 100;

/// A case that was handed over to somebody outside gets its line, which somebody
/// completes; answers how many were looked at and how many written.
pub async fn write_hand_overs(app: &App, viewer: &Viewer) -> Result<(i64, i64), Fault> {
    let mut tx = app.db.read().await?;
    let found = disclosures::unwritten(&mut tx, app.tenant, AT_ONCE).await?;
    drop(tx);
    let (mut looked_at, mut written) = (0, 0);
    for handed in &found {
        looked_at += 1;
        let done = app
            .db
            .write(async |tx| begin_line(tx, app, viewer, handed).await)
            .await;
        match done {
            Ok(()) => written += 1,
            // Another server wrote it in the meantime.
            Err(Fault::Conflict(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok((looked_at, written))
}

async fn begin_line(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    handed: &HandedOver,
) -> Result<(), Fault> {
    let now = app.now();
    let line = Disclosure {
        id: app.ids.next(now),
        case: handed.case,
        told: Given {
            recipient: match handed.to {
                Some(Receiver::Police) => Recipient::Police,
                Some(Receiver::Authority) => Recipient::Authority,
                _ => Recipient::Other,
            },
            body: String::new(),
            person: None,
            basis: Basis::Law,
            ground: String::new(),
            purpose: String::new(),
            what: String::new(),
            files: Vec::new(),
            way: Way::Hand,
            given_at: handed.at.unwrap_or(now),
            approved_by: None,
        },
        is_draft: true,
        version: 1,
        recorded_at: now,
        by: None,
    };
    disclosures::insert(tx, app, viewer, &line, Some(handed.round))
        .await
        .on_unique(faster)?;
    let event = Event::new("hand_over").with(json!({
        "case": handed.number,
        "recipient": line.told.recipient.code(),
    }));
    history::append(tx, viewer, now, &*app.chance, line.subject(), event).await?;
    // Work lists know no labels: a restricted matter waits in the register, which does.
    if handed.is_restricted {
        return Ok(());
    }
    let item = Item {
        subject: line.subject(),
        kind: COMPLETE_ITEM,
        owner: handed.owner.map_or(Owner::role(DIRECTOR), Owner::staff),
        due_at: None,
        near_at: None,
        label: handed.number.clone(),
        path: format!("/cases/{}/disclosures/{}", handed.number, line.id),
    };
    tongli_work::open_item(tx, app, viewer, item).await?;
    Ok(())
}
