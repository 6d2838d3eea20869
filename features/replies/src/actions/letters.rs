//! Begins, rewrites and orders the reply letter.

use serde_json::json;
use tongli_addressees::{MayLeave, Told, Way};
use tongli_cases::{Allegation, Case, FactChange, Verb};
use tongli_kernel::{Fault, Gate, Lang, Said, StaffId, Viewer};
use tongli_people::{HOSPITAL_NAME, PUBLIC_CONTACT};
use tongli_store::history::{self, Event};
use tongli_store::{Tx, drafts, settings};
use tongli_web::App;

use super::reading::written_anew;
use super::{approval, leaving, read, read_at, step};
use crate::access;
use crate::letter::{Body, Letter, Point, ROUTES};
use crate::mode::{LetterGround, Mode};
use crate::store::{InRound, answers, letters};

/// A number of the office for letters; where none is set, what the public page shows.
const OFFICE_PHONE: &str = "office-phone";

/// Brings the letter in hand up to the answers as they stand, or begins one.
pub async fn refresh_letter(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    allegations: &[Allegation],
    ground: Option<LetterGround>,
) -> Result<(), Fault> {
    let round = InRound::of(case);
    if let Some(mut letter) = letters::in_hand(tx, app, viewer.tenant, round).await? {
        if let Some(ground) = ground.filter(|ground| letter.ground != Some(*ground)) {
            letters::set_ground(tx, viewer.tenant, &letter, ground).await?;
            letter.version += 1;
        }
        return renew(tx, app, viewer, case, &letter, allegations).await;
    }
    if case.answered_in_writing {
        return Ok(());
    }
    let body = begin(tx, app, viewer, case, allegations).await?;
    letters::insert(
        tx,
        app,
        viewer.tenant,
        round,
        (&body, ground),
        viewer.staff(),
    )
    .await?;
    let event = Event::new("draft_letter");
    history::append(tx, viewer, app.now(), &*app.chance, case.subject(), event).await?;
    tongli_cases::index(tx, app, viewer.tenant, case.id).await
}

/// The letter repeats the answers beside the allegations.
async fn renew(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    letter: &Letter,
    allegations: &[Allegation],
) -> Result<(), Fault> {
    let anew = written_anew(tx, viewer, case, letter).await?.is_some();
    let mut body = match anew {
        // Its other words spoke of the whole.
        true => begin(tx, app, viewer, case, allegations).await?,
        false => letter.body.open().clone(),
    };
    let now = points(tx, app, viewer, case, allegations).await?.0;
    if !anew && letter.body.open().points == now {
        return Ok(());
    }
    body.points = now;
    letters::rewrite(tx, app, viewer.tenant, letter, &body, viewer.staff()).await?;
    tongli_cases::index(tx, app, viewer.tenant, case.id).await
}

/// Takes back a letter that was begun only because the complaint came in writing,
/// once by word is enough; any other letter in hand follows the answers.
pub async fn take_back_letter(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    allegations: &[Allegation],
) -> Result<(), Fault> {
    let Some(letter) = letters::in_hand(tx, app, viewer.tenant, InRound::of(case)).await? else {
        return Ok(());
    };
    if letter.ground == Some(LetterGround::CameInWriting) {
        letters::withdraw(tx, viewer.tenant, &letter).await?;
        return tongli_cases::index(tx, app, viewer.tenant, case.id).await;
    }
    renew(tx, app, viewer, case, &letter, allegations).await
}

/// The answers as they may leave in writing to whom the office addresses, and who that
/// is.
async fn points(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    allegations: &[Allegation],
) -> Result<(Vec<Point>, Told), Fault> {
    if allegations.is_empty() {
        let today = app.time.day_of(app.now());
        let told = tongli_addressees::told(tx, app, viewer.tenant, case, today).await?;
        return Ok((Vec::new(), told));
    }
    let today = (None, app.time.day_of(app.now()));
    let leaving = leaving(tx, app, viewer, case, allegations, today).await?;
    Ok((leaving.points(Way::Written), leaving.told))
}

/// A letter with everything the file knows already. Letters go to patients, so
/// they begin in Chinese whoever writes them.
async fn begin(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    allegations: &[Allegation],
) -> Result<Body, Fault> {
    let tenant = viewer.tenant;
    let say = |said: Said| app.words.say(Lang::Zh, &said);
    let speaker = case.speaker.or(case.owner).or(viewer.staff());
    let hospital = settings::find(tx, tenant, HOSPITAL_NAME)
        .await?
        .unwrap_or_default();
    let phone = match settings::find(tx, tenant, OFFICE_PHONE).await? {
        Some(phone) => Some(phone),
        None => settings::find(tx, tenant, PUBLIC_CONTACT).await?,
    };
    let (points, told) = points(tx, app, viewer, case, allegations).await?;
    // What was done may be clinical: where that may not leave, it is written anew. So it
    // is where the case itself tells it no more.
    let is_whole = told.written.leaves == MayLeave::All;
    let withheld = say(Said::new(tongli_cases::PUT_AWAY));
    Ok(Body {
        number: case.number.clone(),
        salutation: say(salutation(&told)),
        opening: say(opening(&told)),
        points,
        steps: steps(tx, app, viewer, case, allegations).await?,
        result: case
            .handling_result
            .clone()
            .filter(|text| is_whole && *text != withheld)
            .unwrap_or_default(),
        routes: ROUTES
            .iter()
            .map(|route| {
                say(Said {
                    key: format!("replies-route-{route}").into(),
                    args: Vec::new(),
                })
            })
            .collect(),
        contact_name: name_of(tx, viewer, speaker).await?,
        contact_phone: phone.unwrap_or_default(),
        dated: app.time.day_of(app.now()).to_string(),
        sender: say(Said::new("replies-letter-sender").with("hospital", hospital)),
        addressee: addressee(&told),
        without_clinical: String::new(),
    })
}

async fn name_of(tx: &mut Tx, viewer: &Viewer, staff: Option<StaffId>) -> Result<String, Fault> {
    let Some(staff) = staff else {
        return Ok(String::new());
    };
    let names = tongli_people::staff_names(tx, viewer.tenant, &[staff]).await?;
    Ok(names.get(&staff).cloned().unwrap_or_default())
}

/// Whom the letter is written for, as it is remembered in it.
fn addressee(told: &Told) -> String {
    let name = told.name.as_ref();
    name.map(|name| name.open().clone()).unwrap_or_default()
}

fn salutation(told: &Told) -> Said {
    match &told.name {
        Some(name) => Said::new("replies-letter-to").with("name", name.open().as_str()),
        None if told.is_bereaved() => Said::new("replies-letter-to-relatives"),
        None => Said::new("replies-letter-to-somebody"),
    }
}

/// Thanks and regret; condolence where the patient has died.
fn opening(told: &Told) -> Said {
    if !told.is_bereaved() {
        return Said::new("replies-letter-opening");
    }
    match &told.patient_name {
        Some(name) => Said::new("replies-letter-condolence").with("patient", name.open().as_str()),
        None => Said::new("replies-letter-condolence-unnamed"),
    }
}

/// What was done to find out, as far as the file shows it.
async fn steps(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    allegations: &[Allegation],
) -> Result<String, Fault> {
    let tenant = viewer.tenant;
    let given = tongli_inquiry::statements_of(tx, app, tenant, case.id.raw()).await?;
    let names = tongli_people::department_names(tx, tenant).await?;
    let asked: Vec<String> = given
        .iter()
        .filter(|one| one.given_at.is_some())
        .filter_map(|one| names.get(&one.department).cloned())
        .collect();
    let said = if asked.is_empty() {
        Said::new("replies-letter-steps-own").with("n", allegations.len())
    } else {
        Said::new("replies-letter-steps")
            .with("departments", asked.join("、"))
            .with("n", allegations.len())
    };
    Ok(app.words.say(Lang::Zh, &said))
}

/// Rewrites the letter in hand. What was approved is to be approved again.
pub async fn write_letter(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    letter_version: i64,
    body: &Body,
) -> Result<Case, Fault> {
    body.check()?;
    let (case, allegations) = read(tx, viewer, Verb::Answer, number, None).await?;
    let round = InRound::of(&case);
    let Some(letter) = letters::in_hand(tx, app, viewer.tenant, round).await? else {
        let gate = Gate::new("letter", Said::new("replies-gate-letter-fixed"));
        return Err(Fault::Gated(vec![gate]));
    };
    if letter.version != letter_version {
        return Err(Fault::Conflict(Said::new("fault-somebody-was-faster")));
    }
    // The answers come from the allegations, so that letter and file never differ.
    let (points, told) = points(tx, app, viewer, &case, &allegations).await?;
    let body = Body {
        number: case.number.clone(),
        points,
        addressee: addressee(&told),
        ..body.clone()
    };
    letters::rewrite(tx, app, viewer.tenant, &letter, &body, viewer.staff()).await?;
    let (by, mode) = (viewer.staff(), Mode::Letter);
    answers::set_drafter(tx, viewer.tenant, round, by, mode, app.now()).await?;
    if let Some(staff) = viewer.staff() {
        let draft = access::letter_draft(&case.number);
        drafts::discard(tx, viewer.tenant, staff, &draft).await?;
    }
    let payload = json!({ "letter": letter.id });
    let case = step(
        tx,
        app,
        viewer,
        &case,
        Verb::Answer,
        FactChange::AnswerDrafted,
        payload,
    )
    .await?;
    approval::ask(tx, app, viewer, app.now(), &case).await?;
    Ok(case)
}

/// The director orders an answer in writing.
pub async fn order_letter(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
) -> Result<Case, Fault> {
    let case = read_at(tx, viewer, Verb::Approve, number, version).await?;
    let payload = json!({ "letter": "ordered" });
    let case = step(
        tx,
        app,
        viewer,
        &case,
        Verb::Answer,
        FactChange::LetterWanted,
        payload,
    )
    .await?;
    let allegations = tongli_cases::allegations(tx, viewer.tenant, case.id).await?;
    let ordered = Some(LetterGround::Ordered);
    refresh_letter(tx, app, viewer, &case, &allegations, ordered).await?;
    Ok(case)
}
