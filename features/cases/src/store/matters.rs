//! What search has to know of cases: whose they are, and every text of them.

use std::collections::{BTreeMap, BTreeSet};

use tongli_kernel::{Id, Moment, StaffId, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, Vault, args, attachments};

use super::clues::LATER;
use crate::case::{CaseId, SUBJECT};
use crate::codes::{Stage, Visibility};
use crate::search::{Matter, Over, Source, Text};

/// Lists of ids are filled up to one of these lengths, so that there are few statements.
const LENGTHS: [usize; 5] = [1, 4, 16, 64, 256];

/// The most cases asked for at once.
pub const AT_ONCE: usize = 200;

fn filled(cases: &[CaseId]) -> Vec<CaseId> {
    let fits = LENGTHS.into_iter().find(|length| *length >= cases.len());
    let length = fits.unwrap_or(cases.len());
    let last = cases.last().copied();
    let mut all = cases.to_vec();
    all.extend(last.into_iter().cycle().take(length - cases.len()));
    all
}

fn ids<T>(list: Option<String>) -> BTreeSet<Id<T>> {
    let list = list.unwrap_or_default();
    let ids = list.split(',').filter_map(|id| id.parse().ok());
    ids.map(Id::new).collect()
}

/// The matters of these cases; of what is out of sight there is none.
pub async fn matters(
    tx: &mut Tx,
    tenant: Tenant,
    cases: &[CaseId],
) -> Result<Vec<Matter>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(
        "SELECT c.id, c.kind, c.stage, c.confidentiality, c.owner, c.first_receiver, c.speaker,
             (SELECT string_agg(CAST(d.department AS TEXT), ',') FROM case_departments d
              WHERE d.tenant = c.tenant AND d.case_id = c.id) AS departments,
             (SELECT string_agg(CAST(k.staff AS TEXT), ',') FROM case_need_to_know k
              WHERE k.tenant = c.tenant AND k.case_id = c.id AND k.ended_at IS NULL) AS entrusted,
             (SELECT string_agg(CAST(r.staff AS TEXT), ',') FROM allegation_respondents r
              WHERE r.tenant = c.tenant AND r.case_id = c.id AND r.staff IS NOT NULL)
                 AS complained_of,
             (SELECT string_agg(CAST(f.staff AS TEXT), ',') FROM case_former_respondents f
              WHERE f.tenant = c.tenant AND f.case_id = c.id) AS formerly
         FROM cases c WHERE c.aside_at IS NULL AND c.destroyed_at IS NULL AND c.tenant = ",
    );
    query
        .bind(tenant)
        .push(" AND c.id IN (")
        .bind_all(filled(cases))
        .push(") ORDER BY +c.id");
    let (sql, args) = query.finish();
    let mut found = tx.all(sql, args, matter).await?;
    let mut over = veils(tx, tenant, cases).await?;
    for one in &mut found {
        one.over = over.remove(&one.id);
    }
    Ok(found)
}

fn matter(row: &Row) -> Result<Matter, StoreError> {
    let people: [Option<StaffId>; 3] = [
        row.get("owner")?,
        row.get("first_receiver")?,
        row.get("speaker")?,
    ];
    let mut complained_of: BTreeSet<StaffId> = ids(row.get("complained_of")?);
    complained_of.extend(ids(row.get("formerly")?));
    Ok(Matter {
        id: row.get("id")?,
        kind: row.get("kind")?,
        confidentiality: row.get("confidentiality")?,
        is_open: row.get::<Stage>("stage")?.is_open(),
        people: people.into_iter().flatten().collect(),
        departments: ids(row.get("departments")?),
        entrusted: ids(row.get("entrusted")?),
        complained_of,
        over: None,
    })
}

/// One clue over a case.
struct Clue {
    case: CaseId,
    id: i64,
    is_away: bool,
    entrusted: BTreeSet<StaffId>,
    complained_of: BTreeSet<StaffId>,
}

/// What lies over these cases.
async fn veils(
    tx: &mut Tx,
    tenant: Tenant,
    cases: &[CaseId],
) -> Result<BTreeMap<CaseId, Over>, StoreError> {
    let mut query = Query::new(
        "SELECT l.from_id, c.id, c.aside_at, c.destroyed_at,
             (SELECT string_agg(CAST(k.staff AS TEXT), ',') FROM case_need_to_know k
              WHERE k.tenant = c.tenant AND k.case_id = c.id AND k.ended_at IS NULL) AS entrusted,
             (SELECT string_agg(CAST(r.staff AS TEXT), ',') FROM allegation_respondents r
              WHERE r.tenant = c.tenant AND r.case_id = c.id AND r.staff IS NOT NULL)
                 AS complained_of
         FROM links l JOIN cases c ON c.tenant = l.tenant AND c.id = l.to_id
         WHERE l.tenant = ",
    );
    query.bind(tenant).push(" AND l.kind = ").bind(LATER);
    query.push(" AND l.from_kind = ").bind(SUBJECT);
    query
        .push(" AND l.from_id IN (")
        .bind_all(filled(cases))
        .push(")");
    let (sql, args) = query.finish();
    let clues = tx
        .all(sql, args, |row| {
            let aside: Option<Moment> = row.get("aside_at")?;
            let destroyed: Option<Moment> = row.get("destroyed_at")?;
            Ok(Clue {
                case: row.get("from_id")?,
                id: row.get("id")?,
                is_away: aside.is_some() || destroyed.is_some(),
                entrusted: ids(row.get("entrusted")?),
                complained_of: ids(row.get("complained_of")?),
            })
        })
        .await?;
    let mut found: BTreeMap<CaseId, Over> = BTreeMap::new();
    for clue in clues {
        let sees: BTreeSet<StaffId> =
            (clue.entrusted.difference(&clue.complained_of).copied()).collect();
        let over = found.entry(clue.case).or_insert_with(|| Over {
            entrusted: sees.clone(),
            ..Over::default()
        });
        over.newest = over.newest.max(clue.id);
        over.is_away |= clue.is_away;
        over.entrusted.retain(|one| sees.contains(one));
        over.complained_of.extend(clue.complained_of);
    }
    Ok(found)
}

/// The ordinary cases a clue was parted from later: what it lets see changes with it.
pub async fn under(tx: &mut Tx, tenant: Tenant, clue: CaseId) -> Result<Vec<CaseId>, StoreError> {
    tx.all(
        "SELECT from_id FROM links
         WHERE tenant = $1 AND kind = $2 AND to_kind = $3 AND to_id = $4 ORDER BY from_id",
        args![tenant, LATER, SUBJECT, clue],
        |row| row.get("from_id"),
    )
    .await
}

/// What every case says of itself. An old register told what was done; nobody else may
/// read it before it is reviewed.
const OWN_TEXTS: &str = "SELECT 'case' AS source, c.id AS case_id, c.id AS id, c.narrative AS text,
         CAST(NULL AS BIGINT) AS by_id, c.number AS number, c.demand AS demand,
         CASE WHEN i.case_id IS NOT NULL AND c.round = 1 THEN c.handling_result END AS result,
         i.former_department AS department
     FROM cases c LEFT JOIN case_imports i ON i.tenant = c.tenant AND i.case_id = c.id
     WHERE c.tenant = ";

/// What was written beside it: each part ends where its list of cases begins.
const TEXTS_BESIDE: &[(&str, &str)] = &[
    (
        " UNION ALL SELECT 'told', a.case_id, a.id, a.text, NULL, NULL, NULL, NULL, NULL
          FROM case_allegations a WHERE a.tenant = ",
        " AND a.case_id IN (",
    ),
    (
        " UNION ALL SELECT n.visibility, n.case_id, n.id, n.text, n.by_id, NULL, NULL, NULL, NULL
          FROM case_notes n WHERE n.tenant = ",
        " AND n.case_id IN (",
    ),
    (
        " UNION ALL SELECT 'file', f.subject_id, f.id, f.name, f.by_id, NULL, NULL, NULL, NULL
          FROM attachments f
          WHERE f.subject_kind = 'case' AND f.destroyed_at IS NULL AND f.tenant = ",
        " AND f.subject_id IN (",
    ),
];

/// Every text of these cases that stands in this room, or beneath it.
pub async fn texts(tx: &mut Tx, tenant: Tenant, cases: &[CaseId]) -> Result<Vec<Text>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let cases = filled(cases);
    let mut query = Query::new(OWN_TEXTS);
    query.bind(tenant).push(" AND c.id IN (");
    query.bind_all(cases.iter().copied()).push(")");
    for (part, within) in TEXTS_BESIDE {
        query.push(part).bind(tenant).push(within);
        query.bind_all(cases.iter().copied()).push(")");
    }
    let (sql, args) = query.finish();
    let vault = tx.vault()?;
    let rows = tx.all(sql, args, |row| said(row, &vault, tenant)).await?;
    Ok(rows.into_iter().flatten().collect())
}

/// The texts of a row.
fn said(row: &Row, vault: &Vault, tenant: Tenant) -> Result<Vec<Text>, StoreError> {
    let by: Option<StaffId> = row.get("by_id")?;
    let (case, id): (CaseId, i64) = (row.get("case_id")?, row.get("id")?);
    let text: String = row.get("text")?;
    let one = |source, text| Text {
        case,
        id,
        source,
        text,
    };
    let source = match row.get::<String>("source")?.as_str() {
        "case" => {
            let beside: [Option<String>; 3] = [
                row.get("demand")?,
                row.get("result")?,
                row.get("department")?,
            ];
            let told = std::iter::once(text).chain(beside.into_iter().flatten());
            let mut all = vec![one(Source::Number, row.get("number")?)];
            all.extend(told.map(|text| one(Source::Told, text)));
            return Ok(all);
        }
        "told" => Source::Told,
        "file" => {
            // A name that does not open is for the check of sealed values to say; the rest
            // of the case is found all the same.
            let name = vault.open_or_plain(tenant, attachments::NAME, &text);
            return Ok(vec![one(Source::File(by), name.unwrap_or_default())]);
        }
        note => match Visibility::from_code(note) {
            Some(visibility) if visibility.is_for_person() => Source::Shared,
            _ => Source::Private(by),
        },
    };
    Ok(vec![one(source, text)])
}
