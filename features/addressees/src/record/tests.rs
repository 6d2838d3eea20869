//! Mandates by the day, checks by the name, and who speaks.
#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use super::*;
use crate::standing::standing;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn paper() -> Paper {
    Paper {
        file: 7,
        name: "委托书.pdf".to_owned(),
        digest: "ab".repeat(32),
    }
}

fn known() -> Known {
    Known {
        contact_name: Some("周念".to_owned()),
        contact_relation: Some(Relation::Companion),
        contact_identity: IdentityCheck::Document,
        patient_name: Some("李建国".to_owned()),
        patient_birth: Some(day("1959-03-07")),
        home_suspected: false,
    }
}

fn mandate() -> Mandate {
    Mandate {
        agent: "周念".to_owned(),
        giver: "patient".to_owned(),
        paper: paper(),
        hear: true,
        letters: false,
        decide: false,
        from: day("2026-09-28"),
        until: Some(day("2026-10-28")),
        revoked_on: None,
        revoked_why: String::new(),
    }
}

#[test]
fn a_mandate_holds_from_its_first_to_its_last_day_for_whom_it_names() {
    let (one, spoken) = (mandate(), Way::Spoken);
    assert_eq!(one.on(day("2026-09-27"), spoken, "周念"), MandateOn::NotYet);
    for inside in ["2026-09-28", "2026-10-28"] {
        let valid = MandateOn::Valid(Giver::Patient);
        assert_eq!(one.on(day(inside), spoken, "周念"), valid);
    }
    assert_eq!(
        one.on(day("2026-10-29"), spoken, "周念"),
        MandateOn::Expired
    );
    assert_eq!(
        one.on(day("2026-10-01"), spoken, "周朗"),
        MandateOn::OfAnother
    );
    let written = one.on(day("2026-10-01"), Way::Written, "周念");
    assert_eq!(written, MandateOn::OutOfScope);
    let revoked = Mandate {
        revoked_on: Some(day("2026-10-05")),
        ..one
    };
    let valid = MandateOn::Valid(Giver::Patient);
    assert_eq!(revoked.on(day("2026-10-04"), spoken, "周念"), valid);
    assert_eq!(
        revoked.on(day("2026-10-05"), spoken, "周念"),
        MandateOn::Revoked
    );
}

#[test]
fn a_check_of_one_is_no_check_of_another() {
    let mut record = Record {
        identity: Identity {
            check: "document".to_owned(),
            seen: "身份证原件".to_owned(),
            of: "李建国".to_owned(),
            ..Identity::default()
        },
        to: To::Patient,
        ..Record::default()
    };
    let checked = record.addressee(&known());
    assert_eq!(checked.identity, IdentityCheck::Document);
    record.to = To::Other;
    record.name = "周朗".to_owned();
    let other = record.addressee(&known());
    assert_eq!(other.identity, IdentityCheck::Unchecked);
}

#[test]
fn what_the_code_of_a_receipt_opens_follows_whoever_brought_the_matter() {
    let record = Record {
        to: To::Patient,
        identity: Identity {
            check: "oral".to_owned(),
            of: "李建国".to_owned(),
            ..Identity::default()
        },
        ..Record::default()
    };
    let on = day("2026-10-01");
    let patient = standing(&record.facts(&known(), on, Way::Written), Way::Written);
    assert_eq!(patient.leaves, MayLeave::All);
    let friend = record.for_contact().facts(&known(), on, Way::Written);
    assert_eq!(
        standing(&friend, Way::Written).leaves,
        MayLeave::ProcessOnly
    );
}

#[test]
fn the_speaker_is_the_relative_addressed_or_the_contact_who_is_that_relative() {
    let relative = |name: &str, is_contact| Relative {
        name: name.to_owned(),
        relation: "child".to_owned(),
        is_contact,
    };
    let record = Record {
        relatives: vec![relative("周念", true), relative("周朗", false)],
        speaker: 2,
        ..Record::default()
    };
    assert_eq!(record.speaker(), Speaker::Another);
    let to_other = Record {
        to: To::Relative,
        relative: 2,
        ..record.clone()
    };
    assert_eq!(to_other.speaker(), Speaker::This);
    let contact_speaks = Record {
        speaker: 1,
        ..record
    };
    assert_eq!(contact_speaks.speaker(), Speaker::This);
}
