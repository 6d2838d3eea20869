//! Recordings are off by default: a case takes sound or video only with consent, unless
//! the hospital's settings say otherwise.

use tongli_kernel::{Fault, Gate, Said, Tenant};
use tongli_store::{StoreError, Tx, settings};

use crate::case::CaseId;
use crate::store;

/// The setting that lets recordings in without a consent on file.
pub const SETTING: &str = "recordings-allowed";

/// A fact from the room of consents: recordings of this case may be kept, or not any more.
pub async fn allow_recordings(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    allowed: bool,
) -> Result<(), StoreError> {
    store::recordings::set(tx, tenant, case, allowed).await
}

/// Refuses sound and video where nobody consented to them.
pub async fn check_recordings<'a>(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    media_types: impl IntoIterator<Item = &'a str>,
) -> Result<(), Fault> {
    let is_recording = |kind: &str| kind.starts_with("audio/") || kind.starts_with("video/");
    if !media_types.into_iter().any(is_recording)
        || store::recordings::are_allowed(tx, tenant, case).await?
        || settings::find(tx, tenant, SETTING)
            .await?
            .is_some_and(|value| !value.is_empty())
    {
        return Ok(());
    }
    let said = Said::new("cases-gate-recording");
    Err(Fault::Gated(vec![Gate::new("recording_consent", said)]))
}
