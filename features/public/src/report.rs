//! What somebody says through the form: four kinds, and at most five fields.

use tongli_cases::{Channel, Kind, NewCase, PRIVACY_NOTICE};
use tongli_kernel::{FieldErrors, Said};
use tongli_patients::{ContactTyped, NewContact, ReplyBy, Typed, check_contact};

/// What can be chosen, in the order of the page.
pub const KINDS: [Kind; 4] = [
    Kind::Enquiry,
    Kind::Complaint,
    Kind::Praise,
    Kind::Suggestion,
];
const LEAST: usize = 2;
const MOST: usize = 4_000;

/// The fields as typed.
#[derive(Debug, Clone, Copy)]
pub struct ReportTyped<'a> {
    pub kind: &'a str,
    pub narrative: &'a str,
    /// About bribes or gain, for the discipline office alone.
    pub clue: &'a str,
    /// A department's code, or nothing.
    pub department: &'a str,
    pub name: &'a str,
    pub phone: &'a str,
    /// `phone`, `none`, or nothing chosen.
    pub reply: &'a str,
    /// The field no person sees.
    pub topic: &'a str,
}

/// A report that holds.
#[derive(Debug, Clone)]
pub struct Report {
    pub kind: Kind,
    pub narrative: String,
    pub clue: Option<String>,
    pub department: Option<String>,
    pub contact: NewContact,
}

impl Report {
    pub fn check(typed: &ReportTyped<'_>) -> Result<Report, FieldErrors> {
        let mut errors = FieldErrors::default();
        let kind = Kind::from_code(typed.kind).filter(|kind| KINDS.contains(kind));
        if kind.is_none() {
            errors.add("kind", Said::new("public-kind-missing"));
        }
        let narrative = typed.narrative.trim();
        let clue = typed.clue.trim();
        match narrative.chars().count() {
            // Whoever has nothing else to say says it in its own place alone.
            0 if clue.chars().count() >= LEAST => {}
            ..LEAST => errors.add("narrative", Said::new("public-narrative-short")),
            given if given > MOST => errors.add(
                "narrative",
                Said::new("public-narrative-long")
                    .with("most", MOST)
                    .with("given", given),
            ),
            _ => {}
        }
        if clue.chars().count() > MOST {
            errors.add(
                "clue",
                Said::new("public-narrative-long")
                    .with("most", MOST)
                    .with("given", clue.chars().count()),
            );
        }
        let contact = contact(typed, &mut errors);
        // A browser that fills in every field must not cost somebody their words,
        // so the trap is an error to mend and not a silent refusal.
        if !typed.topic.trim().is_empty() {
            errors.add("topic", Said::new("public-topic-filled"));
        }
        let department = typed.department.trim();
        let report = kind.map(|kind| Report {
            kind,
            narrative: narrative.to_owned(),
            clue: (!clue.is_empty()).then(|| clue.to_owned()),
            department: (!department.is_empty()).then(|| department.to_owned()),
            contact,
        });
        match report {
            Some(report) => errors.or_else(|| report),
            None => Err(errors),
        }
    }

    /// As the register takes it. A complaint that nobody can be called about says
    /// why.
    pub fn as_case(&self, anonymous: impl FnOnce() -> String) -> NewCase {
        let mut new = NewCase::new(self.kind, Channel::Website, &self.narrative);
        new.department = self.department.clone();
        new.integrity_text = self.clue.clone();
        // The person has parted the two themselves.
        new.rest_narrative =
            (self.clue.is_some() && !self.narrative.is_empty()).then(|| self.narrative.clone());
        new.contact = self.contact.clone();
        new.privacy_notice = Some(PRIVACY_NOTICE.to_owned());
        if self.contact.phone.is_none() {
            new.anonymity_reason = Some(anonymous());
        }
        new
    }

    /// Everything that makes this report this one; the same twice is a double tap.
    pub(crate) fn digest_text(&self) -> String {
        let contact = &self.contact;
        [
            self.kind.code(),
            &self.narrative,
            self.clue.as_deref().unwrap_or_default(),
            self.department.as_deref().unwrap_or_default(),
            contact.name.as_deref().unwrap_or_default(),
            contact.phone.as_deref().unwrap_or_default(),
            contact.reply_by.map_or("", ReplyBy::code),
        ]
        .join("\n\u{1f}")
    }
}

fn contact(typed: &ReportTyped<'_>, errors: &mut FieldErrors) -> NewContact {
    let has_phone = !typed.phone.trim().is_empty();
    // Who leaves a number and chooses nothing would like to be called.
    let reply = match typed.reply {
        "phone" => "phone",
        "" if has_phone => "phone",
        _ => "none",
    };
    let checked = check_contact(&ContactTyped {
        name: Typed::new("name", typed.name),
        phone: Typed::new("phone", typed.phone),
        relation: Typed::new("relation", ""),
        reply_by: Typed::new("reply", reply),
    });
    if reply == "phone" && !has_phone {
        errors.add("phone", Said::new("public-phone-missing"));
    }
    match checked {
        Ok(contact) if contact.name.is_none() && contact.phone.is_none() => NewContact::default(),
        Ok(contact) => contact,
        Err(wrong) => {
            for (field, said) in wrong.iter() {
                errors.add(field, said.clone());
            }
            NewContact::default()
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    fn typed<'a>(kind: &'a str, narrative: &'a str) -> ReportTyped<'a> {
        ReportTyped {
            kind,
            narrative,
            clue: "",
            department: "",
            name: "",
            phone: "",
            reply: "",
            topic: "",
        }
    }

    #[test]
    fn two_characters_and_a_kind_are_enough() {
        let report = Report::check(&typed("complaint", " 痛啊 ")).unwrap();
        assert_eq!(report.narrative, "痛啊");
        let new = report.as_case(|| "没有留电话".into());
        assert_eq!(new.channel, Channel::Website);
        assert_eq!(new.anonymity_reason.as_deref(), Some("没有留电话"));
        assert!(new.contact.phone.is_none());
    }

    #[test]
    fn every_wrong_field_says_so_at_once() {
        let mut wrong = typed("refund", "痛");
        wrong.phone = "1380000123";
        wrong.topic = "http://x";
        let errors = Report::check(&wrong).unwrap_err();
        for field in ["kind", "narrative", "phone", "topic"] {
            assert!(errors.of(field).is_some(), "{field}");
        }
        // Help is for staff to register: whoever needs it now must not fill in forms.
        assert!(Report::check(&typed("help", "痛啊")).is_err());
    }

    #[test]
    fn four_thousand_characters_pass_and_one_more_does_not() {
        let long = "字".repeat(MOST);
        assert!(Report::check(&typed("praise", &long)).is_ok());
        let longer = format!("{long}。");
        let errors = Report::check(&typed("praise", &longer)).unwrap_err();
        assert_eq!(errors.of("narrative").unwrap().key, "public-narrative-long");
    }

    #[test]
    fn whoever_wants_a_call_leaves_a_number() {
        let mut wish = typed("complaint", "夜里没人来");
        wish.reply = "phone";
        let errors = Report::check(&wish).unwrap_err();
        assert_eq!(errors.of("phone").unwrap().key, "public-phone-missing");
        wish.phone = "138 0000 0001";
        let contact = Report::check(&wish).unwrap().contact;
        assert_eq!(contact.phone.as_deref(), Some("13800000001"));
        assert_eq!(contact.reply_by, Some(ReplyBy::Phone));
        wish.reply = "";
        assert_eq!(
            Report::check(&wish).unwrap().contact.reply_by,
            Some(ReplyBy::Phone)
        );
        wish.reply = "none";
        assert_eq!(
            Report::check(&wish).unwrap().contact.reply_by,
            Some(ReplyBy::None)
        );
    }

    #[test]
    fn a_clue_stands_in_its_own_place_and_alone_is_enough() {
        let mut both = typed("complaint", "夜里没人来");
        both.clue = "医生收了红包";
        let new = Report::check(&both).unwrap().as_case(String::new);
        let parts = new.parts();
        assert_eq!(parts.rest.unwrap().narrative, "夜里没人来");
        assert!(parts.clue.unwrap().narrative.contains("红包"));
        let mut alone = typed("complaint", "");
        alone.clue = "医生收了红包";
        let parts = Report::check(&alone).unwrap().as_case(String::new).parts();
        assert!(parts.rest.is_none());
        assert_eq!(parts.clue.unwrap().narrative, "医生收了红包");
        assert!(Report::check(&typed("complaint", "")).is_err());
    }

    #[test]
    fn another_word_makes_another_report() {
        let one = Report::check(&typed("complaint", "夜里没人来")).unwrap();
        let two = Report::check(&typed("complaint", "夜里没人来。")).unwrap();
        assert_ne!(one.digest_text(), two.digest_text());
    }
}
