//! One tap.

use tongli_kernel::{Fault, Moment, Said, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use super::actor;
use crate::access;
use crate::kind::kind;
use crate::store;
use crate::tap::{Tap, read_once};
use crate::window::read_window;

/// Letters and digits of what a button carries.
const LETTERS: &[u8] = b"0123456789abcdefghijklmnopqrstuv";
/// So many of them that nobody's buttons meet in all their years, and that years of taps
/// stay small.
const LENGTH: usize = 12;

/// What the buttons of a page carry that is shown now.
pub fn fresh(app: &App) -> String {
    app.chance.pick(LETTERS, LENGTH)
}

/// The button that was pressed.
#[derive(Debug, Clone, Copy)]
pub struct Button<'a> {
    /// A code of the list of kinds.
    pub kind: &'a str,
    /// What the button carried, so that the same press sent again counts once. Two people
    /// in the same second are two buttons: each page that is shown carries its own.
    pub once: Option<&'a str>,
    /// What the office calls the window at which it was pressed; empty where nobody said.
    pub window: &'a str,
}

/// Counts a contact of this moment.
pub async fn tap(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    button: Button<'_>,
) -> Result<Tap, Fault> {
    let by = actor(viewer, access::TAP)?;
    let kind =
        kind(button.kind).ok_or_else(|| Fault::field("kind", Said::new("desk-kind-unknown")))?;
    let once = match button.once.and_then(read_once) {
        Some(once) => once.to_owned(),
        None => fresh(app),
    };
    let window = read_window(button.window).map_err(|said| Fault::field("window", said))?;
    let new = Tap {
        window,
        ..Tap::now(app.ids.next(now), &kind.code, by, now, &app.time)
    };
    if store::insert(tx, viewer.tenant, &new, &once).await? {
        return Ok(new);
    }
    store::of_button(tx, viewer.tenant, by, &once, &kind.code)
        .await?
        .ok_or_else(|| Fault::bug("a tap is there and is not found"))
}
