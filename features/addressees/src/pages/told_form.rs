//! The fields of a record on its form, and back.

use tongli_kernel::{FieldErrors, HospitalTime};
use tongli_web::Form;

use crate::entry::{Entry, RelativeEntry};
use crate::record::{Paper, Record};

/// The record as the form has it.
pub fn fields(record: &Record, identity_counts: bool, time: &HospitalTime) -> Form {
    let file = |paper: &Option<Paper>| paper.as_ref().map(|one| one.file.to_string());
    let mut form = Form::default();
    let mut put = |name: &str, value: String| form = form.clone().with(name, value);
    put("to", record.to.code().to_owned());
    put("relative", record.relative.to_string());
    put("name", record.name.clone());
    put("relation", record.relation.clone());
    put("phone", record.phone.clone());
    put("address", record.address.clone());
    if identity_counts {
        put("identity_check", record.identity.check.clone());
        put("identity_seen", record.identity.seen.clone());
    }
    if let Some(one) = &record.mandate {
        put("mandate_giver", one.giver.clone());
        put("mandate_file", one.paper.file.to_string());
        for (name, ticked) in [
            ("mandate_hear", one.hear),
            ("mandate_letters", one.letters),
            ("mandate_decide", one.decide),
        ] {
            if ticked {
                put(name, "1".to_owned());
            }
        }
        put("mandate_from", one.from.to_string());
        let day = |day: Option<tongli_kernel::Day>| day.map(|day| day.to_string());
        put("mandate_until", day(one.until).unwrap_or_default());
        put(
            "mandate_revoked_on",
            day(one.revoked_on).unwrap_or_default(),
        );
        put("mandate_revoked_why", one.revoked_why.clone());
    }
    put("capacity", record.capacity.clone());
    put("capacity_ground", record.capacity_ground.clone());
    put(
        "guardianship_file",
        file(&record.guardianship).unwrap_or_default(),
    );
    put("kinship_file", file(&record.kinship).unwrap_or_default());
    let died_at = record.died_at().map(|at| time.field(at));
    put("died_at", died_at.unwrap_or_default());
    for (at, one) in record.relatives.iter().enumerate() {
        put("relative_name", one.name.clone());
        put("relative_relation", one.relation.clone());
        if one.is_contact {
            put("relative_contact", (at + 1).to_string());
        }
    }
    put("speaker", record.speaker.to_string());
    put("speaker_chosen", record.speaker_chosen.clone());
    if let Some(one) = &record.guardian {
        put("guardian_hears", one.hears.clone());
        put("guardian_reason", one.reason.clone());
    }
    form
}

/// What was typed. A section the form did not show stays as it is.
pub fn entry(form: &Form) -> Entry {
    let has = |name: &str| form.fields().iter().any(|(field, _)| field == name);
    let text = |name: &str| has(name).then(|| form.value(name).to_owned());
    let whole = |name: &str| has(name).then(|| form.value(name).parse().unwrap_or_default());
    // An unticked box sends nothing: the list of files says that the section was there.
    let tick = |name: &str| has("mandate_file").then(|| form.ticked(name));
    Entry {
        version: 0,
        record_version: None,
        to: text("to"),
        relative: whole("relative"),
        name: text("name"),
        relation: text("relation"),
        phone: text("phone"),
        address: text("address"),
        identity_check: text("identity_check"),
        identity_seen: text("identity_seen"),
        mandate_giver: text("mandate_giver"),
        mandate_file: text("mandate_file"),
        mandate_hear: tick("mandate_hear"),
        mandate_letters: tick("mandate_letters"),
        mandate_decide: tick("mandate_decide"),
        mandate_from: text("mandate_from"),
        mandate_until: text("mandate_until"),
        mandate_revoked_on: text("mandate_revoked_on"),
        mandate_revoked_why: text("mandate_revoked_why"),
        capacity: text("capacity"),
        capacity_ground: text("capacity_ground"),
        guardianship_file: text("guardianship_file"),
        died_at: text("died_at"),
        kinship_file: text("kinship_file"),
        relatives: has("relative_name")
            .then(|| relatives(form).into_iter().map(|row| row.1).collect()),
        speaker: whole("speaker"),
        speaker_chosen: text("speaker_chosen"),
        guardian_hears: text("guardian_hears"),
        guardian_reason: text("guardian_reason"),
    }
}

/// The relatives somebody wrote down, each with its row on the page; an empty row is
/// nobody.
fn relatives(form: &Form) -> Vec<(usize, RelativeEntry)> {
    let contact: usize = form.value("relative_contact").parse().unwrap_or_default();
    let relations: Vec<&str> = form.values("relative_relation").collect();
    form.values("relative_name")
        .enumerate()
        .map(|(row, name)| {
            let entry = RelativeEntry {
                name: name.to_owned(),
                relation: relations.get(row).copied().unwrap_or_default().to_owned(),
                is_contact: contact == row + 1,
            };
            (row, entry)
        })
        .filter(|(_, one)| !one.name.trim().is_empty() || !one.relation.is_empty())
        .collect()
}

/// The rule names relatives by their place in the list; the page by their row.
pub fn by_row(errors: &FieldErrors, form: &Form) -> FieldErrors {
    let rows: Vec<usize> = relatives(form).into_iter().map(|row| row.0).collect();
    let mut renamed = FieldErrors::default();
    for (field, said) in errors.iter() {
        let place = field
            .strip_prefix("relatives[")
            .and_then(|rest| rest.split_once("]."))
            .and_then(|(at, name)| Some((rows.get(at.parse::<usize>().ok()?)?, name)));
        match place {
            Some((row, name)) => renamed.add(format!("relative_{name}-{row}"), said.clone()),
            None => renamed.add(field, said.clone()),
        }
    }
    renamed
}
