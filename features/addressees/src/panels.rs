//! What the case page says: who may be told what, why, and what is to be
//! done next.

use askama::Template;
use futures_util::FutureExt;
use tongli_cases::{Case, CaseId};
use tongli_feature::{Panel, PanelFuture};
use tongli_kernel::{Fault, Said, StaffId};
use tongli_store::{Subject, Tx};
use tongli_web::{Ask, Shell};

use crate::access;
use crate::actions::{Told, is_report_owed, told};
use crate::lines::{StandingLine, addressee_text, identity_text, record_facts, standing_lines};

pub const PANELS: &[Panel] = &[
    Panel {
        page: "case-main",
        order: 5,
        render: alarm,
    },
    Panel {
        page: "case-side",
        order: 10,
        render: card,
    },
];

#[derive(Template)]
#[template(path = "card.html")]
struct Card {
    shell: Shell,
    case_path: String,
    addressee: String,
    identity: String,
    standings: Vec<StandingLine>,
    facts: Vec<(String, String)>,
    /// Where the patient's age matters.
    age: Option<(i64, &'static str)>,
    may_change: bool,
}

#[derive(Template)]
#[template(path = "alarm.html")]
struct Alarm {
    shell: Shell,
    case_path: String,
    may_report: bool,
    rule: String,
    source: String,
    is_verified: bool,
}

/// The case, if this viewer may read it and learn who is addressed.
async fn find_case(ask: &Ask, tx: &mut Tx, subject: Subject) -> Result<Option<Case>, Fault> {
    if !access::sees(&ask.viewer) {
        return Ok(None);
    }
    let id = CaseId::new(subject.id);
    match tongli_cases::case_shown(ask, tx, id).await {
        Ok(case) => Ok(Some(case)),
        Err(Fault::NotFound | Fault::Forbidden(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// The same with who is addressed.
async fn find(ask: &Ask, tx: &mut Tx, subject: Subject) -> Result<Option<(Case, Told)>, Fault> {
    let Some(case) = find_case(ask, tx, subject).await? else {
        return Ok(None);
    };
    let today = ask.app.time.day_of(ask.now);
    let told = told(tx, &ask.app, ask.viewer.tenant, &case, today).await?;
    Ok(Some((case, told)))
}

/// Who checked the addressee.
async fn checker(ask: &Ask, tx: &mut Tx, told: &Told) -> Result<String, Fault> {
    let Some(by) = told.record.identity.by.map(StaffId::new) else {
        return Ok(String::new());
    };
    let names = tongli_people::staff_names(tx, ask.viewer.tenant, &[by]).await?;
    Ok(names.get(&by).cloned().unwrap_or_default())
}

fn card(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    render_card(ask, subject).boxed()
}

async fn render_card(ask: &Ask, subject: Subject) -> Result<Option<String>, Fault> {
    let mut tx = ask.app.db.read().await?;
    let Some((case, told)) = find(ask, &mut tx, subject).await? else {
        return Ok(None);
    };
    let by = checker(ask, &mut tx, &told).await?;
    drop(tx);
    let shell = Shell::new(ask, Said::new("addressees-card"));
    let card = Card {
        case_path: case.path(),
        // The page shows masked names; who needs them opens the record.
        addressee: addressee_text(&shell, &told, false),
        identity: identity_text(&shell, &told, &by),
        standings: standing_lines(&shell, &told),
        facts: record_facts(&shell, &told.record, false),
        age: told
            .age
            .and_then(|age| hint(age, &told).map(|key| (i64::from(age), key))),
        may_change: ask.viewer.may(access::AMEND) && access::sees_names(&ask.viewer),
        shell,
    };
    Ok(Some(card.render().map_err(Fault::bug)?))
}

/// What a minor's age asks for.
fn hint(age: i32, told: &Told) -> Option<&'static str> {
    match age {
        _ if told.is_bereaved() => None,
        ..14 => Some("addressees-hint-child"),
        14..18 => Some("addressees-hint-teenager"),
        _ => None,
    }
}

fn alarm(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    render_alarm(ask, subject).boxed()
}

/// A duty to report stays in sight until it is done.
async fn render_alarm(ask: &Ask, subject: Subject) -> Result<Option<String>, Fault> {
    let mut tx = ask.app.db.read().await?;
    let Some(case) = find_case(ask, &mut tx, subject).await? else {
        return Ok(None);
    };
    if !is_report_owed(&mut tx, &ask.app, ask.viewer.tenant, &case).await? {
        return Ok(None);
    }
    drop(tx);
    let rule = crate::rules::rule("abuse");
    let alarm = Alarm {
        shell: Shell::new(ask, Said::new("addressees-minor")),
        case_path: case.path(),
        may_report: ask.viewer.may(access::AMEND),
        rule: rule
            .map(|rule| rule.text(ask.viewer.lang).to_owned())
            .unwrap_or_default(),
        source: rule.map(|rule| rule.source()).unwrap_or_default(),
        is_verified: rule.is_some_and(|rule| rule.is_verified()),
    };
    Ok(Some(alarm.render().map_err(Fault::bug)?))
}
