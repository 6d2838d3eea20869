//! Answers as somebody enters them, put to the allegations of the case, and the
//! letter that follows from them.

use std::collections::BTreeSet;

use tongli_cases::Allegation;
use tongli_kernel::{FieldErrors, Gate, Said, StaffId, Viewer};

use crate::contents::ContentTyped;
use crate::letter::{LEAST, MOST, Point, letters};

/// One answer as it was sent: which allegation by its number. Where a case has no
/// allegations, number 0 is the answer to the whole.
#[derive(Debug, Clone, Default)]
pub struct AnswerTyped {
    pub seq: i64,
    pub answer: String,
    pub next_step: String,
    pub content: ContentTyped,
}

/// One answer that holds.
#[derive(Debug, Clone)]
pub struct Answered {
    pub allegation: Option<Allegation>,
    pub point: Point,
    /// It differs from what stood there.
    pub is_new: bool,
    pub content: ContentTyped,
}

/// Checks answers against the allegations of the case. Some may be written now and
/// the others later; none twice.
pub fn check(typed: &[AnswerTyped], of: &[Allegation]) -> Result<Vec<Answered>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut answered = Vec::new();
    let mut seen = BTreeSet::new();
    if typed.is_empty() {
        errors.add("answers", Said::new("replies-answers-missing"));
    }
    for (at, one) in typed.iter().enumerate() {
        let field = |name: &str| format!("answers[{at}].{name}");
        let allegation = of
            .iter()
            .find(|allegation| allegation.seq == one.seq && !allegation.is_refused());
        let whole = of.is_empty() && one.seq == 0;
        if (allegation.is_none() && !whole) || !seen.insert(one.seq) {
            let said = Said::new("replies-answer-allegation").with("seq", one.seq);
            errors.add(field("allegation"), said);
            continue;
        }
        let have = letters(&one.answer);
        if have < LEAST {
            let said = Said::new("replies-gate-answer").with("seq", one.seq);
            errors.add(field("answer"), said);
        } else if have > MOST {
            let said = Said::new("replies-text-long")
                .with("most", MOST)
                .with("have", have);
            errors.add(field("answer"), said);
        }
        one.content.check(field, &mut errors);
        answered.push(put(one, allegation));
    }
    errors.or_else(|| answered)
}

fn put(typed: &AnswerTyped, allegation: Option<&Allegation>) -> Answered {
    let (answer, step) = (typed.answer.trim(), typed.next_step.trim());
    let (old_answer, old_step) = allegation.map_or(("", ""), |one| {
        (
            one.answer.as_deref().unwrap_or_default(),
            one.next_step.as_deref().unwrap_or_default(),
        )
    });
    // A step left out is not a step taken away.
    let step = if step.is_empty() { old_step } else { step };
    Answered {
        allegation: allegation.cloned(),
        content: typed.content.clone(),
        is_new: allegation.is_some() && (old_answer != answer || old_step != step),
        point: Point {
            answer: answer.to_owned(),
            next_step: step.to_owned(),
            ..allegation.map(point).unwrap_or_default()
        },
    }
}

/// An allegation as a point of a letter.
pub fn point(one: &Allegation) -> Point {
    if let Some(refusal) = one.refusal.as_ref().filter(|it| it.is_decided()) {
        return Point {
            seq: one.seq,
            allegation: one.text.clone(),
            answer: refusal.ground.explanation.clone(),
            next_step: refusal.ground.instead.clone().unwrap_or_default(),
            refused: refusal.ground.reason.code().to_owned(),
            ..Point::default()
        };
    }
    Point {
        seq: one.seq,
        allegation: one.text.clone(),
        finding: one
            .finding
            .map(|finding| finding.code().to_owned())
            .unwrap_or_default(),
        answer: one.answer.clone().unwrap_or_default(),
        next_step: one.next_step.clone().unwrap_or_default(),
        refused: String::new(),
    }
}

/// All allegations as points.
pub fn points(allegations: &[Allegation]) -> Vec<Point> {
    allegations.iter().map(point).collect()
}

/// Nobody approves what they drafted.
pub fn same_hand_gate(viewer: &Viewer, drafter: Option<StaffId>) -> Option<Gate> {
    (drafter.is_some() && drafter == viewer.staff())
        .then(|| Gate::new("second_person", Said::new("replies-gate-second-person")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use tongli_cases::Category;
    use tongli_kernel::{Id, Lang, Tenant, ViewerKind};

    use super::*;

    fn allegation(seq: i64, answer: Option<&str>) -> Allegation {
        Allegation {
            id: Id::new(seq),
            case_id: Id::new(1),
            seq,
            text: "夜间呼叫无人应答".to_owned(),
            category: Some(Category::T01),
            severity: None,
            departments: Vec::new(),
            respondents: Vec::new(),
            finding: None,
            finding_reason: None,
            answer: answer.map(str::to_owned),
            next_step: answer.map(|_| "无需后续".to_owned()),
            refusal: None,
        }
    }

    fn typed(seq: i64, answer: &str) -> AnswerTyped {
        AnswerTyped {
            seq,
            answer: answer.to_owned(),
            ..AnswerTyped::default()
        }
    }

    #[test]
    fn the_same_answer_again_changes_nothing() {
        let of = [allegation(1, Some("当晚已安排专人值守"))];
        let same = check(&[typed(1, " 当晚已安排专人值守 ")], &of).unwrap();
        assert!(!same[0].is_new);
        assert_eq!(same[0].point.next_step, "无需后续");
        let other = check(&[typed(1, "当晚两人值守，一人外出")], &of).unwrap();
        assert!(other[0].is_new);
    }

    #[test]
    fn an_answer_names_a_known_allegation_once_and_says_something() {
        let of = [allegation(1, None)];
        for (answers, field) in [
            (vec![typed(2, "没有这一条的答复")], "answers[0].allegation"),
            (vec![typed(1, "好的")], "answers[0].answer"),
            (
                vec![typed(1, "已经核实清楚"), typed(1, "再说一遍清楚")],
                "answers[1].allegation",
            ),
            (vec![], "answers"),
        ] {
            assert!(
                check(&answers, &of).unwrap_err().of(field).is_some(),
                "{field}"
            );
        }
    }

    #[test]
    fn an_enquiry_without_allegations_is_answered_as_a_whole() {
        let whole = check(&[typed(0, "异地结算需带社保卡")], &[]).unwrap();
        assert!(whole[0].allegation.is_none() && !whole[0].is_new);
        assert!(check(&[typed(0, "异地结算需带社保卡")], &[allegation(1, None)]).is_err());
    }

    #[test]
    fn nobody_approves_their_own_draft() {
        let viewer = Viewer {
            kind: ViewerKind::Staff(Id::new(7)),
            ..Viewer::public(Tenant(1), Lang::Zh)
        };
        assert!(same_hand_gate(&viewer, Some(Id::new(7))).is_some());
        assert!(same_hand_gate(&viewer, Some(Id::new(8))).is_none());
        assert!(same_hand_gate(&viewer, None).is_none());
    }
}
