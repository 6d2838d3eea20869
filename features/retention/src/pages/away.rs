//! What is sealed away: the list, one matter behind a reason, deciding and bringing back.

use askama::Template;
use axum::extract::Path;
use tongli_cases::{Allegation, Case, CaseId};
use tongli_kernel::{Fault, Moment, Said, StaffId};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::{again, version};
use crate::access;
use crate::actions::{decide_aside, open_aside, propose_back, veil_right, veiled_right};
use crate::aside::{Aside, AsideId, still_open_since};
use crate::store::asides;

const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "away.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    more: Option<String>,
    missing: Vec<Said>,
}

struct Row {
    aside: Aside,
    number: String,
    proposed_by: String,
    decided_by: String,
    /// Clocks that ended with it: counted here and nowhere else.
    clocks: usize,
    /// This viewer may decide the proposal that waits.
    may_decide: bool,
}

pub async fn list(ask: Ask) -> Answer {
    page(&render_list(&ask, Vec::new()).await?)
}

async fn render_list(ask: &Ask, missing: Vec<Said>) -> Result<ListPage, Refusal> {
    let (viewer, tenant) = (&ask.viewer, ask.viewer.tenant);
    let before: Option<AsideId> = Form::from_encoded(&ask.query).value("before").parse().ok();
    let mut tx = ask.app.db.read().await?;
    let mut all = asides::list(&mut tx, tenant, before, PAGE + 1).await?;
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let further = all.len() > shown;
    all.truncate(shown);
    let more = all
        .last()
        .filter(|_| further)
        .map(|last| format!("/sealed-away?before={}", last.id));
    let cases: Vec<CaseId> = all.iter().map(|one| one.case).collect();
    let mut numbers = tongli_cases::numbers_among(&mut tx, viewer, cases.clone()).await?;
    let away = tongli_cases::away_among(&mut tx, viewer, &cases).await?;
    numbers.extend(away.into_values().map(|one| (one.id, one.number)));
    let about = tongli_cases::complaining_among(&mut tx, viewer, cases).await?;
    let staff: Vec<StaffId> = all
        .iter()
        .flat_map(|one| [Some(one.proposed_by), one.decided_by])
        .flatten()
        .collect();
    let names = tongli_people::staff_names(&mut tx, tenant, &staff).await?;
    let name = |id: Option<StaffId>| {
        id.and_then(|id| names.get(&id))
            .cloned()
            .unwrap_or_default()
    };
    let ids: Vec<AsideId> = all.iter().map(|one| one.id).collect();
    let clocks = asides::clocks_stopped(&mut tx, tenant, &ids).await?;
    let mut rows = Vec::new();
    for aside in veiled_right(&mut tx, viewer, all).await? {
        let Some(number) = numbers.get(&aside.case) else {
            continue;
        };
        let waits_for = aside.waits_for_other_than();
        rows.push(Row {
            number: number.clone(),
            proposed_by: name(Some(aside.proposed_by)),
            decided_by: name(aside.decided_by),
            clocks: clocks.get(&aside.id).copied().unwrap_or_default(),
            may_decide: waits_for.is_some()
                && waits_for != viewer.staff()
                && !about.contains(&aside.case),
            aside,
        });
    }
    Ok(ListPage {
        shell: Shell::new(ask, Said::new("retention-away-title")),
        rows,
        more,
        missing,
    })
}

pub async fn decide(ask: Ask, Path(id): Path<String>, FormBody(form): FormBody) -> Answer {
    let id: AsideId = id.parse().map_err(|_| Fault::NotFound)?;
    let done = {
        let (ask, seen) = (&ask, (id, version(&form)));
        let agreed = form.value("agreed") == "1";
        ask.app
            .db
            .write(async |tx| decide_aside(tx, &ask.app, &ask.viewer, ask.now, seen, agreed).await)
            .await
    };
    match done {
        Ok(_) => redirect("/sealed-away?done=retention-decided-done"),
        Err(fault) => {
            let again = again(form, fault)?;
            page_with(again.status, &render_list(&ask, again.missing).await?)
        }
    }
}

#[derive(Template)]
#[template(path = "away_one.html")]
struct OnePage {
    shell: Shell,
    number: String,
    aside: Aside,
    proposed_by: String,
    decided_by: String,
    openings: Vec<(String, Moment, String)>,
    /// What it holds, for half an hour after a reason was given.
    opened: Option<(Box<Case>, Vec<Allegation>)>,
    form: Form,
    missing: Vec<Said>,
}

async fn render(ask: &Ask, number: &str) -> Result<OnePage, Refusal> {
    let (viewer, tenant) = (&ask.viewer, ask.viewer.tenant);
    let staff = viewer.staff().ok_or(Fault::Forbidden(access::ASIDE))?;
    let mut tx = ask.app.db.read().await?;
    let (case, allegations) = tongli_cases::read_aside(&mut tx, viewer, number).await?;
    let mut aside = asides::of_case(&mut tx, tenant, case.id)
        .await?
        .ok_or(Fault::NotFound)?;
    veil_right(&mut tx, viewer, &mut aside).await?;
    let since = still_open_since(ask.now);
    let is_open = asides::is_open(&mut tx, tenant, aside.id, staff, since).await?;
    let openings = asides::openings(&mut tx, tenant, aside.id).await?;
    let ids: Vec<StaffId> = openings
        .iter()
        .map(|one| one.0)
        .chain(
            [Some(aside.proposed_by), aside.decided_by]
                .into_iter()
                .flatten(),
        )
        .collect();
    let names = tongli_people::staff_names(&mut tx, tenant, &ids).await?;
    let name = |id: Option<StaffId>| {
        id.and_then(|id| names.get(&id))
            .cloned()
            .unwrap_or_default()
    };
    let title = Said::new("retention-away-one").with("number", number);
    Ok(OnePage {
        shell: Shell::new(ask, title),
        number: number.to_owned(),
        proposed_by: name(Some(aside.proposed_by)),
        decided_by: name(aside.decided_by),
        openings: openings
            .into_iter()
            .map(|(by, at, reason)| (name(Some(by)), at, reason))
            .collect(),
        opened: is_open.then(|| (Box::new(case), allegations)),
        aside,
        form: Form::default(),
        missing: Vec::new(),
    })
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    page(&render(&ask, &number).await?)
}

pub async fn open(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let done = {
        let (ask, number, reason) = (&ask, number.as_str(), form.value("reason"));
        ask.app
            .db
            .write(async |tx| open_aside(tx, &ask.app, &ask.viewer, ask.now, number, reason).await)
            .await
    };
    ended(&ask, &number, form, done, "retention-opened-done").await
}

pub async fn back(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let aside = render(&ask, &number).await?.aside.id;
    let done = {
        let (ask, seen, reason) = (&ask, (aside, version(&form)), form.value("reason"));
        ask.app
            .db
            .write(async |tx| propose_back(tx, &ask.app, &ask.viewer, ask.now, seen, reason).await)
            .await
            .map(drop)
    };
    ended(&ask, &number, form, done, "retention-back-done").await
}

async fn ended(ask: &Ask, number: &str, form: Form, done: Result<(), Fault>, word: &str) -> Answer {
    match done {
        Ok(()) => redirect(&format!("/sealed-away/{number}?done={word}")),
        Err(fault) => {
            let mut shown = render(ask, number).await?;
            let again = again(form, fault)?;
            (shown.form, shown.missing) = (again.form, again.missing);
            page_with(again.status, &shown)
        }
    }
}
