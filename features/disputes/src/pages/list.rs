//! All disputes the viewer may know of, newest first.

use askama::Template;
use tongli_cases::CaseId;
use tongli_kernel::Said;
use tongli_web::{Answer, Ask, Form, Shell, page};

use crate::dispute::{Dispute, DisputeId, SUBJECT};
use crate::store;

const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    more: Option<String>,
}

struct Row {
    dispute: Dispute,
    opened_at: String,
    case: String,
    keeper: String,
    /// What is due first, and when.
    next: Option<(String, String)>,
}

pub async fn show(ask: Ask) -> Answer {
    let tenant = ask.viewer.tenant;
    let before: Option<DisputeId> = Form::from_encoded(&ask.query).value("before").parse().ok();
    let mut tx = ask.app.db.read().await?;
    let mut disputes = store::disputes::list(&mut tx, tenant, before, PAGE + 1).await?;
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let further = disputes.len() > shown;
    disputes.truncate(shown);
    let more = disputes
        .last()
        .filter(|_| further)
        .map(|last| format!("/disputes?before={}", last.id));
    let cases: Vec<CaseId> = disputes.iter().map(|one| one.case).collect();
    let known = tongli_cases::numbers_among(&mut tx, &ask.viewer, cases).await?;
    // A page may be short by what the viewer may not know of.
    disputes.retain(|one| known.contains_key(&one.case));
    let keepers: Vec<_> = disputes.iter().map(|one| one.keeper).collect();
    let names = tongli_people::staff_names(&mut tx, tenant, &keepers).await?;
    let shell = Shell::new(&ask, Said::new("disputes-title"));
    let ids: Vec<i64> = disputes.iter().map(|one| one.id.raw()).collect();
    let open = tongli_work::open_of_many(&mut tx, tenant, SUBJECT, &ids).await?;
    let mut rows = Vec::new();
    for dispute in disputes {
        let first = open.get(&dispute.id.raw()).and_then(|items| items.first());
        rows.push(Row {
            opened_at: shell.show(&dispute.opened_at),
            case: known.get(&dispute.case).cloned().unwrap_or_default(),
            keeper: names.get(&dispute.keeper).cloned().unwrap_or_default(),
            next: first.map(|line| {
                let due = line
                    .due_at
                    .map(|due| tongli_work::due_text(&ask.app.time, due));
                let key = format!("work-kind-{}", line.kind.replace('_', "-"));
                (shell.say_key(key).to_string(), due.unwrap_or_default())
            }),
            dispute,
        });
    }
    page(&ListPage { shell, rows, more })
}
