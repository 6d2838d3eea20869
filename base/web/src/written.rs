//! What rooms above have written about a subject, so that the search of the room below
//! finds it without knowing them.

use futures_util::future::BoxFuture;
use tongli_kernel::{Fault, Tenant};
use tongli_store::Tx;

use crate::App;

/// One text about a subject. It is sealed where it stands, so the index holds it blind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub subject: i64,
    pub id: i64,
    pub text: String,
}

pub type TextsFuture<'a> = BoxFuture<'a, Result<Vec<Text>, Fault>>;

/// The texts of one room.
#[derive(Clone, Copy)]
pub struct Written {
    /// The kind of subject they are about.
    pub about: &'static str,
    pub texts: for<'a> fn(&'a mut Tx, &'a App, Tenant, &'a [i64]) -> TextsFuture<'a>,
}

/// All that is written about these subjects of a kind.
pub async fn written(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    (about, subjects): (&'static str, &[i64]),
) -> Result<Vec<Text>, Fault> {
    let mut found = Vec::new();
    for one in app.written.iter().filter(|one| one.about == about) {
        found.extend((one.texts)(tx, app, tenant, subjects).await?);
    }
    Ok(found)
}
