//! Brings the rows of a file in, batch by batch, each batch in one transaction
//! with its account: stopped anywhere, it goes on from there.

use std::collections::BTreeMap;

use tongli_cases::{Historical, Kind};
use tongli_kernel::{Day, DepartmentId, Fault, Moment, Said, Viewer};
use tongli_patients::{NewContact, NewPerson, PersonTyped, Typed, check_person};
use tongli_store::Tx;
use tongli_store::jobs::{self, Job};
use tongli_web::App;

use super::read_file::read_on;
use crate::identities::identities;
use crate::import::{Import, State};
use crate::row::{ParsedRow, Place};
use crate::store;
use crate::synonyms::plain;

/// Rows of one transaction: others wait no longer than for these.
const BATCH: usize = 200;
/// A batch takes seconds; past this another server may take the job over.
pub(crate) const LEASE_SECONDS: i64 = 120;

/// Who is told how far it is.
pub enum Report<'a> {
    /// The job's row, which can also say that it was cancelled.
    Job(&'a Job),
    Call(&'a mut (dyn FnMut(i64, i64) + Send)),
}

impl Report<'_> {
    /// `false`: stop.
    async fn tell(&mut self, app: &App, done: i64, total: i64) -> Result<bool, Fault> {
        match self {
            Report::Call(call) => {
                call(done, total);
                Ok(true)
            }
            Report::Job(job) => {
                let until = app.now().plus_seconds(LEASE_SECONDS);
                let job: &Job = job;
                app.db
                    .write(async |tx| Ok(jobs::progress(tx, job, done, total, until).await?))
                    .await
            }
        }
    }
}

/// A row and its place in the blind index.
type Wanted = (ParsedRow, [String; 2]);

/// Brings in what is not in yet, at most so many batches; `true` once nothing is
/// left.
pub async fn bring_in_rows(
    app: &App,
    viewer: &Viewer,
    import: &Import,
    most_batches: usize,
    mut report: Report<'_>,
) -> Result<bool, Fault> {
    let (left, total) = left(app, viewer, import).await?;
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    let (mut done, total) = (count(total - left.len()), count(total));
    if !report.tell(app, done, total).await? {
        return Ok(false);
    }
    for (came, batch) in left.chunks(BATCH).take(most_batches).enumerate() {
        if is_outgrown(came) {
            app.db.refresh_statistics().await?;
        }
        bring_batch(app, viewer, import, batch).await?;
        done += count(batch.len());
        if !report.tell(app, done, total).await? {
            return Ok(false);
        }
    }
    Ok(done == total)
}

/// Whether what the engine knows of its tables is old by now: after five batches, and
/// whenever five times as many have come.
fn is_outgrown(batches: usize) -> bool {
    const STEP: usize = 5;
    let whole = STEP.pow(batches.max(1).ilog(STEP));
    batches >= STEP && batches == whole
}

/// The rows still to bring, and how many there are altogether. The file is read
/// again as on the day it was tried, so that it holds the same rows.
async fn left(app: &App, viewer: &Viewer, import: &Import) -> Result<(Vec<Wanted>, usize), Fault> {
    let bytes = app.files.read(&import.digest).await?;
    let day = app.time.day_of(import.created_at);
    let reading = read_on(&import.name, bytes, day).await?;
    let total = reading.good.len();
    let identities = identities(&reading.good);
    let mut tx = app.db.read().await?;
    let dealt_with = store::rows::dealt_with(&mut tx, viewer.tenant, import.id).await?;
    drop(tx);
    let left = reading
        .good
        .into_iter()
        .zip(identities)
        .filter(|(row, _)| !dealt_with.contains(&row.place))
        .map(|(row, identity)| {
            let places = store::rows::places(app, &identity);
            (row, places)
        })
        .collect();
    Ok((left, total))
}

async fn bring_batch(
    app: &App,
    viewer: &Viewer,
    import: &Import,
    batch: &[Wanted],
) -> Result<(), Fault> {
    let now = app.now();
    app.db
        .write_alone(async |tx| {
            let tenant = viewer.tenant;
            let fresh = store::imports::find(tx, tenant, import.id).await?;
            if fresh.is_none_or(|fresh| fresh.state != State::Running) {
                return Err(Fault::Conflict(Said::new("imports-stopped")));
            }
            let shared = Batch {
                app,
                viewer,
                now,
                import,
                departments: Departments::load(tx, viewer).await?,
            };
            let places: Vec<String> = batch.iter().flat_map(|(_, both)| both.clone()).collect();
            let known = store::rows::known(tx, tenant, &places).await?;
            let mut fresh = Vec::new();
            for (row, [now, before]) in batch {
                match known.get(now).or_else(|| known.get(before)) {
                    Some(case) => {
                        store::rows::insert_known(tx, tenant, import.id, row.place, *case).await?;
                    }
                    None => fresh.push((row, now.as_str())),
                }
            }
            shared.bring(tx, &fresh).await
        })
        .await
}

/// What the rows of one batch share.
struct Batch<'a> {
    app: &'a App,
    viewer: &'a Viewer,
    now: Moment,
    import: &'a Import,
    departments: Departments,
}

impl Batch<'_> {
    /// Brings rows in, each with its place in the blind index.
    async fn bring(&self, tx: &mut Tx, rows: &[(&ParsedRow, &str)]) -> Result<(), Fault> {
        let old: Vec<Historical> = rows
            .iter()
            .map(|(row, _)| historical(self.app, self.import, row, &self.departments))
            .collect();
        let cases = tongli_cases::bring_in(tx, self.app, self.viewer, self.now, &old).await?;
        let came: Vec<_> = rows
            .iter()
            .zip(cases)
            .map(|((row, blind), case)| (row.place, case, *blind))
            .collect();
        store::rows::insert_in(tx, self.viewer.tenant, self.import.id, &came).await?;
        Ok(())
    }
}

/// The departments of the house by what registers call them.
struct Departments(BTreeMap<String, DepartmentId>);

impl Departments {
    async fn load(tx: &mut Tx, viewer: &Viewer) -> Result<Departments, Fault> {
        let list = tongli_people::departments(tx, viewer.tenant).await?;
        let by_code = list.iter().map(|one| (plain(&one.code), one.id));
        // A name counts for more than a code that reads alike.
        let by_name = list.iter().map(|one| (plain(&one.name), one.id));
        Ok(Departments(by_code.chain(by_name).collect()))
    }

    fn find(&self, name: &str) -> Option<DepartmentId> {
        self.0.get(&plain(name)).copied()
    }
}

fn historical(
    app: &App,
    import: &Import,
    row: &ParsedRow,
    departments: &Departments,
) -> Historical {
    let find = |name: &Option<String>| name.as_deref().and_then(|name| departments.find(name));
    let (department, complained_of) = (find(&row.department), find(&row.complained_of));
    let unknown = [
        (row.department.as_ref(), department),
        (row.complained_of.as_ref(), complained_of),
    ];
    let mut former: Vec<&str> = unknown
        .into_iter()
        .filter(|(_, found)| found.is_none())
        .filter_map(|(name, _)| name.map(String::as_str))
        .collect();
    former.dedup();
    Historical {
        number: number(import, row),
        kind: row.kind,
        channel: row.channel,
        received_at: row.received.moment(&app.time),
        answered_at: row.answered.map(|when| {
            // An answer of the same day without a time is not before its question.
            when.moment(&app.time).max(row.received.moment(&app.time))
        }),
        narrative: row.narrative.clone(),
        demand: row.demand.clone(),
        result: row.result.clone(),
        remark: row.remark.clone(),
        person: person(app, row),
        contact: NewContact {
            name: row.contact.clone(),
            phone: row.phone.clone(),
            ..NewContact::default()
        },
        department,
        complained_of,
        former_department: (!former.is_empty()).then(|| former.join("、")),
        import: import.id.raw(),
        place: row.place.key(),
    }
}

/// `TS-20110531-L1-0005`: the register's day, which import (L for 历史), which row
/// of its file. Nobody has to look up where a case of the archive came from.
fn number(import: &Import, row: &ParsedRow) -> String {
    number_of(import.seq, row.kind, row.received.day, row.place)
}

/// The same, before there is a case.
pub fn number_of(seq: i64, kind: Kind, day: Day, place: Place) -> String {
    let (prefix, day, place) = (kind.prefix(), day.compact(), place.code());
    format!("{prefix}-{day}-L{seq}-{place}")
}

fn person(app: &App, row: &ParsedRow) -> NewPerson {
    let name = row.patient.as_deref().unwrap_or_default();
    let record_no = row.record_no.as_deref().unwrap_or_default();
    let checked = check_person(
        &PersonTyped {
            name: Typed::new("patient", name),
            sex: Typed::new("sex", ""),
            birth_date: Typed::new("birth_date", ""),
            record_no: Typed::new("record_no", record_no),
        },
        app.time.day_of(app.now()),
    );
    // A cell too long for a name or a number stays in the file.
    checked.unwrap_or_default()
}
