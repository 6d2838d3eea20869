//! The pages anybody may open: small, plain, without a script.

mod cookies;
mod privacy;
mod receipt;
mod report;
mod senior;
mod status;

use tongli_kernel::{Fault, Said};
use tongli_people::{HOSPITAL_NAME, PUBLIC_CONTACT};
use tongli_store::{Tx, settings};
use tongli_web::{Ask, Form, Guard, Routes};

const HOURS: &str = "reception-hours";
const PLACE: &str = "reception-place";
const CHANNELS: &str = "complaint-channels";

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/r", Guard::Open, report::show)
        .post("/r", Guard::Open, report::send)
        .get("/r/receipt", Guard::Open, receipt::show)
        .post("/r/receipt", Guard::Open, receipt::put_away)
        .get("/r/status", Guard::Open, status::show)
        .post("/r/status", Guard::Open, status::ask_for)
        .get("/r/privacy", Guard::Open, privacy::show)
        .get("/r/senior", Guard::Open, senior::choose)
}

/// What stands around every page.
#[derive(Debug, Clone, Default)]
struct Frame {
    hospital: Option<String>,
    contact: Option<String>,
    hours: Option<String>,
    place: Option<String>,
    channels: Option<String>,
}

impl Frame {
    async fn read(tx: &mut Tx, ask: &Ask) -> Result<Frame, Fault> {
        let tenant = ask.app.tenant;
        let named = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        Ok(Frame {
            hospital: named(settings::find(tx, tenant, HOSPITAL_NAME).await?),
            contact: named(settings::find(tx, tenant, PUBLIC_CONTACT).await?),
            hours: named(settings::find(tx, tenant, HOURS).await?),
            place: named(settings::find(tx, tenant, PLACE).await?),
            channels: named(settings::find(tx, tenant, CHANNELS).await?),
        })
    }
}

/// A choice made in the head of a page whose fields are filled in: the same page
/// again in large letters or in the other language, with nothing lost.
fn switched(ask: &Ask, form: &Form) -> Option<Ask> {
    let mut next = ask.clone();
    match form.value("switch") {
        "senior" => next.senior = !next.senior,
        "language" => {
            next.lang = next.lang.other();
            next.viewer.lang = next.lang;
        }
        _ => return None,
    }
    Some(next)
}

/// Why a request was not looked at, where the fields shall stay.
fn too_many(fault: Fault) -> Result<Said, Fault> {
    match fault {
        Fault::TooMany { seconds } => Ok(Said::new("public-too-many").with("seconds", seconds)),
        other => Err(other),
    }
}
