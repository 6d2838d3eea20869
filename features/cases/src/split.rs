//! A clue about bribes or gain (廉洁线索) is a matter of its own from the first save.
//! What the person said goes whole to that matter; the ordinary case gets what was
//! written for it, or what its own allegations say. Pure.

use tongli_kernel::Confidentiality;

use crate::case::Allegation;
use crate::change::{AllegationAmendment, Amendment};
use crate::codes::{Category, Kind, Urgency};
use crate::registration::{NewAllegation, NewCase};

/// The series of restricted matters (廉洁): the ordinary ones count on without a hole.
pub const SERIES: &str = "LJ";

/// What one registration becomes; at least one of the two.
#[derive(Debug, Clone)]
pub struct Parts {
    pub rest: Option<NewCase>,
    pub clue: Option<NewCase>,
}

fn said(text: &Option<String>) -> Option<&str> {
    text.as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

impl NewCase {
    /// Whether money, gifts or gain come into it.
    pub fn has_clue(&self) -> bool {
        self.integrity
            || said(&self.integrity_text).is_some()
            || self
                .allegations
                .iter()
                .any(|one| one.category == Some(Category::T09))
    }

    /// The restricted matter and the rest.
    pub fn parts(&self) -> Parts {
        if !self.has_clue() {
            return Parts {
                rest: Some(self.clone()),
                clue: None,
            };
        }
        let (clues, others): (Vec<NewAllegation>, Vec<NewAllegation>) = self
            .allegations
            .iter()
            .cloned()
            .partition(|one| one.category == Some(Category::T09));
        let rest = self.rest(others);
        Parts {
            clue: Some(self.clue(clues, rest.is_some())),
            rest,
        }
    }

    fn rest(&self, others: Vec<NewAllegation>) -> Option<NewCase> {
        let written = said(&self.rest_narrative).map(str::to_owned);
        if written.is_none() && others.is_empty() {
            return None;
        }
        let told = others.iter().map(|one| one.text.trim());
        let narrative = written.clone().unwrap_or_else(|| joined(told));
        let mut rest = NewCase {
            confidentiality: self.confidentiality.min(Confidentiality::Sensitive),
            narrative,
            allegations: others,
            integrity: false,
            integrity_text: None,
            rest_narrative: None,
            ..self.clone()
        };
        if written.is_none() {
            // Nobody has looked these through for the clue.
            rest.demand = None;
            rest.underlying_need = None;
            rest.leader_instruction = None;
            rest.risk_reason = None;
            rest.anonymity_reason = None;
        }
        Some(rest)
    }

    fn clue(&self, mut clues: Vec<NewAllegation>, is_split: bool) -> NewCase {
        let own = said(&self.integrity_text);
        let narrative = match own {
            Some(own) if !self.narrative.contains(own) => {
                format!("{}\n\n{own}", self.narrative.trim())
                    .trim()
                    .to_owned()
            }
            _ => self.narrative.trim().to_owned(),
        };
        let told = own.or((clues.is_empty()).then_some(narrative.as_str()));
        if let Some(text) = told.filter(|text| clues.iter().all(|one| one.text.trim() != *text)) {
            clues.push(NewAllegation {
                text: text.to_owned(),
                category: Some(Category::T09),
                ..NewAllegation::default()
            });
        }
        NewCase {
            kind: Kind::Complaint,
            confidentiality: Confidentiality::Discipline,
            narrative,
            allegations: clues,
            settled_result: None,
            // What calls for measures at once is the rest's, where there is one.
            urgency: if is_split {
                Urgency::Ordinary
            } else {
                self.urgency
            },
            ..self.clone()
        }
    }
}

fn joined<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts.collect::<Vec<_>>().join("\n")
}

/// What an amendment takes out of an ordinary case.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The allegations that move, as they are to be.
    pub moved: Vec<AllegationAmendment>,
    /// What the amendment says of the clue in words of its own.
    pub told: Option<String>,
    /// What stays of the amendment.
    pub rest: Amendment,
    /// What the case tells from now on; `None` where nothing is left of it.
    pub narrative: Option<String>,
}

impl Amendment {
    /// Whether it says that a clue is among what was taken down.
    pub fn has_clue(&self) -> bool {
        said(&self.integrity_text).is_some()
            || self
                .allegations
                .iter()
                .any(|one| one.category == Some(Category::T09))
    }

    /// Parts the clue from what stays of a case with these allegations.
    pub fn take_clue(&self, known: &[Allegation]) -> Taken {
        let is_clue = |one: &AllegationAmendment| one.category == Some(Category::T09);
        let moved: Vec<_> = self
            .allegations
            .iter()
            .filter(|one| is_clue(one))
            .cloned()
            .collect();
        let mut rest = self.clone();
        rest.allegations.retain(|one| !is_clue(one));
        rest.integrity_text = None;
        rest.rest_narrative = None;
        let written = said(&self.rest_narrative).map(str::to_owned);
        if written.is_none() {
            // Nobody has looked these through for the clue.
            rest.demand = None;
            rest.underlying_need = None;
            rest.incident_place = None;
            rest.leader_instruction = None;
            rest.risk_reason = None;
        }
        let stays = known
            .iter()
            .filter(|one| !moved.iter().any(|gone| gone.id == Some(one.id)))
            .map(|one| one.text.trim())
            .chain(
                rest.allegations
                    .iter()
                    .filter(|one| one.id.is_none())
                    .map(|one| one.text.trim()),
            );
        let told = joined(stays);
        Taken {
            narrative: written.or((!told.is_empty()).then_some(told)),
            told: said(&self.integrity_text).map(str::to_owned),
            moved,
            rest,
        }
    }
}

#[cfg(test)]
mod tests;
