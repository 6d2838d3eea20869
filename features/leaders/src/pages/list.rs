//! What waits for a leader: the viewer's first, then what waits for others, then what
//! was decided lately. What one may not know of is in none of them.

use askama::Template;
use tongli_approvals::RequestId;
use tongli_kernel::Said;
use tongli_web::{Answer, Ask, Form, Shell, page};

use crate::lines::{RequestLine, Who, decisions, known, may_decide, request_line};

const PAGE: i64 = 100;
const LATELY: i64 = 20;

#[derive(Template)]
#[template(path = "approvals.html")]
struct ListPage {
    shell: Shell,
    mine: Vec<RequestLine>,
    others: Vec<RequestLine>,
    decided: Vec<RequestLine>,
    more: Option<String>,
}

pub async fn show(ask: Ask) -> Answer {
    let tenant = ask.viewer.tenant;
    let after: RequestId = Form::from_encoded(&ask.query)
        .value("after")
        .parse()
        .unwrap_or(RequestId::new(0));
    let mut tx = ask.app.db.read().await?;
    let waiting = tongli_approvals::waiting(&mut tx, &ask.app, tenant, after, PAGE).await?;
    let full = i64::try_from(waiting.len()).is_ok_and(|count| count == PAGE);
    let more = waiting
        .last()
        .filter(|_| full)
        .map(|last| format!("/approvals?after={}", last.id));
    let waiting = known(&mut tx, &ask, waiting).await?;
    let lately = tongli_approvals::decided(&mut tx, &ask.app, tenant, LATELY).await?;
    let lately = known(&mut tx, &ask, lately).await?;
    let askers = waiting.iter().chain(&lately).map(|(one, _)| one.asked_by);
    let who = Who::of(&mut tx, &ask, askers.collect::<Vec<_>>()).await?;
    let candidate = tongli_approvals::candidate(&mut tx, &ask.viewer, ask.now).await?;
    let shell = Shell::new(&ask, Said::new("leaders-approvals"));
    let (mut mine, mut others) = (Vec::new(), Vec::new());
    let decisions = decisions(&mut tx, &ask, &waiting).await?;
    for (request, case) in &waiting {
        let line = request_line(&shell, request, case, &who);
        let decided = decisions.get(&request.id).map_or(&[][..], Vec::as_slice);
        if may_decide(request, decided, case, candidate.as_ref()) {
            mine.push(line);
        } else {
            others.push(line);
        }
    }
    let decided = lately
        .iter()
        .map(|(request, case)| request_line(&shell, request, case, &who))
        .collect();
    page(&ListPage {
        shell,
        mine,
        others,
        decided,
        more,
    })
}
