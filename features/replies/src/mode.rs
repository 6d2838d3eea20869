//! How an answer is given, whether a letter is owed, and what proves that it
//! reached the person.

use tongli_kernel::{FieldErrors, Moment, Said};

/// The way of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    Face,
    Phone,
    Sms,
    Letter,
    /// The 12345 platform or the hospital's own page.
    Platform,
}

impl Mode {
    pub const ALL: [Mode; 5] = [
        Mode::Face,
        Mode::Phone,
        Mode::Sms,
        Mode::Letter,
        Mode::Platform,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Mode::Face => "face",
            Mode::Phone => "phone",
            Mode::Sms => "sms",
            Mode::Letter => "letter",
            Mode::Platform => "platform",
        }
    }

    pub fn from_code(code: &str) -> Option<Mode> {
        Mode::ALL.into_iter().find(|mode| mode.code() == code)
    }

    /// Two people speak, so a read-back is possible and is the proof.
    pub const fn is_spoken(self) -> bool {
        matches!(self, Mode::Face | Mode::Phone)
    }

    pub const fn is_letter(self) -> bool {
        matches!(self, Mode::Letter)
    }
}

/// Why a letter is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterGround {
    /// The person asked for one.
    Wished,
    /// The complaint came in writing.
    CameInWriting,
    /// The director ordered one.
    Ordered,
}

impl LetterGround {
    pub const fn code(self) -> &'static str {
        match self {
            LetterGround::Wished => "wished",
            LetterGround::CameInWriting => "came-in-writing",
            LetterGround::Ordered => "ordered",
        }
    }
}

/// What decides about a letter.
#[derive(Debug, Clone, Copy, Default)]
pub struct Circumstances {
    pub is_complaint: bool,
    /// It came by letter or e-mail.
    pub in_writing: bool,
    pub letter_wished: bool,
    pub letter_ordered: bool,
}

impl Circumstances {
    /// The first reason for a letter; `None`: by word is enough.
    pub const fn letter_ground(self) -> Option<LetterGround> {
        if self.letter_ordered {
            Some(LetterGround::Ordered)
        } else if self.letter_wished {
            Some(LetterGround::Wished)
        } else if self.is_complaint && self.in_writing {
            Some(LetterGround::CameInWriting)
        } else {
            None
        }
    }
}

/// What proves a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// The answer was read back and agreed to in the conversation.
    ReadBack,
    /// A stored file: a signed receipt, a postal slip, a screenshot.
    File(i64),
    /// Somebody signed for it.
    Signer { name: String, relation: String },
    /// The number the message went out under.
    Message(String),
}

impl Proof {
    pub const fn code(&self) -> &'static str {
        match self {
            Proof::ReadBack => "read-back",
            Proof::File(_) => "file",
            Proof::Signer { .. } => "signer",
            Proof::Message(_) => "message",
        }
    }
}

/// A delivery as somebody reports it, before it is believed.
#[derive(Debug, Clone, Default)]
pub struct Claim {
    pub mode: Option<Mode>,
    pub read_back: bool,
    pub file: Option<i64>,
    pub signer: String,
    pub relation: String,
    pub message_id: String,
    pub delivered_at: Option<Moment>,
}

/// The most characters of a name or number.
const MOST_NAME: usize = 120;

impl Claim {
    /// What proves this delivery. A tick alone proves nothing: a letter needs who
    /// signed or a file, a message its number, a conversation its read-back.
    pub fn check(self, now: Moment) -> Result<(Mode, Proof, Moment), FieldErrors> {
        let mut errors = FieldErrors::default();
        let (Some(mode), Some(at)) = (self.mode, self.delivered_at) else {
            if self.mode.is_none() {
                errors.add("mode", Said::new("replies-mode-missing"));
            }
            if self.delivered_at.is_none() {
                errors.add("delivered_at", Said::new("replies-delivered-at-missing"));
            }
            return Err(errors);
        };
        if at > now {
            errors.add("delivered_at", Said::new("replies-delivered-at-future"));
        }
        let proof = self.proof(mode, &mut errors);
        match proof {
            Some(proof) if errors.is_empty() => Ok((mode, proof, at)),
            _ => Err(errors),
        }
    }

    fn proof(self, mode: Mode, errors: &mut FieldErrors) -> Option<Proof> {
        let (signer, relation, message) = (
            self.signer.trim().to_owned(),
            self.relation.trim().to_owned(),
            self.message_id.trim().to_owned(),
        );
        for (field, text) in [("signer", &signer), ("message_id", &message)] {
            if text.chars().count() > MOST_NAME {
                errors.add(
                    field,
                    Said::new("replies-name-long").with("most", MOST_NAME),
                );
            }
        }
        if let Some(file) = self.file {
            return Some(Proof::File(file));
        }
        if !signer.is_empty() {
            if relation.is_empty() {
                errors.add("relation", Said::new("replies-relation-missing"));
            }
            return Some(Proof::Signer {
                name: signer,
                relation,
            });
        }
        match mode {
            Mode::Face | Mode::Phone if self.read_back => Some(Proof::ReadBack),
            Mode::Sms | Mode::Platform if !message.is_empty() => Some(Proof::Message(message)),
            Mode::Face | Mode::Phone => {
                errors.add("read_back", Said::new("replies-proof-spoken"));
                None
            }
            Mode::Sms | Mode::Platform => {
                errors.add("message_id", Said::new("replies-proof-message"));
                None
            }
            Mode::Letter => {
                errors.add("signer", Said::new("replies-proof-letter"));
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
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
}
