//! Staff complained of hear fairly what is alleged (被投诉人告知): in the office's
//! words, without the person's name, with a way to give their own account.

use serde_json::json;
use tongli_kernel::{Fault, FieldErrors, Moment, Said, StaffId, Viewer};
use tongli_store::Tx;
use tongli_store::history::{Event, append};
use tongli_store::outbox::{self, Message, To};
use tongli_web::App;

use super::note::keep_account;
use super::{Move, find_case, is_veiled};
use crate::case::Case;
use crate::change::FactChange;
use crate::life::Verb;
use crate::store::respondents::{self, RespondentNotice, ToldId};

/// Under which notices to staff complained of go out.
pub(super) const TOPIC: &str = "respondent";

const LEAST: usize = 5;
const MOST: usize = 4_000;

/// What one of them is told.
#[derive(Debug, Clone)]
pub struct Telling {
    pub staff: Option<StaffId>,
    pub text: String,
    pub support: String,
}

/// Leaves one of the staff complained of a notice, and says so in the history.
pub(super) async fn notify(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    telling: &Telling,
) -> Result<Move, Fault> {
    let mut errors = FieldErrors::default();
    let staff = telling.staff.filter(|staff| case.named.contains(staff));
    if staff.is_none() {
        errors.add("staff", Said::new("cases-notify-whom"));
    }
    for (field, text) in [("text", &telling.text), ("support", &telling.support)] {
        let length = text.trim().chars().count();
        if length < LEAST {
            errors.add(field, Said::new("cases-notify-short").with("least", LEAST));
        } else if length > MOST {
            errors.add(field, Said::new("cases-text-long").with("most", MOST));
        }
    }
    if names_person(tx, app, viewer, case, &telling.text).await? {
        errors.add("text", Said::new("cases-notify-names-person"));
    }
    errors.or_else(|| ())?;
    let one = RespondentNotice {
        id: app.id(),
        case_id: case.id,
        staff: staff.ok_or_else(|| Fault::bug("a notice to nobody"))?,
        text: telling.text.trim().to_owned(),
        support: telling.support.trim().to_owned(),
        sent_at: now,
        sent_by: viewer.staff(),
        read_at: None,
    };
    respondents::insert(tx, viewer.tenant, &one).await?;
    let said = Said::new("cases-message-respondent")
        .with("number", case.number.as_str())
        .with("path", format!("/told/{}", one.id));
    let message = Message::new(TOPIC, case.subject(), To::Staff(one.staff), said);
    outbox::put(tx, viewer, &app.ids, now, message).await?;
    let payload = json!({ "notice": one.id, "staff": one.staff });
    Ok(Move::new(Verb::NotifyRespondent, None, FactChange::None).with(payload))
}

/// Whether the words give away who the patient or the contact is.
async fn names_person(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    text: &str,
) -> Result<bool, Fault> {
    let mut secrets: Vec<String> = Vec::new();
    if let Some(id) = case.person
        && let Some(one) = tongli_patients::find_person(tx, app, viewer.tenant, id).await?
    {
        secrets.extend(one.name.map(|name| name.show(true)));
        secrets.extend(one.record_no.map(|number| number.show(true)));
    }
    if let Some(id) = case.contact
        && let Some(one) = tongli_patients::find_contact(tx, app, viewer.tenant, id).await?
    {
        secrets.extend(one.phone_shown(true));
        secrets.extend(one.name.map(|name| name.show(true)));
    }
    let bare = |text: &str| text.replace([' ', '-'], "");
    let text = bare(text);
    Ok(secrets
        .iter()
        .map(|secret| bare(secret))
        .any(|secret| secret.chars().count() > 1 && text.contains(&secret)))
}

/// A notice as whom it is for reads it.
#[derive(Debug)]
pub struct Told {
    pub notice: RespondentNotice,
    pub number: String,
}

/// The viewer's own notice.
pub async fn told(tx: &mut Tx, viewer: &Viewer, id: ToldId) -> Result<Told, Fault> {
    let (notice, case) = own(tx, viewer, id).await?;
    Ok(Told {
        notice,
        number: case.number,
    })
}

async fn own(tx: &mut Tx, viewer: &Viewer, id: ToldId) -> Result<(RespondentNotice, Case), Fault> {
    let staff = viewer.staff().ok_or(Fault::NotFound)?;
    let notice = respondents::find(tx, viewer.tenant, staff, id)
        .await?
        .ok_or(Fault::NotFound)?;
    let case = find_case(tx, viewer.tenant, notice.case_id)
        .await?
        .ok_or(Fault::NotFound)?;
    if is_veiled(tx, viewer, case.id, notice.sent_at).await? {
        return Err(Fault::NotFound);
    }
    Ok((notice, case))
}

/// They have read it; a second time changes nothing.
pub async fn acknowledge(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    id: ToldId,
) -> Result<(), Fault> {
    let (notice, case) = own(tx, viewer, id).await?;
    if respondents::mark_read(tx, viewer.tenant, notice.id, now).await? {
        let event = Event::new("respondent_read").with(json!({ "notice": notice.id }));
        append(tx, viewer, now, &*app.chance, case.subject(), event).await?;
    }
    Ok(())
}

/// Their own account goes into the file beside all else; it decides nothing.
pub async fn give_account(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (id, text): (ToldId, &str),
) -> Result<(), Fault> {
    acknowledge(tx, app, viewer, now, id).await?;
    let (_, case) = own(tx, viewer, id).await?;
    keep_account(tx, app, viewer, now, &case, text).await
}
