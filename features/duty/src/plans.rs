//! What to do first, as data: plans with their steps, in plain words with a source.

use std::sync::LazyLock;

use serde::Deserialize;
use tongli_kernel::Lang;

use crate::call::Job;

/// What stands in `verified_by` of a plan nobody has compared with the hospital's own.
const NOT_VERIFIED: &str = "not verified";

/// One contingency plan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// `urgent-harm`
    pub code: String,
    pub version: u32,
    title_zh: String,
    title_en: String,
    /// Whom to ring for it, in this order.
    calls: Vec<String>,
    verified_by: String,
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

/// One step, to be ticked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub code: String,
    text_zh: String,
    text_en: String,
    source_zh: String,
    source_en: String,
}

impl Plan {
    pub fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.title_zh,
            Lang::En => &self.title_en,
        }
    }

    /// Whom to ring for it first.
    pub fn calls(&self) -> Vec<Job> {
        self.calls
            .iter()
            .filter_map(|code| Job::from_code(code))
            .collect()
    }

    pub fn is_verified(&self) -> bool {
        self.verified_by != NOT_VERIFIED
    }

    pub fn step(&self, code: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.code == code)
    }
}

impl Step {
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.text_zh,
            Lang::En => &self.text_en,
        }
    }

    pub fn source(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.source_zh,
            Lang::En => &self.source_en,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    plan: Vec<Plan>,
}

static SHIPPED: LazyLock<Vec<Plan>> = LazyLock::new(|| {
    // A test reads the shipped file; without plans the call list still works.
    toml::from_str(include_str!("../data/plans.toml"))
        .map_or_else(|_| Vec::new(), |file: File| file.plan)
});

/// The plans that come with the program.
pub fn plans() -> &'static [Plan] {
    &SHIPPED
}

/// The plan of a code.
pub fn plan(code: &str) -> Option<&'static Plan> {
    plans().iter().find(|plan| plan.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_plans_are_whole() {
        let codes: Vec<&str> = plans().iter().map(|plan| plan.code.as_str()).collect();
        assert_eq!(
            codes,
            ["urgent-harm", "violence", "self-harm", "death", "crowd"]
        );
        for plan in plans() {
            assert_eq!(plan.calls().len(), plan.calls.len(), "{}", plan.code);
            assert!(!plan.is_verified() && plan.steps.len() > 4);
            for step in &plan.steps {
                assert!(step.text(Lang::En).is_ascii(), "{}", step.code);
                assert!(!step.text(Lang::Zh).is_ascii(), "{}", step.code);
                assert!(!step.source(Lang::Zh).is_empty() && !step.source(Lang::En).is_empty());
            }
        }
    }
}
