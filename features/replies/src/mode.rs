//! How an answer is given, whether a letter is owed, and what proves that it
//! reached the person.

#[cfg(test)]
mod tests;

use tongli_cases::{Channel, StillToTry};
use tongli_kernel::{FieldErrors, Moment, Said};
use tongli_patients::ReplyBy;

use crate::letter::{LEAST, MOST, letters};

/// The way of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    Face,
    Phone,
    Sms,
    Letter,
    /// The 12345 platform or the hospital's own page.
    Platform,
    /// Held ready in the file for somebody nobody can reach.
    OnFile,
}

impl Mode {
    pub const ALL: [Mode; 6] = [
        Mode::Face,
        Mode::Phone,
        Mode::Sms,
        Mode::Letter,
        Mode::Platform,
        Mode::OnFile,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Mode::Face => "face",
            Mode::Phone => "phone",
            Mode::Sms => "sms",
            Mode::Letter => "letter",
            Mode::Platform => "platform",
            Mode::OnFile => "on_file",
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

    /// The ways that stand open: an answer is held ready only where nobody can be
    /// reached.
    pub fn open_to(is_reachable: bool) -> impl Iterator<Item = Mode> {
        Mode::ALL
            .into_iter()
            .filter(move |mode| !is_reachable || *mode != Mode::OnFile)
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
    pub const ALL: [LetterGround; 3] = [
        LetterGround::Wished,
        LetterGround::CameInWriting,
        LetterGround::Ordered,
    ];

    pub fn from_code(code: &str) -> Option<LetterGround> {
        LetterGround::ALL
            .into_iter()
            .find(|ground| ground.code() == code)
    }

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
    /// It was written by the person, and somebody can be written back to.
    pub in_writing: bool,
    pub letter_wished: bool,
    pub letter_ordered: bool,
    /// The person agreed that by word is enough.
    pub by_word_agreed: bool,
    /// Somebody can be told at all.
    pub is_reachable: bool,
    /// What is still to be tried before they count as unreachable; nothing where
    /// nobody has tried yet.
    pub still: Option<StillToTry>,
}

/// Whether a complaint of this channel is one in writing. The public form asks how
/// the person would like to hear of it, and what they chose there goes first.
pub const fn is_written(channel: Channel, reply_by: Option<ReplyBy>) -> bool {
    match channel {
        Channel::Letter
        | Channel::Email
        | Channel::OpinionBox
        | Channel::Petition
        | Channel::HealthAuthority => true,
        Channel::Website | Channel::Qr => {
            matches!(reply_by, None | Some(ReplyBy::Letter | ReplyBy::Mail))
        }
        _ => false,
    }
}

impl Circumstances {
    /// Why the answer is not simply held ready: somebody can be reached, or was not
    /// tried often enough.
    pub fn not_on_file(&self) -> Said {
        match self.still {
            None => Said::new("replies-on-file-reachable"),
            Some(still) => Said::new("replies-on-file-still")
                .with("tries", still.tries)
                .with("days", still.days)
                .with("letter", i64::from(still.letter)),
        }
    }

    /// The first reason for a letter; `None`: by word is enough.
    pub const fn letter_ground(self) -> Option<LetterGround> {
        if self.letter_ordered {
            Some(LetterGround::Ordered)
        } else if self.letter_wished {
            Some(LetterGround::Wished)
        } else if self.is_complaint && self.in_writing && !self.by_word_agreed {
            Some(LetterGround::CameInWriting)
        } else {
            None
        }
    }

    /// Whether the person's agreement can spare the letter: what they wished for or
    /// the director ordered is owed all the same.
    pub const fn may_be_spared(&self) -> bool {
        self.is_complaint && self.in_writing && !self.letter_wished && !self.letter_ordered
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
    /// Nobody can be reached: why it is held ready instead.
    Held(String),
}

impl Proof {
    pub const fn code(&self) -> &'static str {
        match self {
            Proof::ReadBack => "read-back",
            Proof::File(_) => "file",
            Proof::Signer { .. } => "signer",
            Proof::Message(_) => "message",
            Proof::Held(_) => "held",
        }
    }
}

/// A delivery as somebody reports it, before it is believed.
#[derive(Debug, Clone, Default)]
pub struct Claim {
    pub mode: Option<Mode>,
    /// A conversation on record gave this very answer and was read back.
    pub read_back: bool,
    pub file: Option<i64>,
    pub signer: String,
    pub relation: String,
    pub message_id: String,
    /// Why the answer is held ready.
    pub reason: String,
    pub delivered_at: Option<Moment>,
}

/// The most characters of a name or number.
const MOST_NAME: usize = 120;

impl Claim {
    /// What proves this delivery. A tick alone proves nothing: a letter needs who
    /// signed or a file, a message its number, a conversation its record, an answer held
    /// ready its reason.
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
        if mode == Mode::OnFile {
            return self.held(errors);
        }
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
            Mode::Letter | Mode::OnFile => {
                errors.add("signer", Said::new("replies-proof-letter"));
                None
            }
        }
    }

    fn held(self, errors: &mut FieldErrors) -> Option<Proof> {
        let reason = self.reason.trim();
        match letters(reason) {
            have if have < LEAST => {
                errors.add(
                    "reason",
                    Said::new("replies-on-file-reason").with("least", LEAST),
                );
                None
            }
            have if have > MOST => {
                let said = Said::new("replies-text-long")
                    .with("most", MOST)
                    .with("have", have);
                errors.add("reason", said);
                None
            }
            _ => Some(Proof::Held(reason.to_owned())),
        }
    }
}
