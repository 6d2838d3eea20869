//! Compares what search and lists read with what the cases say, a page at a time.

use std::collections::{BTreeMap, BTreeSet};

use tongli_kernel::{Confidentiality, Moment, Tenant};
use tongli_store::{StoreError, Tx, args};

use crate::case::{CaseId, SUBJECT};
use crate::grams::{folded, grams};
use crate::store::months::ANSWER_RULES;

/// Cases of one page; each has a few hundred terms.
const PAGE: i64 = 100;

/// What does not agree with the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexFlaw {
    /// The text that search compares lacks words of the case.
    Text,
    /// The search terms are not those of that text.
    Terms,
    /// The days that lists and work items show are not the running clock's.
    Due,
    /// The same, and the round that renews them has not run since the clock moved.
    DueWaits,
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
    times: Times,
    confidentiality: Confidentiality,
}

/// When something is due and near.
type Times = (Option<Moment>, Option<Moment>);

/// What the round that renews days calls itself, and which items it renews.
#[derive(Debug, Clone, Copy)]
pub struct Renewed {
    pub round: &'static str,
    pub kinds: &'static [&'static str],
}

/// Looks at the cases after one.
pub async fn check_page(
    tx: &mut Tx,
    tenant: Tenant,
    after: Option<CaseId>,
    renewed: Renewed,
) -> Result<IndexPage, StoreError> {
    let cases = tx
        .all(
            "SELECT id, number, narrative, folded, due_at, near_at, confidentiality FROM cases
             WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3",
            args![tenant, after.map_or(i64::MIN, |id| id.raw()), PAGE],
            |row| {
                Ok(Indexed {
                    id: row.get("id")?,
                    number: row.get("number")?,
                    narrative: row.get("narrative")?,
                    folded: row.get("folded")?,
                    times: (row.get("due_at")?, row.get("near_at")?),
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
    let days = Days::load(tx, tenant, (first.raw(), last.raw()), renewed).await?;
    let (none, nothing) = (BTreeSet::new(), Vec::new());
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
        found.extend(days.flaw(&case));
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

/// The days of one page's cases wherever they stand.
struct Days {
    /// Of the running answer clocks.
    clocks: BTreeMap<i64, Vec<Times>>,
    /// Of open items that run with no clock of their own.
    items: Vec<(i64, Option<Moment>)>,
    /// Cases whose clock was counted again and is not looked at since.
    waiting: BTreeSet<i64>,
}

impl Days {
    async fn load(
        tx: &mut Tx,
        tenant: Tenant,
        between: (i64, i64),
        renewed: Renewed,
    ) -> Result<Days, StoreError> {
        let mut clocks: BTreeMap<i64, Vec<Times>> = BTreeMap::new();
        for clock in tongli_work::running_between(tx, tenant, SUBJECT, between).await? {
            if ANSWER_RULES.contains(&clock.rule.as_str()) {
                let of_case = clocks.entry(clock.subject_id).or_default();
                of_case.push((clock.due_at, clock.near_at));
            }
        }
        let kinds = renewed.kinds;
        let items = tongli_work::shown_between(tx, tenant, SUBJECT, between, kinds).await?;
        let looked = tongli_feature::last_begun(tx, renewed.round).await?;
        let waiting = tongli_work::moved_between(tx, tenant, SUBJECT, between)
            .await?
            .into_iter()
            .filter(|(_, at)| looked.is_none_or(|looked| looked <= *at))
            .map(|(case, _)| case)
            .collect();
        Ok(Days {
            clocks,
            items,
            waiting,
        })
    }

    fn flaw(&self, case: &Indexed) -> Option<IndexFlaw> {
        let id = case.id.raw();
        let agrees = match self.clocks.get(&id) {
            None => case.times.0.is_none(),
            Some(running) => {
                let mut shown = self.items.iter().filter(|(of, _)| *of == id);
                running.contains(&case.times)
                    && shown.all(|(_, due)| running.iter().any(|(at, _)| at == due))
            }
        };
        match (agrees, self.waiting.contains(&id)) {
            (true, _) => None,
            (false, true) => Some(IndexFlaw::DueWaits),
            (false, false) => Some(IndexFlaw::Due),
        }
    }
}
