//! The letter: a page to print, a form to write it, and the steps that send it out.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_cases::{Names, Verb};
use tongli_kernel::{Fault, Lang, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page, page_with, redirect};

use super::{Above, discard, kept, note_older, refused, version};
use crate::access::letter_draft;
use crate::actions;
use crate::letter::{Body, Letter, State};
use crate::lines::{original_text, told_lines};
use crate::store::originals;

#[derive(Template)]
#[template(path = "letter.html")]
struct LetterPage {
    shell: Shell,
    number: String,
    case_path: String,
    letter: Option<Body>,
    is_released: bool,
    /// Said where the letter belongs to an earlier round.
    earlier: Option<String>,
    digest: String,
    no: i64,
    /// The scans of the sealed original of this very text.
    originals: Vec<(String, String)>,
    /// The viewer may put one in.
    binds: bool,
    version: i64,
    /// There is none yet, and this viewer may write the answer it comes from.
    may_answer: bool,
}

impl LetterPage {
    /// A letter goes to the patient, so its own words stay Chinese whatever
    /// language the screen around it has.
    fn zh(&self, key: &'static str) -> String {
        self.zh_key(key)
    }

    fn zh_key(&self, key: impl Into<String>) -> String {
        let said = Said {
            key: key.into().into(),
            args: Vec::new(),
        };
        self.shell.ask.app.words.say(Lang::Zh, &said)
    }
}

/// The letter asked for by its number; else this round's released letter, or the one
/// being written; else what an earlier round sent, marked as such.
pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    let shell = Shell::new(&ask, Said::new("replies-letter"));
    let mut tx = ask.app.db.read().await?;
    let viewer = &ask.viewer;
    let case = tongli_cases::read(&mut tx, viewer, Verb::Read, &number).await?;
    let all = actions::letters_read(&mut tx, &ask.app, viewer, &case).await?;
    let allegations = tongli_cases::allegations(&mut tx, viewer.tenant, case.id).await?;
    let scans = originals::list(&mut tx, viewer.tenant, case.id.raw()).await?;
    let names = Names::of(&mut tx, viewer.tenant, scans.iter().map(|one| one.bound_by)).await?;
    drop(tx);
    // A letter holds the person's name: reading it is written down.
    tongli_cases::note_reading(&ask.app, viewer, ask.now, &case, true).await?;
    let chosen = chosen(&all, Form::from_encoded(&ask.query).value("no"), case.round).cloned();
    let verbs = tongli_cases::access::shown_verbs(viewer, &case, &allegations);
    let is_released = chosen
        .as_ref()
        .is_some_and(|letter| letter.state == State::Released);
    page(&LetterPage {
        originals: scans
            .iter()
            .filter(|one| {
                chosen
                    .as_ref()
                    .is_some_and(|letter| letter.id == one.letter)
            })
            .map(|one| {
                let path = format!("{}/files/{}", case.path(), one.file);
                (path, original_text(&shell, &names, one))
            })
            .collect(),
        binds: is_released
            && viewer.may(crate::access::ANSWER)
            && tongli_cases::access::may_to(viewer, Verb::Attach, &case)
            && !case.complains_of(viewer),
        version: case.version,
        may_answer: verbs.contains(&Verb::Answer),
        number: case.number.clone(),
        case_path: case.path(),
        is_released,
        earlier: chosen
            .as_ref()
            .filter(|letter| letter.round < case.round)
            .map(|letter| {
                let said = shell.say("replies-letter-earlier");
                said.with("round", letter.round).to_string()
            }),
        digest: chosen
            .as_ref()
            .and_then(|letter| letter.digest.clone())
            .unwrap_or_default(),
        no: chosen.as_ref().map_or(0, |letter| letter.no),
        letter: chosen.map(|letter| letter.body.into_inner()),
        shell,
    })
}

/// Which letter a page shows.
fn chosen<'a>(all: &'a [Letter], no: &str, round: i64) -> Option<&'a Letter> {
    let of_round = || all.iter().filter(|letter| letter.round == round);
    all.iter()
        .find(|letter| letter.no.to_string() == no)
        .or_else(|| of_round().find(|letter| letter.state == State::Released))
        .or_else(|| of_round().find(|letter| letter.state.is_in_hand()))
        .or(all.first())
}

#[derive(Template)]
#[template(path = "letter_form.html")]
struct LetterForm {
    shell: Shell,
    form: Form,
    above: Above,
    draft: String,
    number: String,
    case_path: String,
    version: i64,
    /// The routes of this letter; unticked ones leave it.
    routes: Vec<(String, bool)>,
    points: Vec<crate::letter::Point>,
    told: Vec<String>,
    missing: Vec<String>,
}

pub async fn edit(ask: Ask, Path(number): Path<String>) -> Answer {
    let before = kept(&ask, &letter_draft(&number)).await?;
    render(&ask, &number, before, StatusCode::OK).await
}

async fn render(
    ask: &Ask,
    number: &str,
    before: Option<(Form, Above)>,
    status: StatusCode,
) -> Answer {
    let shell = Shell::new(ask, Said::new("replies-letter-write"));
    let mut tx = ask.app.db.read().await?;
    let viewer = &ask.viewer;
    let case = tongli_cases::read(&mut tx, viewer, Verb::Answer, number).await?;
    let in_hand = actions::letter_read(&mut tx, &ask.app, viewer, &case).await?;
    let all = actions::letters_read(&mut tx, &ask.app, viewer, &case).await?;
    let today = ask.app.time.day_of(ask.now);
    let told = tongli_addressees::told(&mut tx, &ask.app, viewer.tenant, &case, today).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, viewer, ask.now, &case, true).await?;
    // Released or taken back while somebody was typing: their words still stand.
    let typed_late = before.is_some() && status != StatusCode::OK;
    let letter = in_hand
        .or_else(|| all.into_iter().next().filter(|_| typed_late))
        .ok_or(Fault::NotFound)?;
    let (typed, mut above) = match before {
        Some((form, above)) => (Some(form), above),
        None => (None, Above::default()),
    };
    if let Some(form) = &typed {
        note_older(form, &mut above, letter.version);
    }
    let body = letter.body.open();
    let page = LetterForm {
        number: case.number.clone(),
        case_path: case.path(),
        version: letter.version,
        routes: routes(&shell, body, typed.as_ref()),
        points: body.points.clone(),
        told: told_lines(&shell, &told),
        missing: body
            .gates()
            .into_iter()
            .map(|gate| shell.said(gate.say).to_string())
            .collect(),
        draft: letter_draft(&case.number),
        above,
        form: typed.unwrap_or_else(|| filled(&letter)),
        shell,
    };
    page_with(status, &page)
}

fn filled(letter: &Letter) -> Form {
    let body = letter.body.open();
    [
        ("salutation", &body.salutation),
        ("opening", &body.opening),
        ("steps", &body.steps),
        ("result", &body.result),
        ("contact_name", &body.contact_name),
        ("contact_phone", &body.contact_phone),
        ("dated", &body.dated),
        ("sender", &body.sender),
        ("without_clinical", &body.without_clinical),
    ]
    .into_iter()
    .fold(Form::default(), |form, (name, text)| {
        form.with(name, text.as_str())
    })
}

/// The routes to choose from: those of the letter, and the usual ones.
fn routes(shell: &Shell, body: &Body, typed: Option<&Form>) -> Vec<(String, bool)> {
    let usual = crate::letter::ROUTES
        .iter()
        .map(|route| shell.say_key(format!("replies-route-{route}")).to_string());
    let mut all: Vec<String> = body.routes.clone();
    if all.is_empty() {
        all = usual.collect();
    }
    all.into_iter()
        .map(|route| {
            let ticked = match typed {
                Some(form) => form.has("route", &route),
                None => body.routes.contains(&route),
            };
            (route, ticked)
        })
        .collect()
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    if form.ticked("discard") {
        discard(&ask, &letter_draft(&number)).await?;
        return redirect(&format!("/cases/{number}/letter/edit"));
    }
    let value = |name: &str| form.value(name).to_owned();
    let body = Body {
        salutation: value("salutation"),
        opening: value("opening"),
        steps: value("steps"),
        result: value("result"),
        routes: form.values("route").map(str::to_owned).collect(),
        contact_name: value("contact_name"),
        contact_phone: value("contact_phone"),
        dated: value("dated"),
        sender: value("sender"),
        without_clinical: value("without_clinical"),
        ..Body::default()
    };
    let outcome = {
        let version = version(&form).unwrap_or(0);
        let (ask, number, body) = (&ask, &number, &body);
        ask.app
            .db
            .write(async |tx| {
                actions::write_letter(tx, &ask.app, &ask.viewer, number, version, body).await
            })
            .await
    };
    match outcome {
        Ok(case) => redirect(&format!(
            "/cases/{}/letter?done=replies-letter-done",
            case.number
        )),
        Err(fault) => {
            let (form, above, status) = refused(fault, form)?;
            render(&ask, &number, Some((form, above)), status).await
        }
    }
}

pub async fn order(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let (asking, name, version) = (&ask, &number, version(&form));
    let case = asking
        .app
        .db
        .write(async |tx| {
            actions::order_letter(tx, &asking.app, &asking.viewer, name, version).await
        })
        .await?;
    redirect(&format!("{}?done=replies-ordered-done", case.path()))
}

pub async fn release(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let (asking, name, version) = (&ask, &number, version(&form));
    let case = asking
        .app
        .db
        .write(async |tx| actions::release(tx, &asking.app, &asking.viewer, name, version).await)
        .await?;
    redirect(&format!("{}?done=replies-released-done", case.path()))
}
