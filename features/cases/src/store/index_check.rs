//! Compares what lists show with the clocks of the cases, a page at a time.

use std::collections::{BTreeMap, BTreeSet};

use tongli_kernel::{Confidentiality, Moment, Tenant};
use tongli_store::{Query, StoreError, Tx, args};

use crate::case::{CaseId, SUBJECT};
use crate::store::months::ANSWER_RULES;

/// Cases of one page; each has a few hundred terms.
const PAGE: i64 = 100;

/// What does not agree with the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexFlaw {
    /// The index of search does not hold what the case says, or not for those who may
    /// know of it.
    Words,
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
    /// Those of this page.
    pub cases: Vec<CaseId>,
    /// Case numbers and what is wrong with each.
    pub flaws: Vec<(String, IndexFlaw)>,
}

struct Indexed {
    id: CaseId,
    number: String,
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
            "SELECT id, number, due_at, near_at, confidentiality FROM cases
             WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3",
            args![tenant, after.map_or(i64::MIN, |id| id.raw()), PAGE],
            |row| {
                Ok(Indexed {
                    id: row.get("id")?,
                    number: row.get("number")?,
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
    let days = Days::load(tx, tenant, (first.raw(), last.raw()), renewed).await?;
    let mut page = IndexPage {
        looked_at: cases.len() as i64,
        last: Some(last),
        cases: cases.iter().map(|case| case.id).collect(),
        flaws: Vec::new(),
    };
    for case in cases {
        let flaw = days.flaw(&case);
        let number = shown_number(case.confidentiality, case.number);
        page.flaws.extend(flaw.map(|flaw| (number, flaw)));
    }
    Ok(page)
}

/// A restricted matter is counted and not named: whoever checks the machine knows of
/// no case.
fn shown_number(confidentiality: Confidentiality, number: String) -> String {
    match confidentiality {
        Confidentiality::Discipline => String::new(),
        _ => number,
    }
}

/// The numbers of these cases, as whoever checks the machine may read them; the id of what
/// is no case.
pub async fn shown_numbers(
    tx: &mut Tx,
    tenant: Tenant,
    cases: &[CaseId],
) -> Result<Vec<String>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new("SELECT id, number, confidentiality FROM cases WHERE tenant = ");
    query
        .bind(tenant)
        .push(" AND id IN (")
        .bind_all(cases.iter().copied())
        .push(") ORDER BY +id");
    let (sql, args) = query.finish();
    let known: BTreeMap<CaseId, String> = tx
        .all(sql, args, |row| {
            let number = shown_number(row.get("confidentiality")?, row.get("number")?);
            Ok((row.get("id")?, number))
        })
        .await?
        .into_iter()
        .collect();
    let shown = |case: &CaseId| known.get(case).cloned().unwrap_or_else(|| case.to_string());
    Ok(cases.iter().map(shown).collect())
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
