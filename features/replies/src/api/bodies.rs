//! What programs send.

use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct AnswerBody {
    pub(super) version: i64,
    pub(super) mode: String,
    pub(super) spoken_at: Option<String>,
    #[serde(default)]
    pub(super) answers: Vec<OneAnswer>,
    #[serde(default)]
    pub(super) read_back: bool,
    /// How the person who is owed a letter agreed that by word is enough.
    pub(super) by_word_agreed: Option<String>,
    /// The login of whoever spoke; the caller where it is left out.
    pub(super) spoken_by: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct OneAnswer {
    /// The allegation's number in the case.
    pub(super) allegation: i64,
    pub(super) answer: String,
    #[serde(default)]
    pub(super) next_step: String,
    /// Whether the answer holds anything clinical; the category says so where it is left
    /// out.
    pub(super) clinical: Option<bool>,
    /// Why it holds none.
    #[serde(default)]
    pub(super) clinical_reason: String,
    /// The version without clinical content.
    #[serde(default)]
    pub(super) plain: String,
}

/// The scan of the sealed original of a released letter.
#[derive(Deserialize)]
pub(super) struct OriginalBody {
    pub(super) version: i64,
    /// The letter's number in its case.
    pub(super) no: i64,
    /// Of the text the paper bears.
    pub(super) digest: String,
    /// A file of the case.
    pub(super) file: String,
}

/// What is left out stays as it is in the draft.
#[derive(Deserialize)]
pub(super) struct LetterBody {
    pub(super) version: i64,
    pub(super) salutation: Option<String>,
    pub(super) opening: Option<String>,
    pub(super) steps: Option<String>,
    pub(super) result: Option<String>,
    pub(super) routes: Option<Vec<String>>,
    pub(super) contact_name: Option<String>,
    pub(super) contact_phone: Option<String>,
    pub(super) dated: Option<String>,
    /// Why the whole letter holds nothing clinical.
    pub(super) without_clinical: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ApproveBody {
    pub(super) version: i64,
    #[serde(default = "yes")]
    pub(super) ok: bool,
    #[serde(default)]
    pub(super) reason: String,
}

const fn yes() -> bool {
    true
}

#[derive(Deserialize)]
pub(super) struct BareBody {
    pub(super) version: i64,
}

#[derive(Deserialize)]
pub(super) struct DeliverBody {
    pub(super) version: i64,
    pub(super) mode: Option<String>,
    #[serde(default)]
    pub(super) proof: ProofBody,
    pub(super) delivered_at: Option<String>,
}

#[derive(Deserialize, Default)]
pub(super) struct ProofBody {
    /// Id of a file of this case.
    pub(super) file: Option<String>,
    #[serde(default)]
    pub(super) signer: String,
    #[serde(default)]
    pub(super) relation: String,
    #[serde(default)]
    pub(super) message_id: String,
    /// Why the answer is held ready, where nobody can be reached.
    #[serde(default)]
    pub(super) reason: String,
    #[serde(default)]
    pub(super) read_back: bool,
}

#[derive(Deserialize)]
pub(super) struct FollowUpBody {
    pub(super) version: i64,
    pub(super) reached: bool,
    /// How a try without success ended; `no-answer` where it is left out.
    pub(super) outcome: Option<String>,
    pub(super) tried_at: Option<String>,
    /// Earlier tries that are recorded only now.
    #[serde(default)]
    pub(super) tries: Vec<TryBody>,
    pub(super) satisfaction: Option<i64>,
    #[serde(default)]
    pub(super) reason: String,
    #[serde(default)]
    pub(super) identity_checked: bool,
    #[serde(default)]
    pub(super) rated_by_patient: bool,
    pub(super) understood: Option<bool>,
    pub(super) measures_done: Option<bool>,
    #[serde(default)]
    pub(super) new_demand: String,
    #[serde(default)]
    pub(super) note: String,
    #[serde(default)]
    pub(super) do_not_contact: bool,
}

#[derive(Deserialize)]
pub(super) struct TryBody {
    pub(super) tried_at: String,
    pub(super) outcome: String,
}
