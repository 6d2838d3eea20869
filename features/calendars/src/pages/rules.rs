//! `/rules`: how long the office has for what, by whose word, and what the
//! hospital made of it.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Said};
use tongli_store::Subject;
use tongli_store::history::{self, Link};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page, page_with, redirect};

use crate::access::RULES;
use crate::actions::{RULE_SUBJECT, RuleChange, restore_rule, shorten_rule};
use crate::store::{HouseRule, house_rules};
use crate::{CalendarOf, Rule, Trigger, Unit, Whose};

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage {
    shell: Shell,
    rules: Vec<HouseRule>,
}

#[derive(Template)]
#[template(path = "rule.html")]
struct RulePage {
    shell: Shell,
    /// The version in force, or the last one.
    one: HouseRule,
    versions: Vec<Rule>,
    form: Form,
    may_set: bool,
    history: Vec<Link>,
}

/// "5 working days", "7 days, 3 for key cases", "as the order says".
fn amount_said(rule: &Rule) -> Said {
    let unit = match (rule.unit, rule.amount) {
        (Unit::Visit, _) => return Said::new("calendars-amount-visit"),
        (_, None) => return Said::new("calendars-amount-order"),
        (Unit::Workday, _) => "calendars-amount-workday",
        (Unit::Day, _) => "calendars-amount-day",
        (Unit::Hour, _) => "calendars-amount-hour",
    };
    let of = |amount: u32| Said::new(unit).with("amount", i64::from(amount));
    let ordinary = of(rule.amount.unwrap_or_default());
    match rule.amount_key {
        None => ordinary,
        Some(key) => Said::new("calendars-amount-with-key")
            .with("ordinary", ordinary)
            .with("key", of(key)),
    }
}

fn whose_said(rule: &Rule) -> Said {
    Said::new(match rule.whose {
        Whose::Law => "calendars-whose-law",
        Whose::House => "calendars-whose-house",
        Whose::Order => "calendars-whose-order",
    })
}

fn trigger_said(rule: &Rule) -> Said {
    Said::new(match rule.trigger {
        Trigger::CaseReceived => "calendars-trigger-case-received",
        Trigger::StatementAsked => "calendars-trigger-statement-asked",
        Trigger::CaseClosed => "calendars-trigger-case-closed",
        Trigger::OrderReceived => "calendars-trigger-order-received",
        Trigger::MonthEnded => "calendars-trigger-month-ended",
        Trigger::Death => "calendars-trigger-death",
        Trigger::BodyReceived => "calendars-trigger-body-received",
        Trigger::Discovery => "calendars-trigger-discovery",
        Trigger::ReviewAsked => "calendars-trigger-review-asked",
        Trigger::InterimGiven => "calendars-trigger-interim-given",
        Trigger::RequestReceived => "calendars-trigger-request-received",
        Trigger::InstructionGiven => "calendars-trigger-instruction-given",
    })
}

fn calendar_said(rule: &Rule) -> Said {
    Said::new(match rule.calendar {
        CalendarOf::Law => "calendars-calendar-law",
        CalendarOf::House => "calendars-calendar-house",
    })
}

fn yes_no(yes: &bool) -> Said {
    Said::new(if *yes {
        "calendars-allowed"
    } else {
        "calendars-not-allowed"
    })
}

fn is_verified(rule: &Rule) -> bool {
    rule.basis().verified_by.is_some()
}

/// The sentence of one change of a rule.
fn change_said(link: &Link) -> Said {
    let details = link.details();
    let amount = details["amount"].as_i64().unwrap_or_default();
    let said = Said::new(match link.verb.as_str() {
        "set_amount" => "calendars-history-set-amount",
        _ => "calendars-history-restore-amount",
    });
    said.with("amount", amount)
        .with("reason", details["reason"].as_str().unwrap_or_default())
}

pub(super) async fn list(ask: Ask) -> Answer {
    let today = ask.app.time.day_of(ask.now);
    let mut tx = ask.app.db.read().await?;
    let mut rules = house_rules(&mut tx, ask.viewer.tenant).await?;
    rules.retain(|one| one.rule.is_effective_on(today));
    let shell = Shell::new(&ask, Said::new("calendars-rules-title"));
    page(&RulesPage { shell, rules })
}

pub(super) async fn show(ask: Ask, Path(id): Path<String>) -> Answer {
    let one = find(&ask, &id).await?;
    let form = match &one.set {
        None => Form::default().with("seen", "0"),
        Some(set) => Form::default()
            .with("amount", set.amount.to_string())
            .with(
                "amount_key",
                one.rule
                    .amount_key
                    .map_or(String::new(), |key| key.to_string()),
            )
            .with("reason", set.reason.as_str())
            .with("seen", set.version.to_string()),
    };
    render(&ask, StatusCode::OK, one, form).await
}

async fn find(ask: &Ask, id: &str) -> Result<HouseRule, Fault> {
    let today = ask.app.time.day_of(ask.now);
    let mut tx = ask.app.db.read().await?;
    let mut all = house_rules(&mut tx, ask.viewer.tenant).await?;
    all.retain(|one| one.rule.id == id);
    let in_force = all.iter().position(|one| one.rule.is_effective_on(today));
    let at = in_force
        .or(all.len().checked_sub(1))
        .ok_or(Fault::NotFound)?;
    Ok(all.swap_remove(at))
}

async fn render(ask: &Ask, status: StatusCode, one: HouseRule, form: Form) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let subject = Subject::new(RULE_SUBJECT, one.rule.number());
    let mut history = history::list(&mut tx, ask.viewer.tenant, subject, 0, 200).await?;
    history.reverse();
    let versions = crate::shipped_rules()
        .rules()
        .iter()
        .filter(|rule| rule.id == one.rule.id)
        .cloned()
        .collect();
    let title = Said::new("calendars-rule-title")
        .with("id", one.rule.id.as_str())
        .with("title", one.rule.title(ask.lang));
    page_with(
        status,
        &RulePage {
            shell: Shell::new(ask, title),
            may_set: ask.viewer.may(RULES) && one.shipped.may_be_set(),
            one,
            versions,
            form,
            history,
        },
    )
}

pub(super) async fn set(ask: Ask, Path(id): Path<String>, FormBody(form): FormBody) -> Answer {
    let one = find(&ask, &id).await?;
    let change = RuleChange {
        rule: &id,
        rule_version: one.rule.version,
        amount: form.value("amount"),
        amount_key: form.value("amount_key"),
        reason: form.value("reason"),
        seen: form.value("seen").parse().unwrap_or_default(),
    };
    match shorten_rule(&ask.app, &ask.viewer, &change).await {
        Ok(_) => redirect(&format!(
            "/rules/{}?done=calendars-rule-set-done",
            one.rule.id
        )),
        Err(Fault::Invalid(errors)) => {
            let form = form.refused(errors);
            render(&ask, StatusCode::UNPROCESSABLE_ENTITY, one, form).await
        }
        Err(fault) => Err(fault.into()),
    }
}

pub(super) async fn restore(ask: Ask, Path(id): Path<String>, FormBody(form): FormBody) -> Answer {
    let one = find(&ask, &id).await?;
    let seen = form.value("seen").parse().unwrap_or_default();
    restore_rule(&ask.app, &ask.viewer, &id, one.rule.version, seen).await?;
    redirect(&format!(
        "/rules/{}?done=calendars-rule-restored-done",
        one.rule.id
    ))
}
