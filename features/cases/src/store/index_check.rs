//! Compares what search and lists read with what the cases say, a page at a time.

use std::collections::{BTreeMap, BTreeSet};

use tongli_kernel::{Confidentiality, Moment, Tenant};
use tongli_store::{StoreError, Tx, args};

use crate::case::{CaseId, SUBJECT};
use crate::grams::{folded, grams};

/// Cases of one page; each has a few hundred terms.
const PAGE: i64 = 100;

/// The clocks whose due moment lists show as the case's.
const ANSWERS: [&str; 2] = ["C03", "C04"];

/// What does not agree with the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexFlaw {
    /// The text that search compares lacks words of the case.
    Text,
    /// The search terms are not those of that text.
    Terms,
    /// The due moment of lists is not the running clock's. It is renewed when the
    /// case changes.
    Due,
}

/// What one page held.
#[derive(Debug, Default)]
pub struct IndexPage {
    pub looked_at: i64,
    /// The last case looked at; `None` behind the last one.
    pub last: Option<CaseId>,
    /// Case numbers and what is wrong with each.
    pub flaws: Vec<(String, IndexFlaw)>,
}

/// A restricted matter is counted and not named: whoever checks the machine knows of
/// no case.
struct Indexed {
    id: CaseId,
    number: String,
    narrative: String,
    folded: String,
    due_at: Option<Moment>,
    confidentiality: Confidentiality,
}

/// Looks at the cases after one.
pub async fn check_page(
    tx: &mut Tx,
    tenant: Tenant,
    after: Option<CaseId>,
) -> Result<IndexPage, StoreError> {
    let cases = tx
        .all(
            "SELECT id, number, narrative, folded, due_at, confidentiality FROM cases
             WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3",
            args![tenant, after.map_or(i64::MIN, |id| id.raw()), PAGE],
            |row| {
                Ok(Indexed {
                    id: row.get("id")?,
                    number: row.get("number")?,
                    narrative: row.get("narrative")?,
                    folded: row.get("folded")?,
                    due_at: row.get("due_at")?,
                    confidentiality: row.get("confidentiality")?,
                })
            },
        )
        .await?;
    let (Some(first), Some(last)) = (cases.first(), cases.last()) else {
        return Ok(IndexPage::default());
    };
    let (first, last) = (first.id, last.id);
    let terms = terms(tx, tenant, first, last).await?;
    let said = allegations(tx, tenant, first, last).await?;
    let due = answers_due(tx, tenant, first, last).await?;
    let (none, nothing, unbound) = (BTreeSet::new(), Vec::new(), Vec::new());
    let mut page = IndexPage {
        looked_at: cases.len() as i64,
        last: Some(last),
        flaws: Vec::new(),
    };
    for case in cases {
        let mut found = Vec::new();
        let said = said.get(&case.id.raw()).unwrap_or(&nothing);
        let mut pieces = said.iter().chain([&case.number, &case.narrative]);
        if !pieces.all(|piece| case.folded.contains(&folded(piece))) {
            found.push(IndexFlaw::Text);
        }
        if *terms.get(&case.id.raw()).unwrap_or(&none) != grams(&case.folded) {
            found.push(IndexFlaw::Terms);
        }
        let running = due.get(&case.id.raw()).unwrap_or(&unbound);
        let agrees = match case.due_at {
            None => running.iter().all(Option::is_none),
            shown => running.contains(&shown),
        };
        if !agrees {
            found.push(IndexFlaw::Due);
        }
        let number = match case.confidentiality {
            Confidentiality::Discipline => String::new(),
            _ => case.number.clone(),
        };
        let flaws = found.into_iter().map(|flaw| (number.clone(), flaw));
        page.flaws.extend(flaws);
    }
    Ok(page)
}

async fn terms(
    tx: &mut Tx,
    tenant: Tenant,
    first: CaseId,
    last: CaseId,
) -> Result<BTreeMap<i64, BTreeSet<String>>, StoreError> {
    let rows = tx
        .all(
            "SELECT case_id, gram FROM case_terms
             WHERE tenant = $1 AND case_id >= $2 AND case_id <= $3",
            args![tenant, first, last],
            |row| Ok((row.get::<i64>("case_id")?, row.get::<String>("gram")?)),
        )
        .await?;
    let mut found: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    for (case, term) in rows {
        found.entry(case).or_default().insert(term);
    }
    Ok(found)
}

async fn allegations(
    tx: &mut Tx,
    tenant: Tenant,
    first: CaseId,
    last: CaseId,
) -> Result<BTreeMap<i64, Vec<String>>, StoreError> {
    let rows = tx
        .all(
            "SELECT case_id, text FROM case_allegations
             WHERE tenant = $1 AND case_id >= $2 AND case_id <= $3",
            args![tenant, first, last],
            |row| Ok((row.get::<i64>("case_id")?, row.get::<String>("text")?)),
        )
        .await?;
    let mut found: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for (case, text) in rows {
        found.entry(case).or_default().push(text);
    }
    Ok(found)
}

/// When the running answer clocks of each case run out.
async fn answers_due(
    tx: &mut Tx,
    tenant: Tenant,
    first: CaseId,
    last: CaseId,
) -> Result<BTreeMap<i64, Vec<Option<Moment>>>, StoreError> {
    let mut found: BTreeMap<i64, Vec<Option<Moment>>> = BTreeMap::new();
    let clocks =
        tongli_work::running_between(tx, tenant, SUBJECT, (first.raw(), last.raw())).await?;
    for clock in clocks {
        if ANSWERS.contains(&clock.rule.as_str()) {
            found
                .entry(clock.subject_id)
                .or_default()
                .push(clock.due_at);
        }
    }
    Ok(found)
}
