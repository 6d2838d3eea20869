//! What stands beside the stream and on paper: facts and persons, label by label.

use tongli_patients::{Contact, Person};
use tongli_web::Shell;

use crate::actions::Names;
use crate::case::Case;
use crate::typed;

/// The facts beside the stream; what was not said is left out.
pub(super) fn facts(
    shell: &Shell,
    case: &Case,
    names: &Names,
    (former, hidden): (Option<String>, bool),
) -> Vec<(String, String)> {
    let code = |key: String| shell.say_key(key).to_string();
    let some = |text: String| (!text.is_empty()).then_some(text);
    let all = [
        ("cases-channel-label", Some(code(case.channel.word()))),
        ("cases-urgency-label", Some(code(case.urgency.word()))),
        ("cases-received-at", Some(shell.show(&case.received_at))),
        (
            "cases-department",
            some(names.department(case.department_visited)),
        ),
        ("cases-former-department", former),
        (
            "cases-visit-label",
            case.visit_type.map(|one| code(one.word())),
        ),
        (
            "cases-incident-at",
            case.incident_at.map(|at| shell.show(&at)),
        ),
        ("cases-incident-place", case.incident_place.clone()),
        ("cases-demand", case.demand.clone()),
        ("cases-underlying-need", case.underlying_need.clone()),
        ("cases-mood-label", case.mood.map(|one| code(one.word()))),
        (
            "cases-persons-present",
            case.persons_present.map(|n| n.to_string()),
        ),
        ("cases-court-label", Some(code(case.court.word()))),
        (
            "cases-needs-label",
            some(
                case.help_needs
                    .iter()
                    .map(|one| code(one.word()))
                    .collect::<Vec<_>>()
                    .join("、"),
            ),
        ),
        ("cases-leader-instruction", case.leader_instruction.clone()),
        ("cases-bed-no", case.bed_no.clone().filter(|_| !hidden)),
        (
            "cases-risks-label",
            some(
                case.risks
                    .iter()
                    .map(|one| code(one.word()))
                    .collect::<Vec<_>>()
                    .join("、"),
            ),
        ),
        ("cases-privacy-notice", case.privacy_notice.clone()),
        ("cases-risk-reason", case.risk_reason.clone()),
        ("cases-anonymity-reason", case.anonymity_reason.clone()),
        (
            "cases-first-department",
            some(names.department(case.first_department)),
        ),
        ("cases-joint-reason", case.joint_reason.clone()),
        (
            "cases-joint-approved-at",
            case.joint_approved_at.map(|at| shell.show(&at)),
        ),
        (
            "cases-read-back-at",
            case.read_back_at.map(|at| shell.show(&at)),
        ),
        (
            "cases-reopen-received-at",
            case.reopen_received_at.map(|at| shell.show(&at)),
        ),
        (
            "cases-reopen-channel",
            case.reopen_channel.map(|one| code(one.word())),
        ),
        (
            "cases-first-receiver",
            some(names.person(case.first_receiver)),
        ),
        ("cases-owner", some(names.person(case.owner))),
        ("cases-speaker", some(names.person(case.speaker))),
        ("cases-settled-result", case.settled_result.clone()),
        (
            "cases-handling-label",
            some(
                case.handling
                    .iter()
                    .map(|one| code(one.word()))
                    .collect::<Vec<_>>()
                    .join("、"),
            ),
        ),
        ("cases-handling-result", case.handling_result.clone()),
        ("cases-refunded", case.refunded_fen.map(typed::yuan)),
        ("cases-waived", case.waived_fen.map(typed::yuan)),
        (
            "cases-refusal-label",
            case.refusal_reason.map(|one| code(one.word())),
        ),
        (
            "cases-refusal-explanation",
            case.refusal_explanation.clone(),
        ),
        ("cases-pause-reason", case.pause_reason.clone()),
        ("cases-improvement", case.improvement.clone()),
        (
            "cases-no-improvement-reason",
            case.no_improvement_reason.clone(),
        ),
        (
            "cases-satisfaction",
            case.satisfaction.map(|n| n.to_string()),
        ),
    ];
    all.into_iter()
        .filter_map(|(word, value)| Some((shell.say(word).to_string(), value?)))
        .collect()
}

/// The patient and whoever speaks, masked unless `open`.
pub(super) fn persons(
    shell: &Shell,
    person: Option<&Person>,
    contact: Option<&Contact>,
    open: bool,
) -> Vec<(String, String)> {
    let mut all = Vec::new();
    if let Some(one) = person {
        all.push((
            "cases-patient-name",
            one.name.as_ref().map(|name| name.show(open)),
        ));
        all.push((
            "cases-patient-sex",
            Some(shell.say_key(one.sex.word()).to_string()),
        ));
        all.push((
            "cases-patient-birth-date",
            one.birth_date.filter(|_| open).map(|day| day.to_string()),
        ));
        all.push((
            "cases-patient-record-no",
            one.record_no.as_ref().map(|number| number.show(open)),
        ));
        all.push((
            "cases-document-no",
            one.document.as_ref().map(|paper| {
                let kind = shell.say_key(paper.kind.word());
                format!("{kind} {}", paper.number.show(open))
            }),
        ));
    }
    if let Some(one) = contact {
        all.push((
            "cases-contact-name",
            one.name.as_ref().map(|name| name.show(open)),
        ));
        all.push(("cases-contact-phone", one.phone_shown(open)));
        all.push((
            "cases-contact-relation",
            one.relation
                .map(|relation| shell.say_key(relation.word()).to_string()),
        ));
        all.push((
            "cases-contact-reply-by",
            one.reply_by
                .map(|way| shell.say_key(way.word()).to_string()),
        ));
        all.push((
            "cases-contact-address",
            one.address.as_ref().map(|text| text.show(open)),
        ));
        all.push((
            "cases-identity-check",
            Some(shell.say_key(one.identity_check.word()).to_string()),
        ));
        all.push((
            "cases-contact-mandate",
            one.mandate
                .then(|| shell.say("cases-contact-mandate-yes").to_string()),
        ));
    }
    all.into_iter()
        .filter_map(|(word, value)| Some((shell.say(word).to_string(), value?)))
        .collect()
}
