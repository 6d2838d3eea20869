//! What search has to know of cases: whose they are, and every text of them.

use std::collections::{BTreeMap, BTreeSet};

use tongli_kernel::{Id, Moment, StaffId, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, args, attachments};

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

/// The parts of the statement that gathers texts: each ends where its list of cases
/// begins.
const TEXTS: &[&str] = &[
    " UNION ALL SELECT 'told', c.id, c.id, c.narrative, NULL FROM cases c WHERE c.tenant = ",
    " UNION ALL SELECT 'told', c.id, c.id, c.demand, NULL FROM cases c
      WHERE c.demand IS NOT NULL AND c.tenant = ",
    // An old register told what was done; nobody else may read it before it is reviewed.
    " UNION ALL SELECT 'told', c.id, c.id, c.handling_result, NULL FROM cases c
      JOIN case_imports i ON i.tenant = c.tenant AND i.case_id = c.id
      WHERE c.handling_result IS NOT NULL AND c.round = 1 AND c.tenant = ",
    " UNION ALL SELECT 'told', c.id, c.id, i.former_department, NULL FROM cases c
      JOIN case_imports i ON i.tenant = c.tenant AND i.case_id = c.id
      WHERE i.former_department IS NOT NULL AND c.tenant = ",
    " UNION ALL SELECT 'told', c.id, a.id, a.text, NULL FROM cases c
      JOIN case_allegations a ON a.tenant = c.tenant AND a.case_id = c.id WHERE c.tenant = ",
    " UNION ALL SELECT n.visibility, c.id, n.id, n.text, n.by_id FROM cases c
      JOIN case_notes n ON n.tenant = c.tenant AND n.case_id = c.id WHERE c.tenant = ",
    " UNION ALL SELECT 'file', c.id, f.id, f.name, f.by_id FROM cases c
      JOIN attachments f ON f.tenant = c.tenant AND f.subject_kind = 'case'
          AND f.subject_id = c.id AND f.destroyed_at IS NULL WHERE c.tenant = ",
];

/// Every text of these cases that stands in this room, or beneath it.
pub async fn texts(tx: &mut Tx, tenant: Tenant, cases: &[CaseId]) -> Result<Vec<Text>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(
        "SELECT 'number' AS source, c.id AS case_id, c.id AS id, c.number AS text,
             CAST(NULL AS BIGINT) AS by_id FROM cases c WHERE c.tenant = ",
    );
    let cases = filled(cases);
    let within = |query: &mut Query| {
        query
            .bind(tenant)
            .push(" AND c.id IN (")
            .bind_all(cases.iter().copied())
            .push(")");
    };
    within(&mut query);
    for part in TEXTS {
        query.push(part);
        within(&mut query);
    }
    let (sql, args) = query.finish();
    let vault = tx.vault()?;
    tx.all(sql, args, |row| {
        let by: Option<StaffId> = row.get("by_id")?;
        let mut text: String = row.get("text")?;
        let source = match row.get::<String>("source")?.as_str() {
            "number" => Source::Number,
            "told" => Source::Told,
            "file" => {
                // A name that does not open is for the check of sealed values to say; the
                // rest of the case is found all the same.
                text = vault
                    .open_or_plain(tenant, attachments::NAME, &text)
                    .unwrap_or_default();
                Source::File(by)
            }
            note => match Visibility::from_code(note) {
                Some(visibility) if visibility.is_for_person() => Source::Shared,
                _ => Source::Private(by),
            },
        };
        Ok(Text {
            case: row.get("case_id")?,
            id: row.get("id")?,
            source,
            text,
        })
    })
    .await
}
