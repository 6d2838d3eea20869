//! What an entry leaves as it is, and what it takes away with the one it was about.
#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use tongli_kernel::{Confidentiality, Id};
use tongli_patients::IdentityCheck;

use super::*;

fn time() -> HospitalTime {
    HospitalTime::named("Asia/Shanghai").unwrap()
}

fn known() -> Known {
    Known {
        contact_name: Some("周念".to_owned()),
        contact_relation: Some(Relation::Companion),
        patient_name: Some("高守田".to_owned()),
        patient_birth: "1959-03-07".parse().ok(),
        ..Known::default()
    }
}

fn paper_of_the_case() -> Attachment {
    Attachment {
        id: Id::new(7),
        subject_kind: "case".to_owned(),
        subject_id: 1,
        digest: "ab".repeat(32),
        name: "授权委托书.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: 14,
        purpose: "evidence".to_owned(),
        confidentiality: Confidentiality::Ordinary,
        created_at: Moment::from_millis(0),
        by: None,
    }
}

fn put(entry: &Entry, before: &Record) -> Result<Record, FieldErrors> {
    let (time, known, files) = (time(), known(), [paper_of_the_case()]);
    let around = Circumstances {
        now: time.read("2026-09-28T09:12").unwrap(),
        time: &time,
        by: Some(StaffId::new(3)),
        known: &known,
        files: &files,
    };
    entry.over(before, &around)
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn checked() -> Entry {
    Entry {
        identity_check: some("document"),
        identity_seen: some("身份证原件，人证一致"),
        mandate_file: some("7"),
        mandate_giver: some("patient"),
        mandate_hear: Some(true),
        mandate_from: some("2026-09-28"),
        ..Entry::default()
    }
}

#[test]
fn what_is_left_out_stays() {
    let first = put(&checked(), &Record::default()).unwrap();
    assert_eq!(first.identity.of, "周念");
    assert_eq!(first.mandate.as_ref().unwrap().agent, "周念");
    assert_eq!(put(&Entry::default(), &first).unwrap(), first);
}

#[test]
fn whoever_is_addressed_instead_was_not_checked_by_it() {
    let first = put(&checked(), &Record::default()).unwrap();
    // The form sends every field again, the old check with it.
    let instead = Entry {
        to: some("patient"),
        ..checked()
    };
    let second = put(&instead, &first).unwrap();
    assert_eq!(
        second.addressee(&known()).identity,
        IdentityCheck::Unchecked
    );
    assert_eq!(
        second.mandate.unwrap().agent,
        "周念",
        "it still names the friend"
    );
}

#[test]
fn a_check_says_how_it_was_made_and_what_was_seen() {
    for (check, seen, field) in [
        ("document", "", "identity_seen"),
        ("", "身份证原件", "identity_check"),
        ("glance", "身份证原件", "identity_check"),
    ] {
        let entry = Entry {
            identity_check: some(check),
            identity_seen: some(seen),
            ..Entry::default()
        };
        let errors = put(&entry, &Record::default()).unwrap_err();
        assert!(errors.of(field).is_some(), "{field}");
    }
}

#[test]
fn a_mandate_ends_with_a_reason_and_never_without_its_paper() {
    let first = put(&checked(), &Record::default()).unwrap();
    let silent = Entry {
        mandate_revoked_on: some("2026-09-28"),
        ..Entry::default()
    };
    let errors = put(&silent, &first).unwrap_err();
    assert!(errors.of("mandate_revoked_why").is_some());
    let foreign = Entry {
        mandate_file: some("8"),
        ..checked()
    };
    let errors = put(&foreign, &Record::default()).unwrap_err();
    assert!(errors.of("mandate_file").is_some());
}
