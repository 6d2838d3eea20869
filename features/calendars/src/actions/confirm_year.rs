//! Makes a notice the table of its year.

use serde_json::json;
use tongli_kernel::calendar::{Mark, YearTable};
use tongli_kernel::{Fault, FieldErrors, Moment, Said, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::{Subject, Tx};
use tongli_web::App;

use super::{CALENDAR_SUBJECT, check};
use crate::access::IMPORT;
use crate::problem::{TEXT, reading_fault};
use crate::proposal::Proposal;
use crate::store::{imported_year, load, put_year};
use crate::{Draft, Notice, Scope, read_notice, year_files};

/// What was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedYear {
    pub year: i16,
    pub scope: Scope,
    pub rest_days: usize,
    pub make_up_days: usize,
    /// The law calendar's name from now on.
    pub calendar_version: String,
}

/// Stores a year. `seen` is the version a preview was shown against; `None` if
/// nobody looked before.
pub async fn confirm_year(
    app: &App,
    viewer: &Viewer,
    text: &str,
    seen: Option<i64>,
) -> Result<ImportedYear, Fault> {
    check(viewer, IMPORT)?;
    let draft = read_notice(text).map_err(|faults| reading_fault(&faults))?;
    let now = app.now();
    app.db
        .write(async |tx| store(app, viewer, now, &draft, seen, tx).await)
        .await
}

/// The whole import in one step, for the command line.
pub async fn import_notice(app: &App, viewer: &Viewer, text: &str) -> Result<ImportedYear, Fault> {
    confirm_year(app, viewer, text, None).await
}

async fn store(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    draft: &Draft,
    seen: Option<i64>,
    tx: &mut Tx,
) -> Result<ImportedYear, Fault> {
    let known = load(tx, viewer.tenant).await?.law;
    let proposal = Proposal::new(draft.clone(), &known, app.time.day_of(now));
    let Some(table) = &proposal.table else {
        return Err(refused(&proposal));
    };
    let step = Step { app, viewer, now };
    if let Some(before) = &proposal.table_before {
        step.put(tx, before, Change::Amends(&draft.notice), None)
            .await?;
    }
    let change = match draft.scope {
        Scope::WholeYear => Change::Arranges(&draft.notice),
        Scope::Supplement => Change::Amends(&draft.notice),
    };
    step.put(tx, table, change, seen).await?;
    let calendar_version = load(tx, viewer.tenant).await?.law.version().to_owned();
    Ok(ImportedYear {
        year: draft.year,
        scope: draft.scope,
        rest_days: count(table, Mark::Rest),
        make_up_days: count(table, Mark::MakeUp),
        calendar_version,
    })
}

fn refused(proposal: &Proposal) -> Fault {
    let mut errors = FieldErrors::default();
    for said in proposal.refusals() {
        errors.add(TEXT, said.clone());
    }
    Fault::Invalid(errors)
}

fn count(table: &YearTable, mark: Mark) -> usize {
    table.days().filter(|marked| marked.mark == mark).count()
}

/// Whether a notice is a year's own, or changes some of its days.
#[derive(Clone, Copy)]
enum Change<'a> {
    Arranges(&'a Notice),
    Amends(&'a Notice),
}

struct Step<'a> {
    app: &'a App,
    viewer: &'a Viewer,
    now: Moment,
}

impl Step<'_> {
    async fn put(
        &self,
        tx: &mut Tx,
        table: &YearTable,
        change: Change<'_>,
        seen: Option<i64>,
    ) -> Result<(), Fault> {
        let stored = imported_year(tx, self.viewer.tenant, table.year()).await?;
        let before = stored.as_ref().map_or(0, |row| row.version);
        let faster = || Fault::Conflict(Said::new("fault-somebody-was-faster"));
        if seen.is_some_and(|seen| seen != before) {
            return Err(faster());
        }
        let (verb, notice, amended_by) = match change {
            Change::Arranges(notice) => ("import_year", notice.clone(), Vec::new()),
            Change::Amends(notice) => {
                let (own, mut amended_by) = notices(table.year(), notice, stored);
                amended_by.push(notice.clone());
                ("amend_year", own, amended_by)
            }
        };
        let sources = (&notice, amended_by.as_slice());
        if !put_year(tx, self.viewer, self.now, table, sources, before).await? {
            return Err(faster());
        }
        let (Change::Arranges(said_by) | Change::Amends(said_by)) = change;
        let event = Event::new(verb).with(json!({
            "title": said_by.title,
            "doc_no": said_by.doc_no,
            "rest_days": count(table, Mark::Rest),
            "make_up_days": count(table, Mark::MakeUp),
            "version": before + 1,
        }));
        let subject = Subject::new(CALENDAR_SUBJECT, i64::from(table.year()));
        history::append(tx, self.viewer, self.now, &*self.app.chance, subject, event).await?;
        Ok(())
    }
}

/// A year's own notice and those that changed it so far.
fn notices(
    year: i16,
    change: &Notice,
    stored: Option<crate::ImportedRow>,
) -> (Notice, Vec<Notice>) {
    if let Some(row) = stored {
        return (row.notice, row.amended_by);
    }
    match year_files().iter().find(|file| file.year == year) {
        Some(file) => (file.notice.clone(), file.amended_by.clone()),
        // Unreachable while only known years are amended.
        None => (change.clone(), Vec::new()),
    }
}
