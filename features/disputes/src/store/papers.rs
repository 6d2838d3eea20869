//! Sealed records and copies.

use tongli_kernel::{Tenant, Viewer};
use tongli_store::{Row, StoreError, Tx, args};
use tongli_web::App;

use super::{closed, opened};
use crate::copying::{Applicant, CopyId, Copying, Paper};
use crate::dispute::DisputeId;
use crate::seal::{Seal, SealId, SealItem, Sealed};

pub(super) const THEIRS: &str = "dispute_seals.theirs";
pub(super) const NAME: &str = "dispute_copies.name";

/// The number of the next batch.
pub(crate) async fn next_batch(
    tx: &mut Tx,
    tenant: Tenant,
    dispute: DisputeId,
) -> Result<i64, StoreError> {
    tx.count(
        "SELECT COALESCE(MAX(batch), 0) + 1 AS n FROM dispute_seals
         WHERE tenant = $1 AND dispute = $2",
        args![tenant, dispute],
    )
    .await
}

pub(crate) async fn insert_seal(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    dispute: DisputeId,
    new: &Seal,
) -> Result<(), StoreError> {
    let sealed = &new.sealed;
    tx.run(
        "INSERT INTO dispute_seals (tenant, id, dispute, batch, sealed_at, place, seal_no, ours,
             theirs, keeper, kept_in, later, by_id)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)",
        args![
            viewer.tenant,
            new.id,
            dispute,
            new.batch,
            sealed.sealed_at,
            &sealed.place,
            sealed.seal_no.as_deref(),
            &sealed.ours,
            closed(app, viewer.tenant, THEIRS, &sealed.theirs)?,
            &sealed.keeper,
            &sealed.kept_in,
            sealed.later.as_deref(),
            viewer.staff()
        ],
    )
    .await?;
    for (seq, item) in (1_i64..).zip(&new.items) {
        tx.run(
            "INSERT INTO dispute_seal_items (tenant, seal, seq, what, pages, is_copy)
             VALUES ($1,$2,$3,$4,$5,$6)",
            args![
                viewer.tenant,
                new.id,
                seq,
                &item.what,
                item.pages,
                item.is_copy
            ],
        )
        .await?;
    }
    Ok(())
}

/// Batches of a dispute in their order, with their items.
pub(crate) async fn seals(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    dispute: DisputeId,
) -> Result<Vec<Seal>, StoreError> {
    let mut seals = tx
        .all(
            "SELECT id, batch, sealed_at, place, seal_no, ours, theirs, keeper, kept_in, later
             FROM dispute_seals WHERE tenant = $1 AND dispute = $2 ORDER BY batch",
            args![tenant, dispute],
            seal,
        )
        .await?;
    for one in &mut seals {
        one.sealed.theirs = opened(app, tenant, THEIRS, &one.sealed.theirs)?;
        one.items = items(tx, tenant, one.id).await?;
    }
    Ok(seals)
}

fn seal(row: &Row) -> Result<Seal, StoreError> {
    Ok(Seal {
        id: row.get("id")?,
        batch: row.get("batch")?,
        sealed: Sealed {
            sealed_at: row.get("sealed_at")?,
            place: row.get("place")?,
            seal_no: row.get("seal_no")?,
            ours: row.get("ours")?,
            theirs: row.get("theirs")?,
            keeper: row.get("keeper")?,
            kept_in: row.get("kept_in")?,
            later: row.get("later")?,
        },
        items: Vec::new(),
    })
}

async fn items(tx: &mut Tx, tenant: Tenant, seal: SealId) -> Result<Vec<SealItem>, StoreError> {
    tx.all(
        "SELECT what, pages, is_copy FROM dispute_seal_items
         WHERE tenant = $1 AND seal = $2 ORDER BY seq",
        args![tenant, seal],
        |row| {
            Ok(SealItem {
                what: row.get("what")?,
                pages: row.get("pages")?,
                is_copy: row.get("is_copy")?,
            })
        },
    )
    .await
}

pub(crate) async fn insert_copying(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    dispute: DisputeId,
    id: CopyId,
    new: &Copying,
) -> Result<(), StoreError> {
    let papers: Vec<&str> = new.papers.iter().map(|paper| paper.code()).collect();
    tx.run(
        "INSERT INTO dispute_copies (tenant, id, dispute, asked_at, applicant, name, papers, what,
             pages, handed_at, by_id)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)",
        args![
            viewer.tenant,
            id,
            dispute,
            new.asked_at,
            new.applicant.code(),
            closed(app, viewer.tenant, NAME, &new.name)?,
            papers.join(","),
            &new.what,
            new.pages,
            new.handed_at,
            viewer.staff()
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn copies(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    dispute: DisputeId,
) -> Result<Vec<Copying>, StoreError> {
    let mut copies = tx
        .all(
            "SELECT asked_at, applicant, name, papers, what, pages, handed_at FROM dispute_copies
             WHERE tenant = $1 AND dispute = $2 ORDER BY id",
            args![tenant, dispute],
            copying,
        )
        .await?;
    for one in &mut copies {
        one.name = opened(app, tenant, NAME, &one.name)?;
    }
    Ok(copies)
}

fn copying(row: &Row) -> Result<Copying, StoreError> {
    let applicant: String = row.get("applicant")?;
    let papers: String = row.get("papers")?;
    Ok(Copying {
        asked_at: row.get("asked_at")?,
        applicant: Applicant::from_code(&applicant)
            .ok_or_else(|| StoreError::bug("an applicant of an unknown kind"))?,
        name: row.get("name")?,
        papers: papers.split(',').filter_map(Paper::from_code).collect(),
        what: row.get("what")?,
        pages: row.get("pages")?,
        handed_at: row.get("handed_at")?,
    })
}
