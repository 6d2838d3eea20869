//! The tries a program reports, checked one by one.

use tongli_kernel::{FieldErrors, Moment, Said};
use tongli_web::App;

use super::bodies::FollowUpBody;
use super::moment;
use crate::follow_up::{NewTry, Outcome, Words};

pub(super) fn tries(app: &App, body: &FollowUpBody) -> Result<Vec<NewTry>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let now = app.now();
    let mut tries = Vec::new();
    for (at, one) in body.tries.iter().enumerate() {
        let (Some(tried_at), Some(outcome)) = (
            app.time.read(&one.tried_at),
            Outcome::from_code(&dashed(&one.outcome)),
        ) else {
            errors.add(format!("tries[{at}]"), Said::new("replies-outcome-missing"));
            continue;
        };
        tries.push(unreached(outcome, tried_at).check(now)?);
    }
    let tried_at = moment(app, "tried_at", body.tried_at.as_deref(), &mut errors);
    let outcome = match (body.reached, body.do_not_contact, &body.outcome) {
        (true, ..) => Some(Outcome::Reached),
        (false, true, _) => Some(Outcome::DoNotContact),
        (false, false, Some(code)) => Outcome::from_code(&dashed(code)),
        // Earlier tries alone are enough to record.
        (false, false, None) if !tries.is_empty() => None,
        (false, false, None) => Some(Outcome::NoAnswer),
    };
    if body.outcome.is_some() && outcome.is_none() {
        errors.add("outcome", Said::new("replies-outcome-missing"));
    }
    if let Some(outcome) = outcome {
        let last = NewTry {
            identity_checked: body.identity_checked,
            rated_by_patient: body.rated_by_patient,
            satisfaction: body.satisfaction,
            understood: body.understood,
            measures_done: body.measures_done,
            words: Words {
                reason: body.reason.clone(),
                new_demand: body.new_demand.clone(),
                note: body.note.clone(),
            },
            ..unreached(outcome, tried_at.unwrap_or(now))
        };
        match last.check(now) {
            Ok(last) => tries.push(last),
            Err(wrong) => wrong
                .iter()
                .for_each(|(field, said)| errors.add(field, said.clone())),
        }
    }
    if body.reached && body.do_not_contact {
        tries.push(unreached(Outcome::DoNotContact, tried_at.unwrap_or(now)));
    }
    errors.or_else(|| tries)
}

fn dashed(code: &str) -> String {
    code.replace('_', "-")
}

fn unreached(outcome: Outcome, tried_at: Moment) -> NewTry {
    NewTry {
        outcome,
        tried_at,
        identity_checked: false,
        rated_by_patient: false,
        satisfaction: None,
        understood: None,
        measures_done: None,
        words: Words::default(),
    }
}
