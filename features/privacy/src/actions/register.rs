//! The register as a list and as a file: nothing of a matter stands in it for those who
//! may not know of the matter.

use std::collections::BTreeMap;

use serde_json::json;
use tongli_cases::CaseId;
use tongli_kernel::{Confidentiality, Fault, Moment, Said, StaffId, Viewer};
use tongli_people::roles::AUDIT_ADMIN;
use tongli_store::history::{self, Event};
use tongli_store::{Subject, Tx};
use tongli_tables::{Format, Table};
use tongli_web::{App, Tongue};

use super::disclose::veil;
use crate::access::REGISTER;
use crate::disclosure::{Disclosure, Filter, Line, Place};
use crate::file::{begin, row};
use crate::store::disclosures;

/// Rows that are in memory at once.
const CHUNK: i64 = 200;
/// What one file holds; who needs more narrows the days.
const MOST_ROWS: usize = 20_000;
/// What a history calls a file that left; each is a subject of its own.
const EXPORT: &str = "disclosures_export";

/// The numbers of those of these cases which this viewer may know of. The audit
/// administrator has no case in sight and audits the register all the same, but for
/// restricted matters.
async fn numbers(
    tx: &mut Tx,
    viewer: &Viewer,
    cases: Vec<CaseId>,
) -> Result<BTreeMap<CaseId, String>, Fault> {
    if !viewer.has(AUDIT_ADMIN) {
        return Ok(tongli_cases::numbers_among(tx, viewer, cases).await?);
    }
    let found = tongli_cases::find_cases(tx, viewer.tenant, &cases).await?;
    Ok(found
        .into_iter()
        .filter(|(_, case)| case.confidentiality < Confidentiality::Discipline)
        .map(|(id, case)| (id, case.number))
        .collect())
}

/// A page of the register, newest first; whether there is more after it.
pub async fn register(
    app: &App,
    viewer: &Viewer,
    filter: &Filter,
    limit: usize,
) -> Result<(Vec<Line>, bool), Fault> {
    if !viewer.may(REGISTER) {
        return Err(Fault::Forbidden(REGISTER));
    }
    let mut tx = app.db.read().await?;
    let (mut filter, mut found) = (filter.clone(), Vec::new());
    loop {
        let chunk = disclosures::list(&mut tx, app, viewer.tenant, &filter, CHUNK).await?;
        let Some(last) = chunk.last() else {
            break;
        };
        filter.before = Some(Place {
            given_at: last.told.given_at,
            id: last.id,
        });
        let mut chunk = chunk;
        veil(&mut tx, viewer, &mut chunk).await?;
        let numbers = numbers(&mut tx, viewer, chunk.iter().map(|one| one.case).collect()).await?;
        found.extend(
            chunk
                .into_iter()
                .filter_map(|line| Some((numbers.get(&line.case)?.clone(), line))),
        );
        if found.len() > limit {
            break;
        }
    }
    let more = found.len() > limit;
    found.truncate(limit);
    Ok((named(&mut tx, viewer, found).await?, more))
}

async fn named(
    tx: &mut Tx,
    viewer: &Viewer,
    found: Vec<(String, Disclosure)>,
) -> Result<Vec<Line>, Fault> {
    let people: Vec<StaffId> = found
        .iter()
        .flat_map(|(_, line)| [line.told.approved_by, line.by])
        .flatten()
        .collect();
    let names = tongli_people::staff_names(tx, viewer.tenant, &people).await?;
    let name = |staff: Option<StaffId>| {
        let found = staff.and_then(|staff| names.get(&staff));
        found.cloned().unwrap_or_default()
    };
    Ok(found
        .into_iter()
        .map(|(case, line)| Line {
            approver: name(line.told.approved_by),
            recorder: name(line.by),
            case,
            line,
        })
        .collect())
}

/// Everything the filter finds, as a file. Who took it stands in the history before it
/// leaves.
pub async fn export(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    format: Format,
    filter: &Filter,
) -> Result<Vec<u8>, Fault> {
    let tongue = Tongue::of(app, viewer.lang);
    let whole = Filter {
        before: None,
        ..filter.clone()
    };
    let (lines, more) = register(app, viewer, &whole, MOST_ROWS).await?;
    if more {
        let said = Said::new("privacy-too-many").with("most", MOST_ROWS);
        return Err(Fault::field("from", said));
    }
    let mut file = begin(tongue, format)?;
    for line in &lines {
        file.add_row(row(tongue, line))?;
    }
    let subject = Subject::new(EXPORT, app.id::<Table>().raw());
    let payload = json!({
        "format": format.code(),
        "rows": lines.len(),
        "case": filter.case.is_some(),
        "recipient": filter.recipient.map(|one| one.code()),
        "from": filter.from.map(Moment::millis),
        "until": filter.until.map(Moment::millis),
    });
    app.db
        .write(async |tx| {
            let event = Event::new("export").with(payload.clone());
            history::append(tx, viewer, now, &*app.chance, subject, event).await?;
            Ok(())
        })
        .await?;
    file.into_bytes()
}
