//! One dispute: what is owed, the clocks, what was done.

use askama::Template;
use axum::extract::Path;
use tongli_cases::Case;
use tongli_kernel::Said;
use tongli_store::history;
use tongli_web::{Answer, Ask, Shell, page};

use crate::access;
use crate::actions::read_dispute;
use crate::copying::Copying;
use crate::dispute::Dispute;
use crate::lines::{ClockLine, Happened, clock_lines, happened, missing};
use crate::notice::Notice;
use crate::report::{Matter, Report};
use crate::seal::{Seal, may_be_opened_on};
use crate::store;

/// No dispute's history is longer by far.
const MOST_LINKS: i64 = 2_000;

#[derive(Template)]
#[template(path = "show.html")]
struct ShowPage {
    shell: Shell,
    dispute: Dispute,
    case: Case,
    keeper: String,
    clocks: Vec<ClockLine>,
    missing: Vec<String>,
    notices: Vec<Notice>,
    seals: Vec<Seal>,
    copies: Vec<Copying>,
    reports: Vec<Report>,
    happened: Vec<Happened>,
    may_write: bool,
}

impl ShowPage {
    fn said_key(&self, key: String) -> String {
        self.shell.say_key(key).to_string()
    }

    /// From when on the hospital may unseal by itself.
    fn opened_on(&self, seal: &Seal) -> String {
        may_be_opened_on(self.shell.ask.app.time.day_of(seal.sealed.sealed_at)).to_string()
    }

    fn papers_of(&self, copying: &Copying) -> String {
        let papers = copying.papers.iter().map(|one| self.said_key(one.word()));
        papers.collect::<Vec<_>>().join("、")
    }

    fn papers_missing(&self, copying: &Copying) -> String {
        let papers = copying.missing();
        let papers = papers.iter().map(|one| self.said_key(one.word()));
        papers.collect::<Vec<_>>().join("、")
    }

    fn may_offer_autopsy(&self) -> bool {
        self.dispute.died_at.is_some()
    }

    fn is_police(&self, report: &Report) -> bool {
        report.decision.matter == Matter::Police
    }
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    let (viewer, tenant) = (&ask.viewer, ask.viewer.tenant);
    let mut tx = ask.app.db.read().await?;
    let (dispute, case) = read_dispute(&mut tx, viewer, access::READ, &number).await?;
    let notices = store::notices::list(&mut tx, &ask.app, tenant, dispute.id).await?;
    let seals = store::papers::seals(&mut tx, &ask.app, tenant, dispute.id).await?;
    let copies = store::papers::copies(&mut tx, &ask.app, tenant, dispute.id).await?;
    let reports = store::reports::list(&mut tx, tenant, dispute.id).await?;
    let links = history::list(&mut tx, tenant, dispute.subject(), 0, MOST_LINKS).await?;
    let names = tongli_people::staff_names(&mut tx, tenant, &[dispute.keeper]).await?;
    let title = Said::new("disputes-page-title").with("number", dispute.number.as_str());
    let shell = Shell::new(&ask, title);
    let clocks = clock_lines(&ask, &shell, &mut tx, viewer, &dispute).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, viewer, ask.now, &case, false).await?;
    page(&ShowPage {
        keeper: names.get(&dispute.keeper).cloned().unwrap_or_default(),
        missing: missing(&dispute, &notices, &reports)
            .into_iter()
            .map(|key| shell.say(key).to_string())
            .collect(),
        happened: happened(&shell, &links),
        may_write: viewer.may(access::WRITE),
        clocks,
        notices,
        seals,
        copies,
        reports,
        dispute,
        case,
        shell,
    })
}
