//! A department's inbox: what it still owes, what it has given.

use askama::Template;
use tongli_cases::CaseId;
use tongli_kernel::Said;
use tongli_web::{Answer, Ask, Shell, page};

use crate::lines::{Names, StatementLine, statement_line};
use crate::statement::Statement;
use crate::store::statements;

/// More than these nobody owes; the oldest of the given ones are found by search.
const MOST: i64 = 100;
const RECENT: i64 = 50;

#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage {
    shell: Shell,
    has_departments: bool,
    open: Vec<StatementLine>,
    given: Vec<StatementLine>,
}

pub async fn show(ask: Ask) -> Answer {
    let shell = Shell::new(&ask, Said::new("inquiry-inbox"));
    let viewer = &ask.viewer;
    let mut tx = ask.app.db.read().await?;
    let own = &viewer.departments;
    let open = statements::list_open(&mut tx, &ask.app, viewer.tenant, own, MOST).await?;
    let given = statements::list_given(&mut tx, &ask.app, viewer.tenant, own, RECENT).await?;
    let mut cases = Vec::new();
    for one in open.iter().chain(&given) {
        cases.push(CaseId::new(one.case_id));
    }
    let known = tongli_cases::known_among(&mut tx, viewer, cases.clone()).await?;
    let veils = tongli_cases::veiled_among(&mut tx, viewer, cases).await?;
    let names = Names::of(&mut tx, &ask, &[]).await?;
    // A file closed after its question was sent shows nothing here any more.
    let lines = |list: Vec<Statement>| -> Vec<StatementLine> {
        list.into_iter()
            .filter(|one| known.contains(&CaseId::new(one.case_id)))
            .map(|one| {
                let veil = veils.get(&CaseId::new(one.case_id)).copied();
                statement_line(&shell, &names, &one.behind(veil.unwrap_or_default()))
            })
            .collect()
    };
    page(&InboxPage {
        has_departments: !own.is_empty(),
        open: lines(open),
        given: lines(given),
        shell,
    })
}
