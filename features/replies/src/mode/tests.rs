//! Which proof belongs to which way, and when a letter is owed.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use super::*;

const NOW: Moment = Moment::from_millis(1_000);

fn claim(mode: Mode) -> Claim {
    Claim {
        mode: Some(mode),
        delivered_at: Some(NOW),
        ..Claim::default()
    }
}

#[test]
fn a_tick_alone_proves_no_letter() {
    let ticked = Claim {
        read_back: true,
        ..claim(Mode::Letter)
    };
    assert!(ticked.check(NOW).unwrap_err().of("signer").is_some());
}

#[test]
fn a_call_is_proven_by_its_read_back() {
    assert!(claim(Mode::Phone).check(NOW).is_err());
    let read = Claim {
        read_back: true,
        ..claim(Mode::Phone)
    };
    assert_eq!(read.check(NOW).unwrap().1, Proof::ReadBack);
}

#[test]
fn a_message_is_proven_by_its_number_and_not_by_a_read_back() {
    let ticked = Claim {
        read_back: true,
        ..claim(Mode::Sms)
    };
    assert!(ticked.check(NOW).unwrap_err().of("message_id").is_some());
    let numbered = Claim {
        message_id: "SMS-7731".to_owned(),
        ..claim(Mode::Sms)
    };
    assert_eq!(
        numbered.check(NOW).unwrap().1,
        Proof::Message("SMS-7731".to_owned())
    );
}

#[test]
fn whoever_signs_says_who_they_are_to_the_patient() {
    let signed = Claim {
        signer: "李某".to_owned(),
        ..claim(Mode::Letter)
    };
    assert!(
        signed
            .clone()
            .check(NOW)
            .unwrap_err()
            .of("relation")
            .is_some()
    );
    let related = Claim {
        relation: "child".to_owned(),
        ..signed
    };
    assert!(related.check(NOW).is_ok());
}

#[test]
fn an_answer_is_held_ready_with_a_reason_and_not_with_a_signature() {
    let signed = Claim {
        signer: "李某".to_owned(),
        relation: "child".to_owned(),
        ..claim(Mode::OnFile)
    };
    assert!(signed.check(NOW).unwrap_err().of("reason").is_some());
    let said = Claim {
        reason: "匿名来信，没有留下联系方式".to_owned(),
        ..claim(Mode::OnFile)
    };
    assert!(matches!(said.check(NOW).unwrap().1, Proof::Held(_)));
}

#[test]
fn what_was_written_is_answered_in_writing_unless_the_form_asked_otherwise() {
    for channel in [Channel::OpinionBox, Channel::Petition, Channel::Letter] {
        assert!(is_written(channel, Some(ReplyBy::Phone)), "{channel:?}");
    }
    for channel in [Channel::Website, Channel::Qr] {
        assert!(is_written(channel, None));
        assert!(is_written(channel, Some(ReplyBy::Letter)));
        assert!(!is_written(channel, Some(ReplyBy::Phone)));
    }
    assert!(!is_written(Channel::Visit, None));
}

#[test]
fn agreement_spares_the_letter_of_a_written_complaint_and_no_other() {
    let written = Circumstances {
        is_complaint: true,
        in_writing: true,
        by_word_agreed: true,
        ..Circumstances::default()
    };
    assert_eq!(written.letter_ground(), None);
    let wished = Circumstances {
        letter_wished: true,
        ..written
    };
    assert_eq!(wished.letter_ground(), Some(LetterGround::Wished));
    assert!(written.may_be_spared() && !wished.may_be_spared());
}

#[test]
fn nothing_is_delivered_tomorrow() {
    let early = Claim {
        delivered_at: Some(NOW.plus_seconds(1)),
        file: Some(7),
        ..claim(Mode::Letter)
    };
    assert!(early.check(NOW).unwrap_err().of("delivered_at").is_some());
}

#[test]
fn a_letter_is_owed_by_wish_by_writing_or_by_order() {
    let spoken = Circumstances {
        is_complaint: true,
        ..Circumstances::default()
    };
    assert_eq!(spoken.letter_ground(), None);
    let written = Circumstances {
        in_writing: true,
        ..spoken
    };
    assert_eq!(written.letter_ground(), Some(LetterGround::CameInWriting));
    let praise = Circumstances {
        is_complaint: false,
        ..written
    };
    assert_eq!(praise.letter_ground(), None);
    let ordered = Circumstances {
        letter_ordered: true,
        ..praise
    };
    assert_eq!(ordered.letter_ground(), Some(LetterGround::Ordered));
}
