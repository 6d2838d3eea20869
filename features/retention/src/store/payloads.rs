//! Where a matter's words stand, in every room, and how each of them goes. Rows that are
//! counted stay and are emptied; rows that only held words are deleted. A test asks of
//! every sealed column of the house that it stands here or is named as one that no
//! single matter owns.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use tongli_cases::{CaseId, SUBJECT};
use tongli_kernel::{Moment, Tenant};
use tongli_store::{StoreError, Subject, Tx, args};

/// Each takes the hospital and the case.
pub const EMPTIED: &[&str] = &[
    "UPDATE cases SET narrative = '', demand = NULL, underlying_need = NULL,
         person = NULL, contact = NULL, anonymity_reason = NULL, bed_no = NULL,
         visit_type = NULL, incident_at = NULL, incident_place = NULL, mood = NULL,
         persons_present = NULL, help_needs = '', risks = '', risk_reason = NULL,
         leader_instruction = NULL, pause_reason = NULL, settled_result = NULL,
         refusal_explanation = NULL, handling_result = NULL, improvement = NULL,
         no_improvement_reason = NULL, end_reason = NULL, reopen_reason = NULL,
         joint_reason = NULL, endings = ''
     WHERE tenant = $1 AND id = $2",
    "UPDATE case_allegations SET text = '', finding_reason = NULL, answer = NULL,
         next_step = NULL WHERE tenant = $1 AND case_id = $2",
    "UPDATE allegation_respondents SET said = '' WHERE tenant = $1 AND case_id = $2",
    "UPDATE allegation_refusals SET explanation = '', instead = NULL, body = NULL,
         number = NULL, lies = NULL WHERE tenant = $1 AND case_id = $2",
    "UPDATE respondent_notices SET text = '', support = '' WHERE tenant = $1 AND case_id = $2",
    "UPDATE case_imports SET former_department = NULL WHERE tenant = $1 AND case_id = $2",
    "UPDATE import_rows SET identity = NULL, reason = NULL, glimpse = NULL
     WHERE tenant = $1 AND case_id = $2",
    "DELETE FROM case_notes WHERE tenant = $1 AND case_id = $2",
    "DELETE FROM statement_givings WHERE tenant = $1 AND statement IN (
         SELECT s.id FROM statements s WHERE s.tenant = $1 AND s.case_id = $2)",
    "DELETE FROM statement_amendments WHERE tenant = $1 AND statement IN (
         SELECT s.id FROM statements s WHERE s.tenant = $1 AND s.case_id = $2)",
    "UPDATE statements SET question = '', return_reason = NULL, excuse = NULL
     WHERE tenant = $1 AND case_id = $2",
    "DELETE FROM investigation_bodies WHERE tenant = $1 AND case_id = $2",
    "UPDATE investigations SET body = '', review_reason = NULL WHERE tenant = $1 AND case_id = $2",
    "UPDATE spoken_answers SET body = '', digest = '' WHERE tenant = $1 AND case_id = $2",
    "UPDATE letters SET body = '', digest = NULL, refusal = NULL WHERE tenant = $1 AND case_id = $2",
    "DELETE FROM letter_originals WHERE tenant = $1 AND case_id = $2",
    "UPDATE approvals SET digest = '', reason = NULL WHERE tenant = $1 AND case_id = $2",
    "UPDATE deliveries SET signer = NULL, relation = NULL, message_id = NULL, reason = NULL
     WHERE tenant = $1 AND case_id = $2",
    "UPDATE word_agreements SET body = '' WHERE tenant = $1 AND case_id = $2",
    "UPDATE follow_ups SET body = NULL WHERE tenant = $1 AND case_id = $2",
    "UPDATE answer_contents SET digest = '', reason = NULL, plain = NULL
     WHERE tenant = $1 AND case_id = $2",
    "UPDATE addressee_records SET body = '' WHERE tenant = $1 AND case_id = $2",
    "UPDATE minor_reports SET body = '' WHERE tenant = $1 AND case_id = $2",
    "UPDATE duty_tries SET name = '', phone = '' WHERE tenant = $1 AND event IN (
         SELECT e.id FROM duty_events e WHERE e.tenant = $1 AND e.case_id = $2)",
    "UPDATE duty_events SET place = NULL, words = NULL, promised = NULL, return_reason = NULL
     WHERE tenant = $1 AND case_id = $2",
    "UPDATE aside_openings SET reason = '' WHERE tenant = $1 AND aside IN (
         SELECT a.id FROM asides a WHERE a.tenant = $1 AND a.case_id = $2)",
    "UPDATE asides SET reason = '', back_reason = NULL WHERE tenant = $1 AND case_id = $2",
    // Of what was handed outside it stays to whom, on what ground and when.
    "UPDATE disclosures SET person = NULL, purpose = '', what = ''
     WHERE tenant = $1 AND case_id = $2",
    "UPDATE consents SET name = NULL WHERE tenant = $1 AND case_id = $2",
    "UPDATE spoken_instructions SET words = '', answer = NULL
     WHERE tenant = $1 AND case_id = $2",
    "UPDATE approval_decisions SET reason = NULL WHERE tenant = $1 AND request IN (
         SELECT a.id FROM approval_requests a WHERE a.tenant = $1 AND a.subject_kind = 'case'
           AND a.subject_id = $2)",
    "UPDATE approval_requests SET digest = '', body = '', purpose = NULL
     WHERE tenant = $1 AND subject_kind = 'case' AND subject_id = $2",
    "UPDATE outside_orders SET issuer = NULL, nature = NULL, course = '{}'
     WHERE tenant = $1 AND case_id = $2",
    "UPDATE legal_holds SET reason = '', reference = '', lift_reason = NULL
     WHERE tenant = $1 AND case_id = $2",
];

/// What hangs on a subject of the ground floor: hospital, kind and id.
pub const OF_SUBJECT: &[&str] = &[
    "DELETE FROM notices WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3",
    "DELETE FROM outbox WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3",
    "DELETE FROM attachments WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3",
    "DELETE FROM external_refs WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3",
    "UPDATE signatures SET signer_name = '' WHERE tenant = $1 AND subject_kind = $2
       AND subject_id = $3",
];

/// A person and a contact: forgotten where no matter names them any more.
pub const FORGOTTEN: [&[&str]; 2] = [
    &[
        "DELETE FROM name_places WHERE tenant = $1 AND holder_kind = 'person' AND holder = $2
           AND NOT EXISTS (SELECT 1 FROM cases o WHERE o.tenant = $1 AND o.person = $2)",
        "UPDATE persons SET name_sealed = NULL, name_blind = NULL, record_no_sealed = NULL,
             record_no_blind = NULL, birth_date = NULL, document_kind = NULL,
             document_sealed = NULL, document_blind = NULL
         WHERE tenant = $1 AND id = $2
           AND NOT EXISTS (SELECT 1 FROM cases o WHERE o.tenant = $1 AND o.person = $2)",
    ],
    &[
        "DELETE FROM name_places WHERE tenant = $1 AND holder_kind = 'contact' AND holder = $2
           AND NOT EXISTS (SELECT 1 FROM cases o WHERE o.tenant = $1 AND o.contact = $2)",
        "UPDATE contacts SET person = NULL, name_sealed = NULL, name_blind = NULL,
             phone_sealed = NULL, phone_blind = NULL, phone_tail_blind = NULL, relation = NULL,
             reply_by = NULL, address_sealed = NULL
         WHERE tenant = $1 AND id = $2
           AND NOT EXISTS (SELECT 1 FROM cases o WHERE o.tenant = $1 AND o.contact = $2)",
    ],
];

/// Who a case names, and whom it named before it was amended: its history remembers
/// the rows that were replaced.
#[derive(Debug, Default)]
pub struct Named {
    pub persons: BTreeSet<i64>,
    pub contacts: BTreeSet<i64>,
}

impl Named {
    /// Adds what a payload names, however deep.
    fn add(&mut self, payload: &Json) {
        match payload {
            Json::Object(fields) => {
                for (name, value) in fields {
                    match name.as_str() {
                        "person" => self.persons.extend(id_of(value)),
                        "contact" => self.contacts.extend(id_of(value)),
                        _ => {}
                    }
                    self.add(value);
                }
            }
            Json::Array(values) => values.iter().for_each(|value| self.add(value)),
            _ => {}
        }
    }
}

/// Ids are written as strings; a list of before and after holds several.
fn id_of(value: &Json) -> Vec<i64> {
    match value {
        Json::String(text) => text.parse().into_iter().collect(),
        Json::Number(number) => number.as_i64().into_iter().collect(),
        Json::Array(values) => values.iter().flat_map(id_of).collect(),
        _ => Vec::new(),
    }
}

/// Everybody a case names or has named.
pub async fn named(tx: &mut Tx, tenant: Tenant, case: CaseId) -> Result<Named, StoreError> {
    let mut found = Named::default();
    let now = tx
        .find(
            "SELECT person, contact FROM cases WHERE tenant = $1 AND id = $2",
            args![tenant, case],
            |row| Ok((row.get("person")?, row.get("contact")?)),
        )
        .await?;
    if let Some((person, contact)) = now {
        found.persons.extend::<Option<i64>>(person);
        found.contacts.extend::<Option<i64>>(contact);
    }
    let payloads = tx
        .all(
            "SELECT payload FROM history WHERE tenant = $1 AND subject_kind = $2
               AND subject_id = $3 AND payload IS NOT NULL ORDER BY seq",
            args![tenant, SUBJECT, case],
            |row| row.get::<String>("payload"),
        )
        .await?;
    for payload in payloads {
        if let Ok(payload) = serde_json::from_str(&payload) {
            found.add(&payload);
        }
    }
    Ok(found)
}

/// Forgets whom no matter names any more.
pub async fn forget(tx: &mut Tx, tenant: Tenant, named: &Named) -> Result<(), StoreError> {
    for (texts, ids) in FORGOTTEN.iter().zip([&named.persons, &named.contacts]) {
        for id in ids {
            for sql in *texts {
                tx.run(*sql, args![tenant, *id]).await?;
            }
        }
    }
    Ok(())
}

/// What belongs to a case and has a history of its own: what the night wrote down, orders
/// from outside, what leaders decided and said, consents, and what was handed outside.
const OWN_CHAINS: &[(&str, &str)] = &[
    (
        "duty",
        "SELECT id FROM duty_events WHERE tenant = $1 AND case_id = $2 ORDER BY id",
    ),
    (
        "order",
        "SELECT id FROM outside_orders WHERE tenant = $1 AND case_id = $2 ORDER BY id",
    ),
    (
        "approval",
        "SELECT id FROM approval_requests WHERE tenant = $1 AND subject_kind = 'case'
           AND subject_id = $2 ORDER BY id",
    ),
    (
        "instruction",
        "SELECT id FROM spoken_instructions WHERE tenant = $1 AND case_id = $2 ORDER BY id",
    ),
    (
        "case_consents",
        "SELECT DISTINCT case_id AS id FROM consents WHERE tenant = $1 AND case_id = $2",
    ),
    (
        "disclosure",
        "SELECT id FROM disclosures WHERE tenant = $1 AND case_id = $2 ORDER BY id",
    ),
];

/// See [`OWN_CHAINS`].
pub async fn own_chains(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Vec<Subject>, StoreError> {
    let mut found = Vec::new();
    for (kind, sql) in OWN_CHAINS {
        let ids: Vec<i64> = tx
            .all(*sql, args![tenant, case], |row| row.get("id"))
            .await?;
        found.extend(ids.into_iter().map(|id| Subject::new(kind, id)));
    }
    Ok(found)
}

/// The subjects whose histories and files belong to a case: it, what departments were
/// asked, and all that has a chain of its own.
pub async fn subjects(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Vec<Subject>, StoreError> {
    let mut found = vec![Subject::new(SUBJECT, case.raw())];
    let statements = super::asides::statements(tx, tenant, case).await?;
    let statement = |id| Subject::new("statement", id);
    found.extend(statements.into_iter().map(statement));
    found.extend(own_chains(tx, tenant, case).await?);
    Ok(found)
}

/// The digests of the files of a subject.
pub async fn digests(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
) -> Result<Vec<String>, StoreError> {
    tx.all(
        "SELECT digest FROM attachments WHERE tenant = $1 AND subject_kind = $2
           AND subject_id = $3 AND destroyed_at IS NULL ORDER BY id",
        args![tenant, subject.kind, subject.id],
        |row| row.get("digest"),
    )
    .await
}

/// Takes a case for destruction as it was judged: nobody has reopened, held or sealed it
/// away since. `false` if somebody has.
pub async fn take(
    tx: &mut Tx,
    tenant: Tenant,
    (case, version): (CaseId, i64),
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE cases SET destroyed_at = $4, version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $3 AND closed_at IS NOT NULL
               AND held_at IS NULL AND aside_at IS NULL AND destroyed_at IS NULL",
            args![tenant, case, version, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Empties everything of a case.
pub async fn empty(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    number: &str,
    subjects: &[Subject],
) -> Result<(), StoreError> {
    for sql in EMPTIED {
        tx.run(*sql, args![tenant, case]).await?;
    }
    for subject in subjects {
        for sql in OF_SUBJECT {
            tx.run(*sql, args![tenant, subject.kind, subject.id])
                .await?;
        }
        let form = format!("{}:{}", subject.kind, subject.id);
        let (last, inner) = drafts_of(number);
        tx.run(
            "DELETE FROM drafts WHERE tenant = $1 AND (form = $2 OR form LIKE $3 OR form LIKE $4)",
            args![tenant, form, last, inner],
        )
        .await?;
    }
    Ok(())
}

/// Half-written forms are named by the number, at their end or before a round.
fn drafts_of(number: &str) -> (String, String) {
    let number = number.to_ascii_lowercase();
    (format!("%-{number}"), format!("%-{number}-%"))
}

/// Takes one recording away; `false` if it is gone already or its case is held.
pub async fn delete_recording(
    tx: &mut Tx,
    tenant: Tenant,
    (id, case): (i64, CaseId),
) -> Result<bool, StoreError> {
    // Written and not read, so that a hold that is put now waits or is seen.
    let free = tx
        .run(
            "UPDATE cases SET version = version + 1 WHERE tenant = $1 AND id = $2
               AND closed_at IS NOT NULL AND held_at IS NULL AND aside_at IS NULL
               AND destroyed_at IS NULL",
            args![tenant, case],
        )
        .await?;
    if free != 1 {
        return Ok(false);
    }
    let gone = tx
        .run(
            "DELETE FROM attachments WHERE tenant = $1 AND id = $2 AND subject_kind = 'case'",
            args![tenant, id],
        )
        .await?;
    Ok(gone == 1)
}
