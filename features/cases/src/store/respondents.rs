//! What staff complained of were told, and whether they have read it.

use std::collections::BTreeSet;

use tongli_kernel::{Id, Moment, StaffId, Tenant, Viewer};
use tongli_store::{Row, StoreError, Tx, args};

use crate::case::CaseId;

#[derive(Debug)]
pub struct ToldMark;
pub type ToldId = Id<ToldMark>;

/// Kept as long as its case.
const RETENTION: &str = "case";

/// One notice to one respondent.
#[derive(Debug, Clone)]
pub struct RespondentNotice {
    pub id: ToldId,
    pub case_id: CaseId,
    pub staff: StaffId,
    /// What is alleged, in the office's words.
    pub text: String,
    /// Whom to turn to for support.
    pub support: String,
    pub sent_at: Moment,
    pub sent_by: Option<StaffId>,
    pub read_at: Option<Moment>,
}

fn notice(row: &Row) -> Result<RespondentNotice, StoreError> {
    Ok(RespondentNotice {
        id: row.get("id")?,
        case_id: row.get("case_id")?,
        staff: row.get("staff")?,
        text: row.get("text")?,
        support: row.get("support")?,
        sent_at: row.get("sent_at")?,
        sent_by: row.get("sent_by")?,
        read_at: row.get("read_at")?,
    })
}

pub async fn insert(tx: &mut Tx, tenant: Tenant, one: &RespondentNotice) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO respondent_notices (tenant, id, case_id, staff, text, support, sent_at,
             sent_by, retention_class)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)",
        args![
            tenant,
            one.id,
            one.case_id,
            one.staff,
            &one.text,
            &one.support,
            one.sent_at,
            one.sent_by,
            RETENTION
        ],
    )
    .await?;
    Ok(())
}

/// The notices of a case, oldest first.
pub async fn of_case(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Vec<RespondentNotice>, StoreError> {
    tx.all(
        "SELECT id, case_id, staff, text, support, sent_at, sent_by, read_at
         FROM respondent_notices WHERE tenant = $1 AND case_id = $2 ORDER BY id",
        args![tenant, case],
        notice,
    )
    .await
}

/// A notice, for whom it was written and for nobody else.
pub async fn find(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    id: ToldId,
) -> Result<Option<RespondentNotice>, StoreError> {
    tx.find(
        "SELECT id, case_id, staff, text, support, sent_at, sent_by, read_at
         FROM respondent_notices WHERE tenant = $1 AND id = $2 AND staff = $3",
        args![tenant, id, staff],
        notice,
    )
    .await
}

/// Marks it read; `false` if it was read before.
pub async fn mark_read(
    tx: &mut Tx,
    tenant: Tenant,
    id: ToldId,
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE respondent_notices SET read_at = $3
             WHERE tenant = $1 AND id = $2 AND read_at IS NULL",
            args![tenant, id, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Keeps somebody complained of in a case beyond the allegation that names them.
pub async fn keep(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    staff: StaffId,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO case_former_respondents (tenant, case_id, staff) VALUES ($1,$2,$3)
         ON CONFLICT DO NOTHING",
        args![tenant, case, staff],
    )
    .await?;
    Ok(())
}

/// Who is complained of in a case as it stands, and in what was parted from it.
pub async fn of(tx: &mut Tx, tenant: Tenant, case: CaseId) -> Result<Vec<StaffId>, StoreError> {
    tx.all(
        "SELECT staff FROM allegation_respondents
         WHERE tenant = $1 AND case_id = $2 AND staff IS NOT NULL
         UNION SELECT staff FROM case_former_respondents WHERE tenant = $1 AND case_id = $2",
        args![tenant, case],
        |row| row.get("staff"),
    )
    .await
}

/// Which of these cases name the viewer as complained of.
pub async fn complaining(
    tx: &mut Tx,
    viewer: &Viewer,
    cases: impl IntoIterator<Item = CaseId>,
) -> Result<BTreeSet<CaseId>, StoreError> {
    let Some(staff) = viewer.staff() else {
        return Ok(BTreeSet::new());
    };
    // Few complain of one person, whatever is asked about.
    let found: Vec<CaseId> = tx
        .all(
            "SELECT case_id FROM allegation_respondents WHERE tenant = $1 AND staff = $2
             UNION SELECT case_id FROM case_former_respondents WHERE tenant = $1 AND staff = $2",
            args![viewer.tenant, staff],
            |row| row.get("case_id"),
        )
        .await?;
    let found: BTreeSet<CaseId> = found.into_iter().collect();
    Ok(cases.into_iter().filter(|id| found.contains(id)).collect())
}
