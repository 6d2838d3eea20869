//! One import: what was read, what is wrong, how far it is, and what may be done.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use tongli_kernel::{Fault, Private, Said, masked_phone};
use tongli_store::jobs;
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use crate::access::WITHDRAW;
use crate::actions::{self, read, read_file};
use crate::import::{Import, ImportId, State};
use crate::reading::{Reading, place_said};
use crate::row::{Flaw, ParsedRow, Place};
use crate::store;

/// How many bad rows the page lists.
const MOST_BAD: i64 = 500;
/// How many good rows it shows.
const SAMPLE: usize = 10;
/// Letters of a text the sample shows.
const EXCERPT: usize = 40;

/// A good row as the page shows it: nobody's name or number.
struct Sample {
    place: Said,
    received: String,
    channel: String,
    kind: String,
    person: String,
    phone: String,
    department: String,
    narrative: String,
}

impl Sample {
    fn of(reading: &Reading, row: &ParsedRow) -> Sample {
        let name = row.patient.clone().or_else(|| row.contact.clone());
        let mut narrative: String = row.narrative.chars().take(EXCERPT).collect();
        if row.narrative.chars().count() > EXCERPT {
            narrative.push('…');
        }
        Sample {
            place: reading.place_said(row.place),
            received: row.received.to_string(),
            channel: row.channel.word(),
            kind: row.kind.word(),
            person: name
                .map(|name| Private::new(name).to_string())
                .unwrap_or_default(),
            phone: row.phone.as_deref().map(masked_phone).unwrap_or_default(),
            department: row.department.clone().unwrap_or_default(),
            narrative,
        }
    }
}

#[derive(Template)]
#[template(path = "imports_show.html")]
struct ShowPage {
    shell: Shell,
    form: Form,
    import: Import,
    bad: Vec<(Place, Vec<Flaw>)>,
    sample: Vec<Sample>,
    /// Rows done of all good ones, while it runs.
    done: i64,
    cases: i64,
    may_withdraw: bool,
}

impl ShowPage {
    fn is(&self, code: &str) -> bool {
        self.import.state.code() == code
    }

    fn place(&self, place: &Place) -> Said {
        place_said(&self.import.layout.sheets, *place)
    }
}

async fn render(ask: &Ask, status: StatusCode, id: ImportId, form: Form) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let import = read(&mut tx, &ask.viewer, id).await?;
    let tenant = ask.viewer.tenant;
    let bad = store::rows::bad(&mut tx, &ask.app, tenant, id, MOST_BAD).await?;
    let cases = store::rows::count_in(&mut tx, tenant, id).await?;
    let job = match import.job {
        Some(job) => jobs::find(&mut tx, tenant, job).await?,
        None => None,
    };
    drop(tx);
    let sample = sample(ask, &import).await?;
    let running = import.state == State::Running;
    let shown = ShowPage {
        shell: Shell::new(ask, Said::new("imports-one")),
        form,
        bad,
        sample,
        done: job.map_or(cases, |job| job.done),
        cases,
        may_withdraw: ask.viewer.may(WITHDRAW),
        import,
    };
    let mut response = page_with(status, &shown)?;
    if running {
        // Without a script the page itself comes again.
        response
            .headers_mut()
            .insert(header::REFRESH, HeaderValue::from_static("3"));
    }
    Ok(response)
}

/// The first good rows, read again from the file: no copy of them is kept.
async fn sample(ask: &Ask, import: &Import) -> Result<Vec<Sample>, Fault> {
    if import.state != State::Tried {
        return Ok(Vec::new());
    }
    let bytes = ask.app.files.read(&import.digest).await?;
    let reading = read_file(&ask.app, &import.name, bytes).await?;
    let rows = reading.good.iter().take(SAMPLE);
    Ok(rows.map(|row| Sample::of(&reading, row)).collect())
}

pub(super) async fn show(ask: Ask, Path(id): Path<ImportId>) -> Answer {
    render(&ask, StatusCode::OK, id, Form::default()).await
}

/// The version of the page the button stood on.
fn version(form: &Form) -> i64 {
    form.value("version").parse().unwrap_or(0)
}

pub(super) async fn confirm(
    ask: Ask,
    Path(id): Path<ImportId>,
    FormBody(form): FormBody,
) -> Answer {
    actions::confirm(&ask.app, &ask.viewer, id, version(&form)).await?;
    redirect(&format!("/imports/{id}?done=imports-confirmed-done"))
}

pub(super) async fn cancel(ask: Ask, Path(id): Path<ImportId>, FormBody(form): FormBody) -> Answer {
    actions::cancel(&ask.app, &ask.viewer, id, version(&form)).await?;
    redirect(&format!("/imports/{id}?done=imports-cancelled-done"))
}

pub(super) async fn withdraw(
    ask: Ask,
    Path(id): Path<ImportId>,
    FormBody(form): FormBody,
) -> Answer {
    let reason = form.value("reason");
    match actions::withdraw(&ask.app, &ask.viewer, id, version(&form), reason).await {
        Ok(()) => redirect(&format!("/imports/{id}?done=imports-withdrawn-done")),
        Err(Fault::Invalid(errors)) => {
            let form = form.refused(errors);
            render(&ask, StatusCode::UNPROCESSABLE_ENTITY, id, form).await
        }
        Err(other) => Err(other.into()),
    }
}
