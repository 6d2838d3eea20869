//! What was typed for a verb, and what its form begins with.

use tongli_kernel::{Confidentiality, Fault, FieldErrors, StaffId};
use tongli_store::Tx;
use tongli_web::{Ask, Form};

use crate::actions::{Doing, Names};
use crate::case::Case;
use crate::change::Amendment;
use crate::codes::{
    Channel, Court, Handling, HelpNeed, Mood, Receiver, RefusalReason, Urgency, VisitType,
};
use crate::life::Verb;
use crate::registration::find_department;
use crate::typed;

/// What was typed, or every field that does not hold.
pub async fn read(ask: &Ask, tx: &mut Tx, verb: Verb, form: &Form) -> Result<Doing, Fault> {
    let mut errors = FieldErrors::default();
    let doing = match verb {
        Verb::Settle => Doing::Settle { result: form.text("result") },
        Verb::Accept => Doing::Accept { anonymity_reason: form.text("anonymity_reason") },
        Verb::Refuse => Doing::Refuse {
            reason: typed::code("reason", form.value("reason"), RefusalReason::from_code, &mut errors),
            explanation: form.text("explanation"),
        },
        Verb::Assign => Doing::Assign {
            owner: staff("owner", form, &mut errors),
            speaker: staff("speaker", form, &mut errors),
        },
        Verb::Handle => Doing::Handle {
            modes: form.values("modes").filter_map(Handling::from_code).collect(),
            result: form.text("result"),
            refunded_fen: typed::fen("refunded", form.value("refunded"), &mut errors),
            waived_fen: typed::fen("waived", form.value("waived"), &mut errors),
        },
        Verb::Close => Doing::Close {
            improvement: form.text("improvement"),
            no_improvement_reason: form.text("no_improvement_reason"),
        },
        Verb::Archive => Doing::Archive,
        Verb::Pause => Doing::Pause { reason: form.text("reason") },
        Verb::Resume => Doing::Resume,
        Verb::HandOver => Doing::HandOver {
            to: typed::code("to", form.value("to"), Receiver::from_code, &mut errors),
            reason: form.text("reason"),
        },
        Verb::Reopen => Doing::Reopen { reason: form.text("reason") },
        Verb::Amend => Doing::Amend(Box::new(amendment(ask, tx, form, &mut errors).await?)),
        _ => return Err(Fault::bug("a page names a verb of another room")),
    };
    Ok(errors.or_else(|| doing)?)
}

fn staff(field: &'static str, form: &Form, errors: &mut FieldErrors) -> Option<StaffId> {
    typed::number(field, form.value(field), errors).map(StaffId::new)
}

async fn amendment(
    ask: &Ask,
    tx: &mut Tx,
    form: &Form,
    errors: &mut FieldErrors,
) -> Result<Amendment, Fault> {
    let time = &ask.app.time;
    let department_visited = match form.text("department") {
        None => None,
        Some(wanted) => {
            let list: Vec<_> = tongli_people::departments(tx, ask.viewer.tenant)
                .await?
                .into_iter()
                .map(|one| (one.id, one.code, one.name))
                .collect();
            let found = find_department(&list, &wanted);
            if found.is_none() {
                errors.add(
                    "department",
                    tongli_kernel::Said::new("cases-department-unknown").with("name", wanted),
                );
            }
            found
        }
    };
    let incident_at = typed::moment("incident_at", form.value("incident_at"), time, errors);
    if incident_at.is_some_and(|at| at > ask.now) {
        errors.add("incident_at", tongli_kernel::Said::new("cases-moment-future"));
    }
    Ok(Amendment {
        channel: typed::code("channel", form.value("channel"), Channel::from_code, errors)
            .unwrap_or(Channel::Visit),
        demand: form.text("demand"),
        underlying_need: form.text("underlying_need"),
        department_visited,
        visit_type: typed::code("visit_type", form.value("visit_type"), VisitType::from_code, errors),
        incident_at,
        incident_place: form.text("incident_place"),
        urgency: typed::code("urgency", form.value("urgency"), Urgency::from_code, errors)
            .unwrap_or(Urgency::Ordinary),
        mood: typed::code("mood", form.value("mood"), Mood::from_code, errors),
        persons_present: typed::number("persons_present", form.value("persons_present"), errors),
        court: typed::code("already_in_court", form.value("already_in_court"), Court::from_code, errors)
            .unwrap_or(Court::None),
        help_needs: form.values("help_needs").filter_map(HelpNeed::from_code).collect(),
        leader_instruction: form.text("leader_instruction"),
        confidentiality: match form.value("confidentiality") {
            "sensitive" => Confidentiality::Sensitive,
            "discipline" => Confidentiality::Discipline,
            _ => Confidentiality::Ordinary,
        },
    })
}

/// What stands in the form before anything is typed.
pub fn begin(ask: &Ask, verb: Verb, case: &Case, names: &Names) -> Form {
    let some = |value: &Option<String>| value.clone().unwrap_or_default();
    match verb {
        Verb::Assign => Form::default()
            .with("owner", case.owner.map(|id| id.to_string()).unwrap_or_default())
            .with("speaker", case.speaker.map(|id| id.to_string()).unwrap_or_default()),
        Verb::Refuse => Form::default()
            .with("reason", case.refusal_reason.map_or("", RefusalReason::code))
            .with("explanation", some(&case.refusal_explanation)),
        Verb::Handle => case.handling.iter().fold(
            Form::default()
                .with("result", some(&case.handling_result))
                .with("refunded", case.refunded_fen.map(typed::yuan).unwrap_or_default())
                .with("waived", case.waived_fen.map(typed::yuan).unwrap_or_default()),
            |form, mode| form.with("modes", mode.code()),
        ),
        Verb::Close => Form::default()
            .with("improvement", some(&case.improvement))
            .with("no_improvement_reason", some(&case.no_improvement_reason)),
        Verb::Amend => begin_amending(ask, case, names),
        _ => Form::default(),
    }
}

fn begin_amending(ask: &Ask, case: &Case, names: &Names) -> Form {
    let some = |value: &Option<String>| value.clone().unwrap_or_default();
    let label = match case.confidentiality {
        Confidentiality::Ordinary => "ordinary",
        Confidentiality::Sensitive => "sensitive",
        Confidentiality::Discipline => "discipline",
    };
    let form = Form::default()
        .with("channel", case.channel.code())
        .with("urgency", case.urgency.code())
        .with("department", names.department(case.department_visited))
        .with("visit_type", case.visit_type.map_or("", VisitType::code))
        .with("incident_at", case.incident_at.map(|at| ask.app.time.field(at)).unwrap_or_default())
        .with("incident_place", some(&case.incident_place))
        .with("demand", some(&case.demand))
        .with("underlying_need", some(&case.underlying_need))
        .with("mood", case.mood.map_or("", Mood::code))
        .with("persons_present", case.persons_present.map(|n| n.to_string()).unwrap_or_default())
        .with("already_in_court", case.court.code())
        .with("leader_instruction", some(&case.leader_instruction))
        .with("confidentiality", label);
    case.help_needs
        .iter()
        .fold(form, |form, need| form.with("help_needs", need.code()))
}
