#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use tongli_kernel::{Confidentiality, Id};

use super::*;
use crate::codes::{Channel, Risk};

/// The word no ordinary case may hold.
const CLUE: &str = "红包两千";

fn allegation(text: &str, category: Option<Category>) -> NewAllegation {
    NewAllegation {
        text: text.to_owned(),
        category,
        departments: vec!["GK2".to_owned()],
        respondents: vec!["王主任".to_owned()],
        ..NewAllegation::default()
    }
}

/// Every way of saying it: which allegations, a tick, words of its own, a narrative for
/// the rest.
fn every_way() -> Vec<NewCase> {
    let mut all = Vec::new();
    for bits in 0..64_u32 {
        let on = |bit: u32| bits & (1 << bit) != 0;
        let narrative = format!("等了三小时，后来医生要了{CLUE}。");
        let kind = if on(5) {
            Kind::Enquiry
        } else {
            Kind::Complaint
        };
        let mut new = NewCase::new(kind, Channel::Visit, narrative);
        for (bit, text, category) in [
            (0, "收红包两千", Some(Category::T09)),
            (1, "等候三小时", Some(Category::T05)),
        ] {
            if on(bit) {
                new.allegations.push(allegation(text, category));
            }
        }
        new.integrity = on(2);
        new.integrity_text = on(3).then(|| format!("医生收了{CLUE}"));
        new.rest_narrative = on(4).then(|| "等了三小时没有人解释。".to_owned());
        new.demand = Some(if on(4) {
            "道歉".into()
        } else {
            format!("退还{CLUE}")
        });
        new.settled_result = Some("当场说明".to_owned());
        new.risks = vec![Risk::Violence];
        all.push(new);
    }
    all
}

#[test]
fn no_way_of_saying_it_leaves_the_clue_in_the_ordinary_case() {
    for new in every_way() {
        let parts = new.parts();
        assert_eq!(parts.clue.is_some(), new.has_clue(), "{new:?}");
        assert!(parts.clue.is_some() || parts.rest.is_some());
        if let (true, Some(rest)) = (new.has_clue(), &parts.rest) {
            assert!(!format!("{rest:?}").contains(CLUE), "{rest:?}");
            assert!(!rest.has_clue(), "{rest:?}");
            assert!(rest.confidentiality < Confidentiality::Discipline);
            let kept = rest
                .allegations
                .iter()
                .all(|one| one.category != Some(Category::T09));
            assert!(kept && rest.kind == new.kind && rest.settled_result == new.settled_result);
        }
        if let Some(clue) = parts.clue {
            assert!(clue.narrative.contains(&new.narrative), "{clue:?}");
            assert!(!clue.allegations.is_empty() && clue.settled_result.is_none());
            let closed = clue
                .allegations
                .iter()
                .all(|one| one.category == Some(Category::T09));
            assert!(closed && clue.kind == Kind::Complaint);
            assert_eq!(clue.demand, new.demand);
        }
    }
}

#[test]
fn what_names_no_clue_stays_as_it_was_told() {
    let new = NewCase::new(Kind::Complaint, Channel::Visit, "夜间无人应答");
    let parts = new.parts();
    assert!(parts.clue.is_none());
    assert_eq!(parts.rest.unwrap().narrative, "夜间无人应答");
}

#[test]
fn the_clue_alone_makes_no_ordinary_case() {
    let mut new = NewCase::new(Kind::Complaint, Channel::Visit, "主刀收了红包");
    new.integrity = true;
    let parts = new.parts();
    assert!(parts.rest.is_none());
    assert_eq!(parts.clue.unwrap().allegations[0].text, "主刀收了红包");
}

#[test]
fn an_amendment_gives_the_clue_away_whole_and_keeps_the_rest() {
    let case = crate::life::blank(Kind::Complaint);
    let known: Vec<Allegation> = [(1, "收红包两千"), (2, "等候三小时")]
        .map(|(seq, text)| Allegation::new(Id::new(seq), case.id, seq, text.to_owned(), None))
        .to_vec();
    let mut new = Amendment::of(&case);
    new.demand = Some(format!("退还{CLUE}"));
    new.allegations = vec![AllegationAmendment {
        id: Some(Id::new(1)),
        text: String::new(),
        category: Some(Category::T09),
        severity: None,
        departments: Vec::new(),
        respondents: Vec::new(),
    }];
    assert!(new.has_clue());
    let taken = new.take_clue(&known);
    assert_eq!(taken.narrative.as_deref(), Some("等候三小时"));
    assert_eq!(taken.moved.len(), 1);
    assert!(taken.rest.allegations.is_empty() && taken.rest.demand.is_none());
    let alone = new.take_clue(&known[..1]);
    assert_eq!(alone.narrative, None);
    new.rest_narrative = Some("等了三小时。".to_owned());
    new.demand = Some("道歉".to_owned());
    let written = new.take_clue(&known);
    assert_eq!(written.narrative.as_deref(), Some("等了三小时。"));
    assert_eq!(written.rest.demand.as_deref(), Some("道歉"));
}
