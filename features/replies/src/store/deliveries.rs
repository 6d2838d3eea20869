//! Proofs that an answer reached the person.

use tongli_kernel::{Moment, Private, StaffId, Tenant};
use tongli_store::{Row, StoreError, Tx, args};
use tongli_web::App;

use super::answers::SpokenId;
use super::{InRound, seal};
use crate::letter::LetterId;
use crate::mode::{Mode, Proof};

#[derive(Debug)]
pub struct DeliveryMark;

/// A delivery to be recorded.
pub struct NewDelivery<'a> {
    pub case: InRound,
    pub letter: Option<LetterId>,
    pub spoken: Option<SpokenId>,
    pub mode: Mode,
    pub proof: &'a Proof,
    pub delivered_at: Moment,
    pub recorded_by: Option<StaffId>,
}

/// A delivery as it is stored.
#[derive(Debug, Clone)]
pub struct Delivery {
    pub round: i64,
    pub letter: Option<LetterId>,
    pub mode: Mode,
    pub proof: String,
    pub attachment: Option<i64>,
    pub signer: Option<Private<String>>,
    pub relation: Option<String>,
    pub message_id: Option<String>,
    /// Why it is held ready, where nobody can be reached.
    pub reason: Option<Private<String>>,
    pub delivered_at: Moment,
    pub recorded_by: Option<StaffId>,
    pub recorded_at: Moment,
}

pub async fn insert(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    new: &NewDelivery<'_>,
) -> Result<(), StoreError> {
    let (mut attachment, mut signer, mut relation, mut message) = (None, None, None, None);
    let mut reason = None;
    match new.proof {
        Proof::ReadBack => {}
        Proof::File(file) => attachment = Some(*file),
        Proof::Signer {
            name,
            relation: how,
        } => {
            signer = Some(seal(app, tenant, "deliveries.signer", name)?);
            relation = Some(how.as_str());
        }
        Proof::Message(id) => message = Some(id.as_str()),
        Proof::Held(why) => reason = Some(seal(app, tenant, "deliveries.reason", why)?),
    }
    tx.run(
        "INSERT INTO deliveries (tenant, id, case_id, round, letter, spoken, mode, proof, attachment,
             signer, relation, message_id, reason, delivered_at, recorded_by, recorded_at, retention_class)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,'case')",
        args![
            tenant,
            app.id::<DeliveryMark>(),
            new.case.id,
            new.case.round,
            new.letter,
            new.spoken,
            new.mode.code(),
            new.proof.code(),
            attachment,
            signer,
            relation,
            message,
            reason,
            new.delivered_at,
            new.recorded_by,
            app.now()
        ],
    )
    .await?;
    Ok(())
}

/// The deliveries of a case in all its rounds, oldest first.
pub async fn list(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case_id: i64,
) -> Result<Vec<Delivery>, StoreError> {
    tx.all(
        "SELECT round, letter, mode, proof, attachment, signer, relation, message_id, reason, delivered_at,
                recorded_by, recorded_at
         FROM deliveries WHERE tenant = $1 AND case_id = $2 ORDER BY id",
        args![tenant, case_id],
        |row| delivery(row, app, tenant),
    )
    .await
}

fn delivery(row: &Row, app: &App, tenant: Tenant) -> Result<Delivery, StoreError> {
    let mode: String = row.get("mode")?;
    let signer = row
        .get::<Option<String>>("signer")?
        .map(|sealed| app.keys.open(tenant, "deliveries.signer", &sealed))
        .transpose()?;
    let reason = row
        .get::<Option<String>>("reason")?
        .map(|sealed| app.keys.open(tenant, "deliveries.reason", &sealed))
        .transpose()?;
    Ok(Delivery {
        round: row.get("round")?,
        letter: row.get("letter")?,
        mode: Mode::from_code(&mode).ok_or_else(|| StoreError::bug("an unknown mode"))?,
        proof: row.get("proof")?,
        attachment: row.get("attachment")?,
        signer: signer.map(Private::new),
        relation: row.get("relation")?,
        message_id: row.get("message_id")?,
        reason: reason.map(Private::new),
        delivered_at: row.get("delivered_at")?,
        recorded_by: row.get("recorded_by")?,
        recorded_at: row.get("recorded_at")?,
    })
}
