//! The investigation form, beside what the departments say and the documents; below
//! it what stood in it before, and the forms of earlier rounds.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, Moment, Said, StaffId};
use tongli_store::attachments::Attachment;
use tongli_store::{Tx, drafts};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, no_store, page_with, redirect};

use super::record_form::{Row, fields, record, rows};
use super::sheet::{Above, Sheet, draft, read_noted};
use crate::actions::Recording;
use crate::investigation::{Earlier, Investigation, Record};
use crate::lines::{DocumentLine, Names, SaidLine, documents, said_lines};
use crate::verdict::own_department_gate;
use crate::{access, actions};

#[derive(Template)]
#[template(path = "investigation.html")]
struct InvestigationPage {
    shell: Shell,
    form: Form,
    above: Above,
    number: String,
    case_path: String,
    version: i64,
    rows: Vec<Row>,
    is_locked: bool,
    /// Why this viewer may read but not write.
    barred: Option<String>,
    changed: Option<String>,
    statements: Vec<SaidLine>,
    documents: Vec<DocumentLine>,
    /// What somebody else wrote meanwhile, then what stood here before.
    earlier: Vec<Past>,
    rounds: Vec<Past>,
}

/// A form as it stood, with the sentence about when and by whom.
struct Past {
    head: String,
    record: Record,
}

/// What the store knows about the form of a case.
struct Files {
    found: Option<Investigation>,
    earlier: Vec<Earlier>,
    before: Vec<Investigation>,
    attached: Vec<Attachment>,
}

impl Files {
    async fn read(tx: &mut Tx, ask: &Ask, case: &Case) -> Result<Files, Fault> {
        let (app, viewer) = (&ask.app, &ask.viewer);
        let (earlier, before) = actions::earlier_read(tx, app, viewer, case).await?;
        Ok(Files {
            found: actions::form_read(tx, app, viewer, case).await?,
            earlier,
            before,
            attached: tongli_cases::files_of(tx, &ask.viewer, case).await?,
        })
    }

    /// Everybody a page about it names.
    fn staff(&self) -> Vec<StaffId> {
        let forms = self.found.iter().chain(&self.before);
        self.attached
            .iter()
            .filter_map(|file| file.by.map(StaffId::new))
            .chain(forms.flat_map(|form| form.changed_by.into_iter().chain(form.reviewed_by)))
            .chain(self.earlier.iter().filter_map(|one| one.written_by))
            .collect()
    }
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    render(&ask, &number, Sheet::fresh()).await
}

async fn render(ask: &Ask, number: &str, sheet: Sheet) -> Answer {
    let shell = Shell::new(ask, Said::new("inquiry-investigation"));
    let (viewer, tenant) = (&ask.viewer, ask.viewer.tenant);
    let case = read_noted(ask, Verb::Find, number).await?;
    let mut tx = ask.app.db.read().await?;
    let files = Files::read(&mut tx, ask, &case).await?;
    let is_locked = files.found.as_ref().is_some_and(Investigation::is_locked);
    let form = match &sheet.form {
        Some(form) => form.clone(),
        None => begin(ask, &mut tx, &case, files.found.as_ref(), is_locked).await?,
    };
    let allegations = tongli_cases::allegations(&mut tx, tenant, case.id).await?;
    let list = actions::statements_read(&mut tx, &ask.app, viewer, &case).await?;
    let newest = actions::newest_read(&mut tx, &ask.app, viewer, &case).await?;
    let names = Names::of(&mut tx, ask, &files.staff()).await?;
    let barred =
        own_department_gate(viewer, &allegations).map(|gate| shell.said(gate.say).to_string());
    let page = InvestigationPage {
        above: sheet.above(&shell, barred.as_slice()),
        number: case.number.clone(),
        case_path: case.path(),
        version: files.found.as_ref().map_or(0, |form| form.version),
        rows: rows(&shell, &form),
        is_locked,
        barred,
        changed: files
            .found
            .as_ref()
            .map(|form| changed(&shell, &names, form.changed_by, form.changed_at)),
        statements: said_lines(&shell, &names, &list, &newest),
        documents: documents(ask, &names, &files.attached),
        earlier: earlier(&shell, &names, &files, sheet.is_stale()),
        rounds: files
            .before
            .iter()
            .map(|form| past_round(&shell, &names, form))
            .collect(),
        form,
        shell,
    };
    page_with(sheet.status, &page)
}

/// The form as it was last written, or what was typed since.
async fn begin(
    ask: &Ask,
    tx: &mut Tx,
    case: &Case,
    found: Option<&Investigation>,
    is_locked: bool,
) -> Result<Form, Fault> {
    let written = || found.map_or_else(Form::default, |form| fields(form.record.open()));
    if is_locked {
        return Ok(written());
    }
    let kept = draft(tx, ask, &access::investigation_draft(case)).await?;
    Ok(kept.unwrap_or_else(written))
}

fn changed(shell: &Shell, names: &Names, by: Option<StaffId>, at: Moment) -> String {
    shell
        .say("inquiry-changed")
        .with("name", names.staff(by))
        .with("at", shell.ask.show(at))
        .to_string()
}

/// What stood in the form of this round; whoever was overtaken also sees what stands
/// there now. An empty form somebody only began is nothing to show.
fn earlier(shell: &Shell, names: &Names, files: &Files, is_stale: bool) -> Vec<Past> {
    let now = files.found.as_ref().filter(|_| is_stale).map(|form| Past {
        head: shell
            .say("inquiry-stands-now")
            .with("name", names.staff(form.changed_by))
            .with("at", shell.ask.show(form.changed_at))
            .to_string(),
        record: form.record.open().clone(),
    });
    let before = files.earlier.iter().map(|one| Past {
        head: changed(shell, names, one.written_by, one.written_at),
        record: one.record.open().clone(),
    });
    now.into_iter()
        .chain(before)
        .filter(|past| !past.record.is_blank())
        .collect()
}

fn past_round(shell: &Shell, names: &Names, form: &Investigation) -> Past {
    let head = match form.reviewed_at {
        Some(at) => shell
            .say("inquiry-round-reviewed")
            .with("n", form.round)
            .with("name", names.staff(form.reviewed_by))
            .with("at", shell.ask.show(at)),
        None => shell.say("inquiry-round").with("n", form.round),
    };
    Past {
        head: head.to_string(),
        record: form.record.open().clone(),
    }
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    // Without a script, "one more row" sends the form; it comes back with the row.
    if form.value("add_row") == "course" {
        return render(&ask, &number, Sheet::again(form)).await;
    }
    let outcome = match record(&form).check() {
        Err(errors) => Err(Fault::Invalid(errors)),
        Ok(record) => {
            let seen = Some(super::version(&form).unwrap_or(0));
            let recording = Recording {
                record: &record,
                seen,
            };
            let (ask, number) = (&ask, &number);
            ask.app
                .db
                .write(async |tx| {
                    let (app, viewer) = (&ask.app, &ask.viewer);
                    actions::record_investigation(tx, app, viewer, number, None, recording).await
                })
                .await
        }
    };
    match outcome {
        Ok(case) => redirect(&format!(
            "/cases/{}/investigation?done=inquiry-recorded-done",
            case.number
        )),
        Err(fault) => render(&ask, &number, Sheet::refused(form, fault)?).await,
    }
}

/// Keeps half-written words.
pub async fn keep_draft(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let fields = form.draft();
    let (asking, number, fields) = (&ask, &number, &fields);
    asking
        .app
        .db
        .write(async |tx| {
            let case = tongli_cases::read(tx, &asking.viewer, Verb::Find, number).await?;
            if let Some(staff) = asking.viewer.staff() {
                let name = access::investigation_draft(&case);
                let tenant = asking.viewer.tenant;
                drafts::keep(tx, tenant, staff, &name, fields, asking.now).await?;
            }
            Ok(())
        })
        .await?;
    Ok(no_store(StatusCode::NO_CONTENT.into_response()))
}
