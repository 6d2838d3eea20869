//! One statement: the form while it is owed, the locked text afterwards, what was
//! added, and what the office may do with it.

use askama::Template;
use axum::extract::Path;
use tongli_cases::{Allegation, Case, Verb};
use tongli_kernel::{Fault, Said};
use tongli_store::access_log;
use tongli_web::{Answer, Ask, Form, Shell, page_with};

use super::sheet::{Above, Sheet, draft};
use crate::lines::{Names, StatementLine, sections, statement_line};
use crate::statement::{Amendment, Giving, State, Statement, StatementId};
use crate::verdict::{closed_file_gate, own_department_gate};
use crate::{access, actions};

#[derive(Template)]
#[template(path = "statement.html")]
struct StatementPage {
    shell: Shell,
    form: Form,
    above: Above,
    /// This viewer is complained of: somebody else speaks for the department.
    is_respondent: bool,
    may_note: bool,
    /// What was typed for a form that is no longer there.
    left_over: Vec<(String, String)>,
    line: StatementLine,
    case_path: String,
    asked: String,
    return_reason: Option<String>,
    excuse: Option<String>,
    version: i64,
    id: String,
    may_give: bool,
    may_amend: bool,
    may_return: bool,
    may_excuse: bool,
    givings: Vec<GivingView>,
    amendments: Vec<AmendmentView>,
}

struct GivingView {
    number: i64,
    by: String,
    at: String,
    digest: String,
    /// Word key and text of each section that says something.
    sections: Vec<(String, String)>,
    /// An earlier one, sent back since.
    is_past: bool,
}

struct AmendmentView {
    by: String,
    at: String,
    text: String,
}

pub async fn show(ask: Ask, Path(id): Path<i64>) -> Answer {
    render(&ask, StatementId::new(id), Sheet::fresh()).await
}

pub(super) async fn render(ask: &Ask, id: StatementId, sheet: Sheet) -> Answer {
    note_reading(ask, id).await?;
    let shell = Shell::new(ask, Said::new("inquiry-statement"));
    let mut tx = ask.app.db.read().await?;
    let (statement, case) = actions::read(&mut tx, &ask.app, &ask.viewer, Verb::Read, id).await?;
    let tenant = ask.viewer.tenant;
    let allegations = tongli_cases::allegations(&mut tx, tenant, case.id).await?;
    let (givings, amendments) =
        actions::givings_read(&mut tx, &ask.app, &ask.viewer, &statement).await?;
    let staff: Vec<_> = givings
        .iter()
        .filter_map(|one| one.given_by)
        .chain(amendments.iter().filter_map(|one| one.by))
        .collect();
    let names = Names::of(&mut tx, ask, &staff).await?;
    let form = match &sheet.form {
        Some(form) => form.clone(),
        None => draft(&mut tx, ask, &access::draft_name(id))
            .await?
            .unwrap_or_else(|| begin_with_last(&statement, &givings)),
    };
    let may = May::of(ask, &statement, &case, &allegations);
    let left_over = match &sheet.form {
        Some(typed) => left_over(&shell, typed, &may),
        None => Vec::new(),
    };
    let above = sheet.above(&shell, &[]);
    let page = StatementPage {
        above,
        left_over,
        givings: givings
            .iter()
            .map(|one| giving_view(&shell, &names, one, givings.len()))
            .collect(),
        amendments: amendments
            .iter()
            .map(|one| amendment_view(ask, &names, one))
            .collect(),
        ..view(shell, form, &statement, &case, &names, &may)
    };
    page_with(sheet.status, &page)
}

/// What this viewer may do with the statement as it stands.
struct May {
    give: bool,
    amend: bool,
    send_back: bool,
    excuse: bool,
}

impl May {
    fn of(ask: &Ask, statement: &Statement, case: &Case, allegations: &[Allegation]) -> May {
        let viewer = &ask.viewer;
        let speaks = access::may_give(viewer, statement.department) && !case.complains_of(viewer);
        let decides = viewer.may(access::ASK)
            && !case.complains_of(viewer)
            && own_department_gate(viewer, allegations).is_none();
        let is_given = statement.state == State::Given;
        May {
            give: speaks && statement.state.is_open(),
            amend: speaks && is_given,
            send_back: decides
                && is_given
                && case.stage.is_open()
                && closed_file_gate(case).is_none(),
            excuse: decides && statement.state.is_open(),
        }
    }
}

/// Words whose form has gone meanwhile, to be copied from here.
fn left_over(shell: &Shell, form: &Form, may: &May) -> Vec<(String, String)> {
    [
        ("condition", "inquiry-section-condition", may.give),
        ("course", "inquiry-section-course", may.give),
        ("communication", "inquiry-section-communication", may.give),
        ("text", "inquiry-section-text", may.give),
        ("amendment", "inquiry-amendment", may.amend),
        ("reason", "inquiry-return-reason", may.send_back),
        ("excuse", "inquiry-excuse-reason", may.excuse),
    ]
    .into_iter()
    .filter(|(field, _, has_form)| !has_form && !form.value(field).is_empty())
    .map(|(field, word, _)| (shell.say(word).to_string(), form.value(field).to_owned()))
    .collect()
}

/// Reading medical text is written down before it is shown.
async fn note_reading(ask: &Ask, id: StatementId) -> Result<(), Fault> {
    let subject = tongli_store::Subject::new(crate::statement::SUBJECT, id.raw());
    let mut tx = ask.app.db.read().await?;
    if access_log::noted(&mut tx, &ask.viewer, ask.now, subject, "statement").await? {
        return Ok(());
    }
    drop(tx);
    let ask = &ask;
    ask.app
        .db
        .write(async |tx| {
            actions::read(tx, &ask.app, &ask.viewer, Verb::Read, id).await?;
            access_log::note(tx, &ask.viewer, ask.now, subject, "statement").await?;
            Ok(())
        })
        .await
}

/// A statement sent back begins with what was given, so that nobody types it twice.
fn begin_with_last(statement: &Statement, givings: &[Giving]) -> Form {
    match givings.last() {
        Some(last) if statement.state == State::Returned => last
            .account
            .open()
            .sections()
            .iter()
            .fold(Form::default(), |form, (name, text)| form.with(name, *text)),
        _ => Form::default(),
    }
}

/// The page of a statement nobody has given yet.
fn view(
    shell: Shell,
    form: Form,
    statement: &Statement,
    case: &Case,
    names: &Names,
    may: &May,
) -> StatementPage {
    let ask = shell.ask.clone();
    let viewer = &ask.viewer;
    let open = |text: &Option<tongli_kernel::Private<String>>| {
        text.as_ref().map(|text| text.open().clone())
    };
    StatementPage {
        above: Above::default(),
        left_over: Vec::new(),
        is_respondent: case.complains_of(viewer) && access::may_give(viewer, statement.department),
        may_note: tongli_cases::access::may_to(viewer, Verb::Note, case),
        line: statement_line(&shell, names, statement),
        form,
        case_path: case.path(),
        asked: ask.show(statement.asked_at),
        return_reason: open(&statement.return_reason),
        excuse: open(&statement.excuse),
        version: statement.version,
        id: statement.id.to_string(),
        may_give: may.give,
        may_amend: may.amend,
        may_return: may.send_back,
        may_excuse: may.excuse,
        givings: Vec::new(),
        amendments: Vec::new(),
        shell,
    }
}

fn amendment_view(ask: &Ask, names: &Names, amendment: &Amendment) -> AmendmentView {
    AmendmentView {
        by: names.staff(amendment.by),
        at: ask.show(amendment.added_at),
        text: amendment.text.open().clone(),
    }
}

fn giving_view(shell: &Shell, names: &Names, giving: &Giving, count: usize) -> GivingView {
    GivingView {
        number: giving.number,
        by: names.staff(giving.given_by),
        at: shell.ask.show(giving.given_at),
        digest: giving.digest.chars().take(12).collect(),
        sections: sections(shell, giving.account.open()),
        is_past: usize::try_from(giving.number).is_ok_and(|number| number < count),
    }
}
