//! Reads a notice and shows what it would change; changes nothing.

use tongli_kernel::{Fault, Said, Viewer};
use tongli_web::App;

use super::check;
use crate::access::IMPORT;
use crate::problem::reading_fault;
use crate::proposal::Proposal;
use crate::store::{imported_year, load};
use crate::{Scope, read_notice};

/// What a notice would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    pub proposal: Proposal,
    /// Version of the year's stored table, 0 if there is none: to be handed back
    /// with the confirmation, so that nobody confirms what he has not seen.
    pub seen: i64,
}

impl Preview {
    pub fn year(&self) -> i16 {
        self.proposal.draft.year
    }

    /// Whether it may be confirmed.
    pub fn is_acceptable(&self) -> bool {
        self.proposal.is_acceptable()
    }

    /// For the command line: the notice, each day, each finding.
    pub fn lines(&self) -> Vec<Said> {
        let draft = &self.proposal.draft;
        let scope = match draft.scope {
            Scope::WholeYear => "calendars-preview-whole-year",
            Scope::Supplement => "calendars-preview-supplement",
        };
        let head = Said::new(scope)
            .with("year", draft.year.to_string())
            .with("title", draft.notice.title.as_str());
        let days = self.proposal.days.iter().map(|one| {
            let line = Said::new("calendars-preview-row")
                .with("day", one.day)
                .with("weekday", crate::sentences::weekday_said(one.day))
                .with("kind", one.after.clone());
            match &one.before {
                None => line,
                Some(before) => Said::new("calendars-preview-changed")
                    .with("row", line)
                    .with("before", before.clone()),
            }
        });
        let findings = self
            .proposal
            .findings
            .iter()
            .map(|finding| finding.said.clone());
        std::iter::once(head).chain(days).chain(findings).collect()
    }
}

/// What the text would change. A text that is no notice is `Invalid`, line by line.
pub async fn preview_notice(app: &App, viewer: &Viewer, text: &str) -> Result<Preview, Fault> {
    check(viewer, IMPORT)?;
    let draft = read_notice(text).map_err(|faults| reading_fault(&faults))?;
    let mut tx = app.db.read().await?;
    let calendars = load(&mut tx, viewer.tenant).await?;
    let stored = imported_year(&mut tx, viewer.tenant, draft.year).await?;
    let today = app.time.day_of(app.now());
    Ok(Preview {
        proposal: Proposal::new(draft, &calendars.law, today),
        seen: stored.map_or(0, |row| row.version),
    })
}
