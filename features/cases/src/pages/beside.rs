//! What stands beside the stream and on paper: facts and persons, label by label.

use tongli_patients::{Contact, Person};
use tongli_web::Shell;

use crate::actions::Names;
use crate::case::Case;
use crate::typed;

/// One line: its label, its value, and whether somebody typed the value. What is said
/// by us stands in the reader's language, what was typed in the writer's.
pub(super) struct Fact {
    pub(super) word: String,
    pub(super) value: String,
    pub(super) typed: bool,
}

impl Fact {
    pub(super) fn said(word: String, value: String) -> Self {
        Fact {
            word,
            value,
            typed: false,
        }
    }

    pub(super) fn typed(word: String, value: String) -> Self {
        Fact {
            word,
            value,
            typed: true,
        }
    }
}

/// Facts told in a list's code, a name, a number or a moment; all others are typed.
const SAID: &[&str] = &[
    "cases-channel-label",
    "cases-urgency-label",
    "cases-received-at",
    "cases-visit-label",
    "cases-incident-at",
    "cases-mood-label",
    "cases-persons-present",
    "cases-court-label",
    "cases-needs-label",
    "cases-risks-label",
    "cases-joint-approved-at",
    "cases-read-back-at",
    "cases-reopen-received-at",
    "cases-reopen-channel",
    "cases-handling-label",
    "cases-refunded",
    "cases-waived",
    "cases-refusal-label",
    "cases-satisfaction",
    "cases-patient-sex",
    "cases-patient-birth-date",
    "cases-contact-relation",
    "cases-contact-reply-by",
    "cases-identity-check",
    "cases-contact-mandate",
    "cases-document-no",
];

/// Several of one list, with the comma of the reader's language.
pub(super) fn listed(shell: &Shell, all: impl Iterator<Item = String>) -> String {
    let comma = if shell.is_chinese() { "、" } else { ", " };
    all.collect::<Vec<_>>().join(comma)
}

fn shown(
    shell: &Shell,
    all: impl IntoIterator<Item = (&'static str, Option<String>)>,
) -> Vec<Fact> {
    all.into_iter()
        .filter_map(|(word, value)| {
            Some(Fact {
                word: shell.say(word).to_string(),
                value: value?,
                typed: !SAID.contains(&word),
            })
        })
        .collect()
}

/// The facts beside the stream, in the order in which they are taken down: how it came,
/// what happened, what is wished for, who handles it, what came of it. What was not said
/// is left out.
pub(super) fn facts(
    shell: &Shell,
    case: &Case,
    names: &Names,
    (former, hidden): (Option<String>, bool),
) -> Vec<Fact> {
    let code = |key: String| shell.say_key(key).to_string();
    let some = |text: String| (!text.is_empty()).then_some(text);
    let all = [
        ("cases-channel-label", Some(code(case.channel.word()))),
        ("cases-urgency-label", Some(code(case.urgency.word()))),
        ("cases-received-at", Some(shell.show(&case.received_at))),
        (
            "cases-first-receiver",
            some(names.person(case.first_receiver)),
        ),
        (
            "cases-first-department",
            some(names.department(case.first_department)),
        ),
        ("cases-mood-label", case.mood.map(|one| code(one.word()))),
        (
            "cases-persons-present",
            case.persons_present.map(|n| n.to_string()),
        ),
        (
            "cases-needs-label",
            some(listed(
                shell,
                case.help_needs.iter().map(|one| code(one.word())),
            )),
        ),
        (
            "cases-incident-at",
            case.incident_at.map(|at| shell.show(&at)),
        ),
        ("cases-incident-place", case.incident_place.clone()),
        (
            "cases-department",
            some(names.department(case.department_visited)),
        ),
        ("cases-former-department", former),
        (
            "cases-visit-label",
            case.visit_type.map(|one| code(one.word())),
        ),
        ("cases-bed-no", case.bed_no.clone().filter(|_| !hidden)),
        ("cases-demand", case.demand.clone()),
        ("cases-underlying-need", case.underlying_need.clone()),
        ("cases-leader-instruction", case.leader_instruction.clone()),
        ("cases-court-label", Some(code(case.court.word()))),
        (
            "cases-risks-label",
            some(listed(shell, case.risks.iter().map(|one| code(one.word())))),
        ),
        ("cases-risk-reason", case.risk_reason.clone()),
        (
            "cases-read-back-at",
            case.read_back_at.map(|at| shell.show(&at)),
        ),
        ("cases-privacy-notice", case.privacy_notice.clone()),
        ("cases-anonymity-reason", case.anonymity_reason.clone()),
        ("cases-owner", some(names.person(case.owner))),
        ("cases-speaker", some(names.person(case.speaker))),
        (
            "cases-reopen-received-at",
            case.reopen_received_at.map(|at| shell.show(&at)),
        ),
        (
            "cases-reopen-channel",
            case.reopen_channel.map(|one| code(one.word())),
        ),
        ("cases-joint-reason", case.joint_reason.clone()),
        (
            "cases-joint-approved-at",
            case.joint_approved_at.map(|at| shell.show(&at)),
        ),
        ("cases-pause-reason", case.pause_reason.clone()),
        (
            "cases-refusal-label",
            case.refusal_reason.map(|one| code(one.word())),
        ),
        (
            "cases-refusal-explanation",
            case.refusal_explanation.clone(),
        ),
        ("cases-settled-result", case.settled_result.clone()),
        (
            "cases-handling-label",
            some(listed(
                shell,
                case.handling.iter().map(|one| code(one.word())),
            )),
        ),
        ("cases-handling-result", case.handling_result.clone()),
        ("cases-refunded", case.refunded_fen.map(typed::yuan)),
        ("cases-waived", case.waived_fen.map(typed::yuan)),
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
    shown(shell, all)
}

/// The patient and whoever speaks, masked unless `open`.
pub(super) fn persons(
    shell: &Shell,
    person: Option<&Person>,
    contact: Option<&Contact>,
    open: bool,
) -> Vec<Fact> {
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
    shown(shell, all)
}
