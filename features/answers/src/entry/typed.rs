//! What was typed into an entry's form, weighed: each wrong field says what to do. Pure.

use tongli_kernel::{Day, DepartmentId, FieldErrors, Said, StaffId};

use super::Kind;

/// Characters of a title.
const LONGEST_TITLE: usize = 120;
/// Characters of a text: what somebody inserts is read before it is sent.
pub const LONGEST_BODY: usize = 4_000;
/// Characters of a tag, and how many there are.
const LONGEST_TAG: usize = 20;
const MOST_TAGS: usize = 10;
/// Characters of a reason.
const LONGEST_REASON: usize = 300;

/// What an entry says, and what is known about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    pub kind: Kind,
    pub title: String,
    pub body: String,
    /// Empty where nobody wrote it in English.
    pub title_en: String,
    pub body_en: String,
    /// Separated by one blank.
    pub tags: String,
    pub department: Option<DepartmentId>,
    pub owner: Option<StaffId>,
    /// The last day on which it holds.
    pub valid_until: Option<Day>,
}

/// The same as typed; `None` where a name led to nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typed<'a> {
    pub kind: &'a str,
    pub title: &'a str,
    pub body: &'a str,
    pub title_en: &'a str,
    pub body_en: &'a str,
    pub tags: &'a str,
    pub valid_until: &'a str,
}

/// How many characters somebody counts.
fn length(text: &str) -> usize {
    text.chars().count()
}

fn too_long(field: &'static str, text: &str, most: usize, errors: &mut FieldErrors) {
    let has = length(text);
    if has > most {
        let said = Said::new("answers-too-long")
            .with("has", has)
            .with("most", most);
        errors.add(field, said);
    }
}

/// Weighs what was typed on a day. Department and owner are persons and places that the
/// caller has looked up.
pub fn check(
    typed: Typed<'_>,
    department: Option<DepartmentId>,
    owner: Option<StaffId>,
    today: Day,
    errors: &mut FieldErrors,
) -> Option<Content> {
    let kind = Kind::from_code(typed.kind.trim());
    if kind.is_none() {
        errors.add("kind", Said::new("answers-kind-missing"));
    }
    for (field, text, most, missing) in [
        ("title", typed.title, LONGEST_TITLE, "answers-title-missing"),
        ("body", typed.body, LONGEST_BODY, "answers-body-missing"),
    ] {
        if text.trim().is_empty() {
            errors.add(field, Said::new(missing));
        }
        too_long(field, text.trim(), most, errors);
    }
    too_long("title_en", typed.title_en.trim(), LONGEST_TITLE, errors);
    too_long("body_en", typed.body_en.trim(), LONGEST_BODY, errors);
    if typed.title_en.trim().is_empty() != typed.body_en.trim().is_empty() {
        let field = if typed.title_en.trim().is_empty() {
            "title_en"
        } else {
            "body_en"
        };
        errors.add(field, Said::new("answers-english-half"));
    }
    let tags = tags(typed.tags, errors);
    let valid_until = valid_until(typed.valid_until, kind, today, errors);
    if kind == Some(Kind::Answer) && owner.is_none() && errors.of("owner").is_none() {
        errors.add("owner", Said::new("answers-owner-missing"));
    }
    // PostgreSQL keeps no such sign in a text.
    let clean = |text: &str| text.trim().replace('\0', "");
    let one_line = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        clean(&words.join(" "))
    };
    errors.is_empty().then_some(())?;
    Some(Content {
        kind: kind?,
        title: one_line(typed.title),
        body: clean(typed.body),
        title_en: one_line(typed.title_en),
        body_en: clean(typed.body_en),
        tags,
        department,
        owner,
        valid_until,
    })
}

/// Each tag once, in their order, however they were separated.
fn tags(typed: &str, errors: &mut FieldErrors) -> String {
    let mut found: Vec<&str> = Vec::new();
    let parts = typed.split(|one: char| one.is_whitespace() || ",，、;；#\0".contains(one));
    for tag in parts.filter(|part| !part.is_empty()) {
        if !found.contains(&tag) {
            found.push(tag);
        }
    }
    if found.len() > MOST_TAGS || found.iter().any(|tag| length(tag) > LONGEST_TAG) {
        let said = Said::new("answers-tags-many")
            .with("most", MOST_TAGS)
            .with("each", LONGEST_TAG);
        errors.add("tags", said);
    }
    found.join(" ")
}

fn valid_until(
    typed: &str,
    kind: Option<Kind>,
    today: Day,
    errors: &mut FieldErrors,
) -> Option<Day> {
    let typed = typed.trim();
    let refused = if typed.is_empty() {
        (kind == Some(Kind::Answer)).then(|| Said::new("answers-until-missing"))
    } else {
        match typed.parse::<Day>() {
            Ok(day) if day < today => Some(Said::new("answers-until-past").with("day", today)),
            Ok(day) => return Some(day),
            Err(()) => Some(Said::new("answers-until-unreadable")),
        }
    };
    if let Some(said) = refused {
        errors.add("valid_until", said);
    }
    None
}

/// Why an entry is withdrawn or put back: needed, and short.
pub fn check_reason(typed: &str) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    let typed = typed.trim();
    if typed.is_empty() {
        errors.add("reason", Said::new("answers-reason-missing"));
    }
    too_long("reason", typed, LONGEST_REASON, &mut errors);
    errors.or_else(|| typed.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use proptest::prelude::*;

    use super::*;

    fn today() -> Day {
        "2026-09-28".parse().unwrap()
    }

    const GOOD: Typed<'_> = Typed {
        kind: "answer",
        title: " 住院要带  什么？ ",
        body: "身份证、医保卡。\n",
        title_en: "",
        body_en: "",
        tags: "住院,入院 住院、材料",
        valid_until: "2026-12-31",
    };

    fn weighed(typed: Typed<'_>, owner: Option<i64>) -> Result<Content, Vec<(String, String)>> {
        let mut errors = FieldErrors::default();
        let found = check(typed, None, owner.map(StaffId::new), today(), &mut errors);
        let told = errors
            .iter()
            .map(|(field, said)| (field.to_owned(), said.key.to_string()));
        found.ok_or_else(|| told.collect())
    }

    fn wrong(typed: Typed<'_>, owner: Option<i64>) -> Vec<(String, String)> {
        weighed(typed, owner).unwrap_err()
    }

    fn one(field: &str, key: &str) -> Vec<(String, String)> {
        vec![(field.to_owned(), key.to_owned())]
    }

    #[test]
    fn what_is_typed_is_kept_tidy() {
        let content = weighed(GOOD, Some(7)).unwrap();
        assert_eq!(content.title, "住院要带 什么？");
        assert_eq!(content.body, "身份证、医保卡。");
        assert_eq!(content.tags, "住院 入院 材料");
        assert_eq!(content.valid_until, "2026-12-31".parse().ok());
    }

    #[test]
    fn each_wrong_field_says_why() {
        let title = Typed { title: " ", ..GOOD };
        assert_eq!(wrong(title, Some(7)), one("title", "answers-title-missing"));
        let pasted = "长".repeat(20_000);
        let long = Typed {
            body: &pasted,
            ..GOOD
        };
        assert_eq!(wrong(long, Some(7)), one("body", "answers-too-long"));
        let of = |until| Typed {
            valid_until: until,
            ..GOOD
        };
        let key = |until| wrong(of(until), Some(7));
        assert_eq!(key("2026-09-27"), one("valid_until", "answers-until-past"));
        assert_eq!(key("明年"), one("valid_until", "answers-until-unreadable"));
        assert_eq!(key(""), one("valid_until", "answers-until-missing"));
        assert!(
            weighed(of("2026-09-28"), Some(7)).is_ok(),
            "it holds through its last day"
        );
        assert_eq!(wrong(GOOD, None), one("owner", "answers-owner-missing"));
        let half = Typed {
            body_en: "Your card.",
            ..GOOD
        };
        assert_eq!(
            wrong(half, Some(7)),
            one("title_en", "answers-english-half")
        );
        let many = "一 二 三 四 五 六 七 八 九 十 百";
        let many = Typed { tags: many, ..GOOD };
        assert_eq!(wrong(many, Some(7)), one("tags", "answers-tags-many"));
    }

    #[test]
    fn a_script_needs_neither_owner_nor_end() {
        let script = Typed {
            kind: "script",
            valid_until: "",
            ..GOOD
        };
        assert!(weighed(script, None).is_ok());
        let none = Typed { kind: "", ..GOOD };
        assert_eq!(wrong(none, Some(7)), one("kind", "answers-kind-missing"));
    }

    #[test]
    fn a_reason_is_needed() {
        assert_eq!(check_reason(" 过时了 ").unwrap(), "过时了");
        assert!(check_reason(" ").is_err());
        assert!(check_reason(&"a".repeat(301)).is_err());
    }

    proptest! {
        /// Whatever is typed is either kept within its limits or refused with a word.
        #[test]
        fn nothing_passes_that_is_longer_than_it_may_be(
            title in "\\PC{0,200}", body in "\\PC{0,60}", tags in "[一二三 ,，]{0,60}",
        ) {
            let typed = Typed { title: &title, body: &body, tags: &tags, ..GOOD };
            match weighed(typed, Some(7)) {
                Ok(content) => {
                    prop_assert!((1..=LONGEST_TITLE).contains(&length(&content.title)));
                    prop_assert!(!content.body.is_empty());
                    prop_assert!(content.tags.split(' ').count() <= MOST_TAGS);
                }
                Err(told) => prop_assert!(!told.is_empty()),
            }
        }
    }
}
