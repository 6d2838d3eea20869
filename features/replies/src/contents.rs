//! Whether an answer holds anything clinical, and the version of it that does not: what
//! may leave to somebody who may hear only how far the matter is.

use tongli_addressees::{MayLeave, Standing, Told};
use tongli_cases::{Allegation, Case, Category};
use tongli_kernel::{FieldErrors, Gate, Private, Said};
use tongli_store::sha256;

use crate::letter::{LEAST, MOST, Point, letters};

/// What the writer says about an answer's content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContentTyped {
    /// Nothing where the category decides.
    pub clinical: Option<bool>,
    /// Why it holds nothing clinical.
    pub reason: String,
    /// The version without clinical content.
    pub plain: String,
}

/// The same as it stands.
#[derive(Debug, Clone)]
pub struct Content {
    pub id: i64,
    pub seq: i64,
    /// Of the answer it was said about.
    pub digest: String,
    pub clinical: Option<bool>,
    pub reason: Option<Private<String>>,
    pub plain: Option<Private<String>>,
}

impl ContentTyped {
    pub fn is_empty(&self) -> bool {
        *self == ContentTyped::default()
    }

    /// Every field that does not hold, under the name of its place.
    pub fn check(&self, field: impl Fn(&str) -> String, errors: &mut FieldErrors) {
        let (reason, plain) = (letters(&self.reason), letters(&self.plain));
        if self.clinical == Some(false) && reason < LEAST {
            let said = Said::new("replies-clinical-reason").with("least", LEAST);
            errors.add(field("clinical_reason"), said);
        }
        if plain > 0 && plain < LEAST {
            let said = Said::new("replies-plain-short").with("least", LEAST);
            errors.add(field("plain"), said);
        }
        for (name, have) in [("clinical_reason", reason), ("plain", plain)] {
            if have > MOST {
                let said = Said::new("replies-text-long")
                    .with("most", MOST)
                    .with("have", have);
                errors.add(field(name), said);
            }
        }
    }

    /// Whether it says anything else than what stands there about the same text.
    pub fn differs_from(&self, stands: Option<&Content>, digest: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        let Some(stands) = stands else {
            return true;
        };
        let open = |text: &Option<Private<String>>| {
            text.as_ref()
                .map(|text| text.open().clone())
                .unwrap_or_default()
        };
        stands.clinical != self.clinical
            || open(&stands.reason) != self.reason.trim()
            || open(&stands.plain) != self.plain.trim()
            || stands.digest != digest
    }
}

/// The digest of an answer: what a statement about its content is bound to.
pub fn digest_of(point: &Point) -> String {
    sha256(format!("{}\n{}", point.answer, point.next_step).as_bytes())
}

/// Whether an answer of this category speaks of somebody's health unless its writer
/// states otherwise. Nobody has judged what has no category yet.
pub const fn is_clinical(category: Option<Category>) -> bool {
    match category {
        None => true,
        Some(category) => matches!(
            category,
            Category::T01
                | Category::T02
                | Category::T03
                | Category::T08
                | Category::T10
                | Category::T11
        ),
    }
}

/// An answer and what is known about its content.
#[derive(Debug, Clone)]
pub struct Weighed {
    pub point: Point,
    pub is_clinical: bool,
    pub plain: Option<String>,
}

impl Weighed {
    pub fn of(point: Point, by_default: bool, contents: &[Content]) -> Weighed {
        let content = contents.iter().find(|one| one.seq == point.seq);
        let is_clinical = match content.and_then(|one| one.clinical.zip(Some(one))) {
            // That it holds none was said of this very text; that it holds some stays true
            // until somebody says otherwise.
            Some((false, one)) if one.digest == digest_of(&point) => false,
            Some((true, _)) => true,
            _ => by_default,
        };
        Weighed {
            is_clinical,
            // Written for this very answer: another one, or a rewritten one, has none yet.
            plain: content
                .filter(|one| one.digest == digest_of(&point))
                .and_then(|one| one.plain.as_ref())
                .map(|text| text.open().clone()),
            point,
        }
    }

    /// It would leave with its clinical content.
    pub fn leaks_to(&self, leaves: MayLeave) -> bool {
        // Why something is not acted on has a version for everybody: only that it is so.
        let has_plain = self.plain.is_some() || self.point.is_refused();
        leaves < MayLeave::All && self.is_clinical && !has_plain
    }

    /// The point as it may leave; where no version may, as it is: nothing leaves then.
    pub fn for_leaving(&self, leaves: MayLeave, around: &PlainWords) -> Point {
        let is_whole = leaves == MayLeave::All || !self.is_clinical;
        let refused = Some(&around.refused).filter(|_| self.point.is_refused());
        match self.plain.as_ref().or(refused) {
            Some(plain) if !is_whole => Point {
                seq: self.point.seq,
                allegation: around
                    .allegation
                    .clone()
                    .unwrap_or_else(|| self.point.allegation.clone()),
                finding: String::new(),
                answer: plain.clone(),
                next_step: around.next_step.clone(),
                refused: self.point.refused.clone(),
            },
            _ => self.point.clone(),
        }
    }
}

/// The words around an answer without clinical content.
#[derive(Debug, Clone, Default)]
pub struct PlainWords {
    pub next_step: String,
    /// Said of an allegation that is not acted on, instead of the explanation.
    pub refused: String,
    /// Said instead of the person's words, where somebody else is addressed.
    pub allegation: Option<String>,
}

/// The answers of a case, weighed. A case that was not divided speaks as a whole: of
/// somebody's health where a patient is recorded.
pub fn weigh(
    case: &Case,
    allegations: &[Allegation],
    whole: Option<&Point>,
    contents: &[Content],
) -> Vec<Weighed> {
    if allegations.is_empty() {
        let point = whole.cloned().unwrap_or_default();
        return vec![Weighed::of(point, case.person.is_some(), contents)];
    }
    allegations
        .iter()
        .map(|one| {
            let point = crate::drafting::point(one);
            Weighed::of(point, is_clinical(one.category), contents)
        })
        .collect()
}

/// What stands in the way of these answers leaving.
pub fn gates(standing: Standing, weighed: &[Weighed]) -> Vec<Gate> {
    let leaks: Vec<String> = weighed
        .iter()
        .filter(|one| one.leaks_to(standing.leaves))
        .map(|one| one.point.seq.to_string())
        .collect();
    let mut gates = Vec::new();
    if standing.leaves == MayLeave::Nothing || !leaks.is_empty() {
        gates.extend(Told::gate(standing));
    }
    if standing.leaves == MayLeave::ProcessOnly && !leaks.is_empty() {
        let said = if leaks == ["0"] {
            Said::new("replies-gate-clinical-whole")
        } else {
            Said::new("replies-gate-clinical").with("seqs", leaks.join("、"))
        };
        gates.push(Gate::new("clinical", said));
    }
    gates
}

#[cfg(test)]
mod tests {
    use tongli_addressees::Reason;

    use super::*;

    fn point() -> Point {
        Point {
            seq: 1,
            allegation: "夜间疼痛无人处理".to_owned(),
            finding: "upheld".to_owned(),
            answer: "术后镇痛泵停用，未及时给药".to_owned(),
            next_step: "复查".to_owned(),
            refused: String::new(),
        }
    }

    fn content(clinical: Option<bool>, plain: Option<&str>) -> Content {
        Content {
            id: 1,
            seq: 1,
            digest: digest_of(&point()),
            clinical,
            reason: None,
            plain: plain.map(|text| Private::new(text.to_owned())),
        }
    }

    fn process() -> Standing {
        Standing {
            leaves: MayLeave::ProcessOnly,
            reason: Reason::Companion,
        }
    }

    #[test]
    fn a_clinical_answer_does_not_leave_to_whoever_may_hear_of_the_process() {
        let clinical = [Weighed::of(point(), true, &[])];
        let named: Vec<&str> = gates(process(), &clinical)
            .iter()
            .map(|gate| gate.gate)
            .collect();
        assert_eq!(named, ["standing", "clinical"]);
        let whole = Standing {
            leaves: MayLeave::All,
            reason: Reason::Patient,
        };
        assert!(gates(whole, &clinical).is_empty());
        let nothing = Standing {
            leaves: MayLeave::Nothing,
            reason: Reason::HomeSuspected,
        };
        let harmless = [Weighed::of(point(), false, &[])];
        assert_eq!(gates(nothing, &harmless).len(), 1);
    }

    #[test]
    fn that_it_holds_nothing_clinical_is_said_of_one_text() {
        let none = content(Some(false), None);
        let one = Weighed::of(point(), true, std::slice::from_ref(&none));
        assert!(!one.is_clinical);
        let changed = Point {
            answer: "镇痛泵故障，疼痛评分八分".to_owned(),
            ..point()
        };
        assert!(Weighed::of(changed, true, &[none]).is_clinical);
    }

    #[test]
    fn the_version_without_clinical_content_leaves_instead() {
        let plain = content(None, Some("已逐项核实，结果将告知患者本人"));
        let one = Weighed::of(point(), true, &[plain]);
        assert!(!one.leaks_to(MayLeave::ProcessOnly));
        let words = PlainWords {
            next_step: "请患者本人来办公室".to_owned(),
            ..PlainWords::default()
        };
        let left = one.for_leaving(MayLeave::ProcessOnly, &words);
        assert_eq!(left.answer, "已逐项核实，结果将告知患者本人");
        assert!(left.finding.is_empty() && !left.next_step.contains("复查"));
        assert_eq!(one.for_leaving(MayLeave::All, &words), point());
    }

    #[test]
    fn why_something_is_not_acted_on_stays_with_whoever_may_know() {
        let refused = Point {
            answer: "您所说的术后镇痛，已在2025年作过处理决定".to_owned(),
            refused: "already_handled".to_owned(),
            ..point()
        };
        let one = Weighed::of(refused.clone(), true, &[]);
        assert!(!one.leaks_to(MayLeave::ProcessOnly));
        let words = PlainWords {
            refused: "理由当面告知".to_owned(),
            ..PlainWords::default()
        };
        let left = one.for_leaving(MayLeave::ProcessOnly, &words);
        assert_eq!(left.answer, "理由当面告知");
        assert!(left.is_refused() && left.next_step.is_empty());
        assert_eq!(one.for_leaving(MayLeave::All, &words), refused);
    }

    #[test]
    fn what_nobody_has_classed_counts_as_clinical() {
        assert!(is_clinical(None) && is_clinical(Some(Category::T01)));
        assert!(!is_clinical(Some(Category::T05)));
    }
}
