//! One import: what was read, what is wrong, how far it is, and what may be done.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use tongli_kernel::{Fault, Said};
use tongli_store::jobs;
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use super::rows::Rows;
use crate::access::WITHDRAW;
use crate::actions::{self, read};
use crate::import::{Import, ImportId, State};
use crate::store;

#[derive(Template)]
#[template(path = "imports_show.html")]
struct ShowPage {
    shell: Shell,
    form: Form,
    import: Import,
    rows: Rows,
    /// Rows done of all good ones, while it runs.
    done: i64,
    cases: i64,
    may_withdraw: bool,
}

impl ShowPage {
    fn is(&self, code: &str) -> bool {
        self.import.state.code() == code
    }

    /// Whether what to do about bad rows is worth a word.
    fn shows_bad(&self) -> bool {
        self.rows.lines.iter().any(|line| !line.flaws.is_empty())
    }

    /// Rows that an earlier version of the program read and did not keep.
    fn lacks_rows(&self) -> bool {
        self.import.state == State::Tried && self.rows.all < self.import.rows()
    }
}

async fn render(ask: &Ask, status: StatusCode, id: ImportId, form: Form) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let import = read(&mut tx, &ask.viewer, id).await?;
    let tenant = ask.viewer.tenant;
    let rows = Rows::load(&mut tx, ask, &import).await?;
    let cases = store::rows::count_in(&mut tx, tenant, id).await?;
    let job = match import.job {
        Some(job) => jobs::find(&mut tx, tenant, job).await?,
        None => None,
    };
    drop(tx);
    let running = import.state == State::Running;
    let shown = ShowPage {
        shell: Shell::new(ask, Said::new("imports-one")),
        form,
        rows,
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
