//! The mandate of an entry: a paper, its scope and its days.

use tongli_kernel::{FieldErrors, Said};

use super::fields::{at_most, day, paper};
use super::{Circumstances, Entry, LEAST, MOST};
use crate::record::{Mandate, Record};
use crate::standing::Giver;

impl Entry {
    pub(super) fn put_mandate(
        &self,
        record: &mut Record,
        name: &str,
        around: &Circumstances<'_>,
        errors: &mut FieldErrors,
    ) {
        let old = record.mandate.clone();
        let paper = paper(
            self.mandate_file.as_deref(),
            old.as_ref().map(|one| one.paper.clone()),
            ("mandate_file", around.files),
            errors,
        );
        let Some(paper) = paper else {
            if self.names_mandate() {
                errors.add("mandate_file", Said::new("addressees-mandate-file-missing"));
            }
            return;
        };
        let is_new = old.as_ref().is_none_or(|one| one.paper != paper);
        let of = |text: &Option<String>, old: Option<String>| match text {
            Some(text) => text.trim().to_owned(),
            None => old.unwrap_or_default(),
        };
        let giver = of(
            &self.mandate_giver,
            old.as_ref().map(|one| one.giver.clone()),
        );
        if Giver::from_code(&giver).is_none() {
            errors.add("mandate_giver", Said::new("addressees-giver-missing"));
        }
        let scope = |new: Option<bool>, old: Option<bool>| new.or(old).unwrap_or_default();
        let (hear, letters, decide) = (
            scope(self.mandate_hear, old.as_ref().map(|one| one.hear)),
            scope(self.mandate_letters, old.as_ref().map(|one| one.letters)),
            scope(self.mandate_decide, old.as_ref().map(|one| one.decide)),
        );
        if !(hear || letters || decide) {
            errors.add("mandate_hear", Said::new("addressees-scope-missing"));
        }
        let from = day(
            self.mandate_from.as_deref(),
            old.as_ref().map(|one| one.from),
            "mandate_from",
            errors,
        );
        let until = day(
            self.mandate_until.as_deref(),
            old.as_ref().and_then(|one| one.until),
            "mandate_until",
            errors,
        );
        let revoked_on = day(
            self.mandate_revoked_on.as_deref(),
            old.as_ref().and_then(|one| one.revoked_on),
            "mandate_revoked_on",
            errors,
        );
        let revoked_why = of(
            &self.mandate_revoked_why,
            old.as_ref().map(|one| one.revoked_why.clone()),
        );
        at_most("mandate_revoked_why", &revoked_why, MOST, errors);
        if revoked_on.is_some() && revoked_why.chars().count() < LEAST {
            let said = Said::new("addressees-revoked-why").with("least", LEAST);
            errors.add("mandate_revoked_why", said);
        }
        let Some(from) = from else {
            if errors.of("mandate_from").is_none() {
                errors.add("mandate_from", Said::new("addressees-from-missing"));
            }
            return;
        };
        if until.is_some_and(|until| until < from) {
            errors.add("mandate_until", Said::new("addressees-until-early"));
        }
        let agent = match old {
            Some(old) if !is_new => old.agent,
            _ => name.to_owned(),
        };
        record.mandate = Some(Mandate {
            agent,
            giver,
            paper,
            hear,
            letters,
            decide,
            from,
            until,
            revoked_on,
            revoked_why,
        });
    }

    /// Whether anything of a mandate was entered.
    fn names_mandate(&self) -> bool {
        let texts = [&self.mandate_giver, &self.mandate_from, &self.mandate_until];
        texts
            .iter()
            .any(|text| text.as_deref().is_some_and(|text| !text.trim().is_empty()))
            || [self.mandate_hear, self.mandate_letters, self.mandate_decide].contains(&Some(true))
    }
}
