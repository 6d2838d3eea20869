//! What of an answer waits for a leader, and what exactly is decided on.

use serde_json::json;
use tongli_approvals::{Asking, Body, Kind};
use tongli_cases::{Allegation, Case};
use tongli_kernel::{Fault, Lang, Moment, Said, StaffId, Viewer};
use tongli_store::{Tx, sha256};
use tongli_web::App;

use super::digest;
use crate::drafting::points;
use crate::letter::{Letter, State};
use crate::store::{InRound, answers, letters};

/// The most characters of one answer in the request.
const GLIMPSE: usize = 300;

/// The request to let these answers, and the letter if there is one, go out.
pub(super) fn asking(
    app: &App,
    case: &Case,
    allegations: &[Allegation],
    letter: Option<&Letter>,
    by: Option<StaffId>,
) -> Result<Asking, Fault> {
    let letter = letter.filter(|letter| letter.state == State::Draft);
    let of_letter = letter
        .map(|letter| letters::digest_of(letter.body.open()))
        .transpose()?;
    let key = if letter.is_some() {
        "replies-approval-letter"
    } else {
        "replies-approval-answer"
    };
    let lines: Vec<String> = points(allegations)
        .iter()
        .map(|point| {
            let glimpse: String = point.answer.chars().take(GLIMPSE).collect();
            format!("{}. {glimpse}", point.seq)
        })
        .collect();
    let body = Body {
        request: app.words.say(Lang::Zh, &Said::new(key)),
        basis: lines.join("\n"),
    };
    let mut asking = Asking::of(case.subject(), case.round, Kind::Release, body).by(by);
    let exactly = json!([digest(allegations)?, of_letter]).to_string();
    asking.digest = sha256(exactly.as_bytes());
    Ok(asking)
}

/// Asks for the approval of what was just written. Only a complaint has a right to the
/// second pair of eyes.
pub(super) async fn ask(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
) -> Result<(), Fault> {
    if !case.kind.is_complaint() || case.approved_at.is_some() || !case.stage.is_open() {
        return Ok(());
    }
    let round = InRound::of(case);
    let allegations = tongli_cases::allegations(tx, viewer.tenant, case.id).await?;
    let letter = letters::in_hand(tx, app, viewer.tenant, round).await?;
    let drafter = answers::find_drafter(tx, viewer.tenant, round).await?;
    let asking = asking(app, case, &allegations, letter.as_ref(), drafter)?;
    let subject = case.subject();
    let open =
        tongli_approvals::open_request(tx, app, viewer.tenant, subject, Kind::Release).await?;
    // The same text asked for twice is asked for once.
    if open.is_none_or(|open| open.digest != asking.digest) {
        tongli_approvals::ask(tx, app, viewer, now, asking).await?;
    }
    Ok(())
}
