//! Sets the hospital's own amount of a rule, and takes it back.

use serde_json::json;
use tongli_kernel::{Fault, FieldErrors, Moment, Said, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::{Subject, Tx};
use tongli_web::App;

use super::{RULE_SUBJECT, check};
use crate::access::RULES;
use crate::store::{delete_override, find_override, put_override};
use crate::{Rule, shipped_rules};

const LONGEST_REASON: usize = 200;

/// What was typed about one version of a rule.
#[derive(Debug, Clone)]
pub struct RuleChange<'a> {
    pub rule: &'a str,
    pub rule_version: u32,
    pub amount: &'a str,
    /// Empty where the rule knows no key cases, or they follow the ordinary ones.
    pub amount_key: &'a str,
    pub reason: &'a str,
    /// Version of the hospital's setting that was on the screen, 0 for none.
    pub seen: i64,
}

/// Sets how long the hospital itself gives. It counts for clocks started from now
/// on; those that run keep what was promised.
pub async fn shorten_rule(
    app: &App,
    viewer: &Viewer,
    change: &RuleChange<'_>,
) -> Result<Rule, Fault> {
    let shipped = find(change.rule, change.rule_version)?;
    check(viewer, RULES)?;
    let rule = read(shipped, change)?;
    let amount = rule.amount.unwrap_or_default();
    let now = app.now();
    app.db
        .write(async |tx| {
            let what = (amount, change.reason.trim());
            if !put_override(tx, viewer, now, &rule, what, change.seen).await? {
                return Err(faster());
            }
            let event = Event::new("set_amount").with(json!({
                "rule": rule.id, "rule_version": rule.version,
                "amount": rule.amount, "amount_key": rule.amount_key,
                "reason": change.reason.trim(),
            }));
            append(app, viewer, now, shipped, event, tx).await
        })
        .await?;
    Ok(rule)
}

/// Back to the amount the rule itself gives.
pub async fn restore_rule(
    app: &App,
    viewer: &Viewer,
    rule: &str,
    rule_version: u32,
    seen: i64,
) -> Result<(), Fault> {
    let shipped = find(rule, rule_version)?;
    check(viewer, RULES)?;
    let now = app.now();
    app.db
        .write(async |tx| {
            let set = find_override(tx, viewer.tenant, shipped).await?;
            if set.is_none() || !delete_override(tx, viewer.tenant, shipped, seen).await? {
                return Err(faster());
            }
            let event = Event::new("restore_amount").with(json!({
                "rule": shipped.id, "rule_version": shipped.version, "amount": shipped.amount,
            }));
            append(app, viewer, now, shipped, event, tx).await
        })
        .await
}

async fn append(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    rule: &Rule,
    event: Event,
    tx: &mut Tx,
) -> Result<(), Fault> {
    let subject = Subject::new(RULE_SUBJECT, rule.number());
    history::append(tx, viewer, now, &*app.chance, subject, event).await?;
    Ok(())
}

fn find(id: &str, version: u32) -> Result<&'static Rule, Fault> {
    shipped_rules().version(id, version).ok_or(Fault::NotFound)
}

fn faster() -> Fault {
    Fault::Conflict(Said::new("fault-somebody-was-faster"))
}

fn read(shipped: &Rule, change: &RuleChange<'_>) -> Result<Rule, FieldErrors> {
    let mut errors = FieldErrors::default();
    let amount = change.amount.trim().parse::<u32>().ok();
    let key = match change.amount_key.trim() {
        "" => None,
        typed => typed.parse::<u32>().ok().or(Some(0)),
    };
    let ordinary = amount.and_then(|amount| shipped.with_amount(amount).ok());
    if !shipped.may_be_set() || ordinary.is_none() {
        errors.add(
            "amount",
            amount_said("calendars-amount-refused", shipped, shipped.amount),
        );
    }
    let changed = amount.and_then(|amount| shipped.with_amounts(amount, key).ok());
    if ordinary.is_some() && changed.is_none() {
        let said = amount_said("calendars-amount-key-refused", shipped, shipped.amount_key);
        errors.add("amount_key", said);
    }
    check_reason(change.reason, LONGEST_REASON, &mut errors);
    match changed {
        Some(rule) if errors.is_empty() => Ok(rule),
        _ => Err(errors),
    }
}

/// What may be set: "1 to 5", "1 to 1000".
fn amount_said(key: &'static str, shipped: &Rule, given: Option<u32>) -> Said {
    let most = if shipped.may_be_lengthened {
        crate::LONGEST_COUNT
    } else {
        given.unwrap_or_default()
    };
    Said::new(key).with("most", i64::from(most))
}

/// A reason is asked for and not endless.
pub(super) fn check_reason(reason: &str, longest: usize, errors: &mut FieldErrors) {
    let length = reason.trim().chars().count();
    if length == 0 {
        errors.add("reason", Said::new("calendars-reason-missing"));
    } else if length > longest {
        let said = Said::new("calendars-reason-long")
            .with("most", longest)
            .with("length", length);
        errors.add("reason", said);
    }
}
