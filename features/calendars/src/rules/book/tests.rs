//! The shipped rules, and what a rules file may not say.

use super::*;
use crate::{Span, Trigger};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn shipped(id: &str) -> Rule {
    let rule = shipped_rules().in_force(id, day("2026-09-28"));
    rule.unwrap().clone()
}

fn refused(change: impl Fn(&mut Rule), id: &str) -> String {
    let mut rule = shipped(id);
    change(&mut rule);
    RuleBook::new(vec![rule]).unwrap_err().to_string()
}

#[test]
fn the_shipped_rules_are_read() {
    let book = RuleBook::parse(include_str!("../../../data/rules.toml")).unwrap();
    assert_eq!(&book, shipped_rules());
    let ids: Vec<&str> = book.rules().iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "C01", "C02", "C03", "C04", "C05", "C06", "C20", "C20S", "C20K", "C23", "C09", "C09B",
            "C10", "C15", "C16", "C16B", "C16C", "C31", "C32"
        ]
    );
}

#[test]
fn titles_and_texts_are_in_both_languages() {
    use tongli_kernel::Lang;
    let rule = shipped("C23");
    assert_eq!(rule.title(Lang::Zh), "月报");
    assert_eq!(rule.title(Lang::En), "Monthly report");
    for rule in shipped_rules().rules() {
        assert!(rule.text(Lang::En).is_ascii(), "{}", rule.id);
        assert!(!rule.text(Lang::Zh).is_ascii(), "{}", rule.id);
    }
}

#[test]
fn the_five_and_ten_days_of_the_order_know_neither_pause_nor_extension() {
    for (id, amount) in [("C03", 5), ("C04", 10)] {
        let rule = shipped(id);
        assert_eq!((rule.amount, rule.unit), (Some(amount), Unit::Workday));
        assert_eq!((rule.whose, rule.calendar), (Whose::Law, CalendarOf::Law));
        assert_eq!(rule.trigger, Trigger::CaseReceived);
        assert!(!rule.pause_allowed && !rule.extension_allowed);
        assert!(rule.may_be_shortened && !rule.may_be_lengthened);
        assert_eq!(rule.escalates_to, ["director", "vice-president"]);
    }
}

#[test]
fn nothing_claims_an_article_nobody_read() {
    // Their articles stand in the two regulations of the State Council, whose full
    // text was read; nobody has compared the rules with the official print yet.
    const READ: &[&str] = &["C09", "C09B", "C10", "C15"];
    for rule in shipped_rules().rules() {
        assert_eq!(rule.basis().verified_by, None, "{}", rule.id);
        assert!(
            rule.article_zh.is_none()
                || rule.whose == Whose::Order
                || READ.contains(&rule.id.as_str()),
            "{}",
            rule.id
        );
    }
}

#[test]
fn hours_run_from_the_minute_of_death_and_of_discovery() {
    for (id, amount, trigger) in [
        ("C09", 48, Trigger::Death),
        ("C15", 12, Trigger::Discovery),
        ("C16B", 12, Trigger::Discovery),
        ("C16C", 2, Trigger::Discovery),
    ] {
        let rule = shipped(id);
        assert_eq!((rule.amount, rule.unit), (Some(amount), Unit::Hour), "{id}");
        assert_eq!(rule.trigger, trigger, "{id}");
        assert!(!rule.may_be_set() && !rule.pause_allowed, "{id}");
    }
    let days = [("C09B", 7), ("C10", 14), ("C16", 15)];
    for (id, amount) in days {
        let rule = shipped(id);
        assert_eq!((rule.amount, rule.unit), (Some(amount), Unit::Day), "{id}");
    }
}

#[test]
fn a_law_is_shortened_and_never_lengthened() {
    let law = shipped("C03");
    assert_eq!(law.with_amount(3).unwrap().amount, Some(3));
    assert_eq!(law.with_amount(5).unwrap(), law);
    assert!(law.with_amount(6).is_err());
    assert!(law.with_amount(0).is_err());
    assert!(
        shipped("C01").with_amount(1).is_err(),
        "a visit has no amount"
    );
    assert_eq!(shipped("C05").with_amount(3).unwrap().amount, Some(3));
    assert!(shipped("C02").with_amount(2).is_err());
}

#[test]
fn an_order_names_its_own_limit() {
    let order = shipped("C20");
    assert_eq!(order.amount_of(Span::Ordinary), None);
    assert_eq!(order.with_amount(3).unwrap().amount, Some(3));
    assert!(order.with_amount(LONGEST_AMOUNT + 1).is_err());
}

#[test]
fn key_cases_are_followed_up_sooner_and_never_later_than_others() {
    let rule = shipped("C06");
    assert_eq!(rule.amount_of(Span::Ordinary), Some(7));
    assert_eq!(rule.amount_of(Span::Key), Some(3));
    assert_eq!(rule.with_amount(2).unwrap().amount_of(Span::Key), Some(2));
    assert_eq!(shipped("C03").amount_of(Span::Key), Some(5));
}

#[test]
fn a_rule_against_its_own_nature_is_refused() {
    let cases = [
        (refused(|rule| rule.pause_allowed = true, "C03"), "article"),
        (
            refused(|rule| rule.extension_allowed = true, "C04"),
            "article",
        ),
        (
            refused(|rule| rule.may_be_lengthened = true, "C03"),
            "lengthened",
        ),
        (
            refused(|rule| rule.calendar = CalendarOf::House, "C03"),
            "law calendar",
        ),
        (refused(|rule| rule.amount = None, "C03"), "needs an amount"),
        (refused(|rule| rule.amount = Some(0), "C02"), "at least 1"),
        (
            refused(|rule| rule.amount = Some(2_000), "C02"),
            "too large",
        ),
        (refused(|rule| rule.amount = Some(1), "C01"), "visit"),
        (
            refused(|rule| rule.amount_key = Some(8), "C06"),
            "key cases",
        ),
        (
            refused(|rule| rule.amount_key = Some(1), "C20"),
            "amount_key",
        ),
        (
            refused(|rule| rule.effective_to = Some(day("2019-01-01")), "C02"),
            "ends before",
        ),
        (refused(|rule| rule.title_en = " ".into(), "C02"), "title"),
        (
            refused(|rule| rule.verified_by.clear(), "C02"),
            "verified_by",
        ),
        (refused(|rule| rule.version = 0, "C02"), "version"),
    ];
    for (said, expected) in cases {
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn an_article_may_allow_a_pause() {
    let mut rule = shipped("C03");
    rule.pause_allowed = true;
    rule.article_zh = Some("第三十八条".to_owned());
    assert!(RuleBook::new(vec![rule]).is_ok());
}

#[test]
fn versions_follow_one_another_and_never_overlap() {
    let mut old = shipped("C05");
    old.effective_to = Some(day("2026-12-31"));
    let mut new = shipped("C05");
    (new.version, new.amount, new.effective_from) = (2, Some(1), day("2027-01-01"));
    let book = RuleBook::new(vec![old.clone(), new.clone()]).unwrap();
    let on = |text| book.in_force("C05", day(text)).map(|rule| rule.version);
    assert_eq!(on("2026-12-31"), Some(1));
    assert_eq!(on("2027-01-01"), Some(2));
    assert_eq!(on("2019-04-09"), None);
    assert_eq!(book.version("C05", 1), Some(&old));

    old.effective_to = Some(day("2027-01-01"));
    let overlap = RuleBook::new(vec![new.clone(), old]).unwrap_err();
    assert!(overlap.to_string().contains("two versions"));
    let twice = RuleBook::new(vec![new.clone(), new]).unwrap_err();
    assert!(twice.to_string().contains("twice"));
}

#[test]
fn an_unknown_key_refuses_the_file() {
    let text = include_str!("../../../data/rules.toml").replacen("amount = 1", "amont = 1", 1);
    let said = RuleBook::parse(&text).unwrap_err().to_string();
    assert!(said.contains("amont"), "{said}");
}
