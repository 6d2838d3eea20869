//! One request: what is asked, who said what to it, and the sheet to print.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_approvals::{Request, RequestId, State, Verdict, still_needed};
use tongli_cases::Case;
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::{again, version};
use crate::actions::{decide_money, read_decisions, read_request};
use crate::lines::{
    Opinion, RequestLine, Who, decided_on, may_decide, named, opinions, request_line, role_word,
};

#[derive(Template)]
#[template(path = "approval.html")]
struct ApprovalPage {
    shell: Shell,
    request: Request,
    line: RequestLine,
    opinions: Vec<Opinion>,
    roles: Vec<String>,
    must: Option<String>,
    still: i64,
    /// The viewer may make the next decision: here, or on the case's own page.
    decides: bool,
    elsewhere: Option<String>,
    form: Form,
    said: Vec<String>,
}

#[derive(Template)]
#[template(path = "approval_sheet.html")]
struct SheetPage {
    shell: Shell,
    request: Request,
    line: RequestLine,
    case_kind: String,
    opinions: Vec<Opinion>,
    /// Empty lines for those who sign on paper.
    blanks: Vec<String>,
}

struct Shown {
    request: Request,
    case: Case,
    line: RequestLine,
    opinions: Vec<Opinion>,
    still: i64,
    decides: bool,
}

async fn read(ask: &Ask, shell: &Shell, id: &str) -> Result<Shown, Refusal> {
    let id: RequestId = id.parse().map_err(|_| Fault::NotFound)?;
    let mut tx = ask.app.db.read().await?;
    let (request, case) = read_request(&mut tx, &ask.app, &ask.viewer, id).await?;
    let both = (&request, &case);
    let decisions = read_decisions(&mut tx, &ask.app, &ask.viewer, both).await?;
    let who = Who::of(&mut tx, ask, named(&request, &decisions)).await?;
    let candidate = tongli_approvals::candidate(&mut tx, &ask.viewer, ask.now).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    Ok(Shown {
        line: request_line(shell, &request, &case, &who),
        opinions: opinions(shell, &decisions, &who),
        still: still_needed(&request, &decisions),
        decides: may_decide(&request, &decisions, &case, candidate.as_ref()),
        request,
        case,
    })
}

async fn render(ask: &Ask, id: &str, form: Form, said: Vec<Said>) -> Result<ApprovalPage, Refusal> {
    let shell = Shell::new(ask, Said::new("leaders-approval"));
    let shown = read(ask, &shell, id).await?;
    let role = |role: &tongli_kernel::Role| role_word(&shell, *role);
    Ok(ApprovalPage {
        roles: shown.request.roles.iter().map(role).collect(),
        must: shown.request.must.as_ref().map(role),
        still: shown.still,
        elsewhere: decided_on(&shown.request, &shown.case),
        decides: shown.decides,
        said: said.iter().map(|one| shell.said(one).to_string()).collect(),
        form,
        request: shown.request,
        line: shown.line,
        opinions: shown.opinions,
        shell,
    })
}

pub async fn show(ask: Ask, Path(id): Path<String>) -> Answer {
    page(&render(&ask, &id, Form::default(), Vec::new()).await?)
}

pub async fn decide(ask: Ask, Path(id): Path<String>, FormBody(form): FormBody) -> Answer {
    let request: RequestId = id.parse().map_err(|_| Fault::NotFound)?;
    let verdict = Verdict::from_code(form.value("verdict"));
    let outcome = match verdict {
        None => Err(Fault::field(
            "verdict",
            Said::new("leaders-verdict-missing"),
        )),
        Some(verdict) => {
            let (ask, form) = (&ask, &form);
            ask.app
                .db
                .write(async |tx| {
                    let (app, viewer) = (&ask.app, &ask.viewer);
                    let seen = (request, version(form));
                    let says = (verdict, form.value("reason"));
                    decide_money(tx, app, viewer, ask.now, seen, says).await
                })
                .await
        }
    };
    match outcome {
        Ok((decided, _)) if decided.still > 0 => {
            redirect(&format!("/approvals/{id}?done=leaders-decided-more-done"))
        }
        Ok(_) => redirect(&format!("/approvals/{id}?done=leaders-decided-done")),
        Err(fault) => {
            let (form, said, status) = again(fault, form)?;
            page_with(status, &render(&ask, &id, form, said).await?)
        }
    }
}

pub async fn sheet(ask: Ask, Path(id): Path<String>) -> Answer {
    let shell = Shell::new(&ask, Said::new("leaders-sheet"));
    let shown = read(&ask, &shell, &id).await?;
    let wanted = usize::try_from(shown.request.quorum).unwrap_or(1);
    let missing = wanted.saturating_sub(shown.opinions.len());
    let role = |at: usize| {
        let roles = &shown.request.roles;
        let role = roles.get(at).or(roles.first());
        role.map(|role| role_word(&shell, *role))
            .unwrap_or_default()
    };
    let blanks = match shown.request.state {
        State::Open => (0..missing.max(1)).map(role).collect(),
        _ => Vec::new(),
    };
    page_with(
        StatusCode::OK,
        &SheetPage {
            case_kind: shell.say_key(shown.case.kind.word()).to_string(),
            blanks,
            request: shown.request,
            line: shown.line,
            opinions: shown.opinions,
            shell,
        },
    )
}
