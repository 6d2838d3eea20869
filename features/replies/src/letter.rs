//! The reply letter (答复函): what stands in it, and what it may not go out
//! without.

use serde::{Deserialize, Serialize};
use tongli_kernel::{FieldErrors, Gate, Id, Moment, Private, Said, StaffId};

use crate::mode::LetterGround;

#[derive(Debug)]
pub struct LetterMark;
pub type LetterId = Id<LetterMark>;

/// The fewest characters that say anything.
pub const LEAST: usize = 5;
/// The most characters of one text.
pub const MOST: usize = 8_000;

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Draft,
    Approved,
    /// Fixed under its digest.
    Released,
    /// Nobody is owed it any more.
    Withdrawn,
}

impl State {
    pub const ALL: [State; 4] = [
        State::Draft,
        State::Approved,
        State::Released,
        State::Withdrawn,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Approved => "approved",
            State::Released => "released",
            State::Withdrawn => "withdrawn",
        }
    }

    /// It is still being written.
    pub const fn is_in_hand(self) -> bool {
        matches!(self, State::Draft | State::Approved)
    }

    pub fn from_code(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// One allegation in the letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    pub seq: i64,
    /// In the person's words.
    pub allegation: String,
    /// Code of the finding; empty where nothing had to be found.
    #[serde(default)]
    pub finding: String,
    pub answer: String,
    /// What follows, or that nothing is needed.
    #[serde(default)]
    pub next_step: String,
    /// Code of the reason why it is not acted on; its answer explains it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub refused: String,
}

impl Point {
    pub fn is_refused(&self) -> bool {
        !self.refused.is_empty()
    }

    /// The word key of the reason why it is not acted on.
    pub fn refused_word(&self) -> String {
        tongli_cases::RefusalReason::from_code(&self.refused)
            .map(tongli_cases::RefusalReason::word)
            .unwrap_or_default()
    }

    /// The word key of its finding.
    pub fn finding_word(&self) -> String {
        tongli_cases::Finding::from_code(&self.finding)
            .map(tongli_cases::Finding::word)
            .unwrap_or_default()
    }
}

/// What stands in a letter. The four elements a written decision must have
/// (42 CFR 482.13(a)(2)) are contact, steps, results and date.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    pub number: String,
    /// 称呼.
    pub salutation: String,
    /// Thanks and regret for the inconvenience, without admission.
    #[serde(default)]
    pub opening: String,
    pub points: Vec<Point>,
    /// 调查过程.
    pub steps: String,
    /// 处理与整改措施.
    pub result: String,
    /// 如不满意的途径, as chosen and worded when it was written.
    pub routes: Vec<String>,
    pub contact_name: String,
    pub contact_phone: String,
    /// The day under the letter.
    pub dated: String,
    /// Who signs: the office of which hospital.
    #[serde(default)]
    pub sender: String,
    /// Whom it was written for; empty in letters that were begun before anybody asked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub addressee: String,
    /// Why the whole letter holds nothing clinical; empty where nobody says so. Left out of
    /// the text where it is empty, so that older letters keep their digest.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub without_clinical: String,
}

impl Body {
    /// Its writer states that it holds nothing clinical.
    pub fn is_without_clinical(&self) -> bool {
        letters(&self.without_clinical) >= LEAST
    }

    /// What it says of the matter, for search: no name, no number, nothing that every
    /// letter says. The opening names whom it is about, and is left out.
    pub fn said(&self) -> String {
        let points = self
            .points
            .iter()
            .flat_map(|one| [&one.answer, &one.next_step]);
        let all = [&self.steps, &self.result].into_iter().chain(points);
        let said: Vec<&str> = all
            .map(|text| text.trim())
            .filter(|text| !text.is_empty())
            .collect();
        said.join("\n")
    }

    /// The text whose digest is fixed at release.
    pub fn canonical(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Lengths only; what is missing is asked at approval, so that a half-written
    /// letter can be kept.
    pub fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        for (field, text) in [
            ("salutation", &self.salutation),
            ("opening", &self.opening),
            ("steps", &self.steps),
            ("result", &self.result),
            ("without_clinical", &self.without_clinical),
        ] {
            let have = letters(text);
            if have > MOST {
                errors.add(
                    field,
                    Said::new("replies-text-long")
                        .with("most", MOST)
                        .with("have", have),
                );
            }
        }
        let stated = letters(&self.without_clinical);
        if stated > 0 && stated < LEAST {
            let said = Said::new("replies-clinical-reason").with("least", LEAST);
            errors.add("without_clinical", said);
        }
        errors.or_else(|| ())
    }

    /// What the letter may not go out without.
    pub fn gates(&self) -> Vec<Gate> {
        let mut gates = Vec::new();
        let mut need = |missing: bool, gate: &'static str, key: &'static str| {
            if missing {
                gates.push(Gate::new(gate, Said::new(key)));
            }
        };
        need(
            letters(&self.salutation) == 0,
            "salutation",
            "replies-gate-salutation",
        );
        need(letters(&self.steps) < LEAST, "steps", "replies-gate-steps");
        need(
            letters(&self.result) < LEAST,
            "result",
            "replies-gate-result",
        );
        need(self.routes.is_empty(), "routes", "replies-gate-routes");
        need(
            letters(&self.contact_name) == 0 || letters(&self.contact_phone) == 0,
            "contact",
            "replies-gate-contact",
        );
        need(self.dated.is_empty(), "date", "replies-gate-date");
        need(self.points.is_empty(), "answer", "replies-gate-points");
        gates.extend(point_gates(&self.points));
        gates
    }
}

/// Every allegation answered, with what follows.
pub fn point_gates(points: &[Point]) -> Vec<Gate> {
    let mut gates = Vec::new();
    // Why something is not acted on was decided by two people already.
    for point in points.iter().filter(|point| !point.is_refused()) {
        if letters(&point.answer) < LEAST {
            gates.push(Gate::new(
                "answer",
                Said::new("replies-gate-answer").with("seq", point.seq),
            ));
        }
        if letters(&point.next_step) == 0 {
            gates.push(Gate::new(
                "next-step",
                Said::new("replies-gate-next-step").with("seq", point.seq),
            ));
        }
    }
    gates
}

/// The routes of a person who is not satisfied, in the order in which the letter
/// names them (Regulation 701 art. 22 and 23).
pub const ROUTES: [&str; 4] = ["new-evidence", "mediation", "authority", "court"];

/// A letter as it is stored.
#[derive(Debug, Clone)]
pub struct Letter {
    pub id: LetterId,
    pub case_id: i64,
    pub round: i64,
    pub no: i64,
    pub state: State,
    /// Why it was begun; nothing where somebody simply chose to write one.
    pub ground: Option<LetterGround>,
    pub body: Private<Body>,
    pub digest: Option<String>,
    pub drafted_by: Option<StaffId>,
    pub drafted_at: Moment,
    pub approved_by: Option<StaffId>,
    pub approved_at: Option<Moment>,
    pub released_by: Option<StaffId>,
    pub released_at: Option<Moment>,
    pub refusal: Option<Private<String>>,
    pub version: i64,
}

pub fn letters(text: &str) -> usize {
    text.trim().chars().count()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use proptest::prelude::*;

    use super::*;

    fn whole() -> Body {
        Body {
            number: "TS-20260928-0007".to_owned(),
            salutation: "李先生：".to_owned(),
            opening: "感谢您的来信。".to_owned(),
            points: vec![Point {
                seq: 1,
                allegation: "夜间呼叫无人应答".to_owned(),
                finding: "partly_upheld".to_owned(),
                answer: "当晚两次呼叫，二十一分钟后应答。".to_owned(),
                next_step: "夜间增派一名护士".to_owned(),
                refused: String::new(),
            }],
            steps: "调取呼叫记录，询问当班护士。".to_owned(),
            result: "已增派夜班护士，十月起执行。".to_owned(),
            routes: ROUTES.iter().map(|route| (*route).to_owned()).collect(),
            contact_name: "王敏".to_owned(),
            contact_phone: "0531-8000000".to_owned(),
            dated: "2026-10-12".to_owned(),
            sender: String::new(),
            addressee: String::new(),
            without_clinical: String::new(),
        }
    }

    fn gates(body: &Body) -> Vec<&'static str> {
        body.gates().iter().map(|gate| gate.gate).collect()
    }

    #[test]
    fn a_whole_letter_passes_every_gate() {
        assert!(gates(&whole()).is_empty());
    }

    #[test]
    fn each_of_the_four_elements_is_a_gate() {
        let lacking = |change: fn(&mut Body)| {
            let mut body = whole();
            change(&mut body);
            gates(&body)
        };
        assert_eq!(lacking(|body| body.contact_phone.clear()), ["contact"]);
        assert_eq!(lacking(|body| body.steps.clear()), ["steps"]);
        assert_eq!(lacking(|body| body.result = "无".to_owned()), ["result"]);
        assert_eq!(lacking(|body| body.dated.clear()), ["date"]);
        assert_eq!(lacking(|body| body.routes.clear()), ["routes"]);
        assert_eq!(lacking(|body| body.points[0].answer.clear()), ["answer"]);
        assert_eq!(
            lacking(|body| body.points[0].next_step.clear()),
            ["next-step"]
        );
    }

    #[test]
    fn a_letter_without_points_answers_nothing() {
        let mut body = whole();
        body.points.clear();
        assert_eq!(gates(&body), ["answer"]);
    }

    proptest! {
        #[test]
        fn the_fixed_text_opens_to_the_same_letter(steps in ".{0,40}", name in ".{0,10}") {
            let mut body = whole();
            body.steps = steps;
            body.contact_name = name;
            let again: Body = serde_json::from_str(&body.canonical().unwrap()).unwrap();
            prop_assert_eq!(again, body);
        }
    }
}
