//! What a room above has to say before a room below does something, without the lower
//! room knowing it: nothing stands in the way where nobody says so.

use futures_util::future::BoxFuture;
use tongli_kernel::{Fault, Gate, Viewer};
use tongli_store::{Subject, Tx};

use crate::App;

/// What stands in the way; empty where nothing does.
pub type DoorFuture<'a> = BoxFuture<'a, Result<Vec<Gate>, Fault>>;

/// One who is asked.
#[derive(Clone, Copy)]
pub struct Door {
    /// What is about to be done, as the room that does it calls it.
    pub deed: &'static str,
    /// Asked inside the transaction of the deed, with the way in which it is done.
    pub gates: for<'a> fn(&'a mut Tx, &'a App, &'a Viewer, Subject, &'a str) -> DoorFuture<'a>,
}

/// Asks everybody who has a say. `Gated` names all that stands in the way.
pub async fn pass(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    (deed, way): (&'static str, &str),
    subject: Subject,
) -> Result<(), Fault> {
    let mut gates = Vec::new();
    for door in app.doors.iter().filter(|door| door.deed == deed) {
        gates.extend((door.gates)(tx, app, viewer, subject, way).await?);
    }
    if gates.is_empty() {
        Ok(())
    } else {
        Err(Fault::Gated(gates))
    }
}
