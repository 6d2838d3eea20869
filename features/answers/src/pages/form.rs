//! The form of an entry: a new one, one to be changed, one that answers a question.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Said};
use tongli_people::departments;
use tongli_store::Tx;
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page, page_with, redirect};

use super::show::id_of;
use crate::actions::{self, Writing, find_entry, find_question, fresh};
use crate::entry::{Entry, EntryId, Kind, LONGEST_BODY, State, Typed};
use crate::lines::writers;
use crate::question::{Question, QuestionId};

type Choice = (String, String);

#[derive(Template)]
#[template(path = "answer_form.html")]
struct FormPage {
    shell: Shell,
    form: Form,
    /// Where it is sent.
    action: String,
    /// The entry as it is now, where one is changed.
    entry: Option<Entry>,
    question: Option<Question>,
    /// What somebody else did meanwhile; then the entry beside it is theirs.
    conflict: Option<Said>,
    kinds: Vec<Choice>,
    departments: Vec<Choice>,
    owners: Vec<Choice>,
    /// Its owner is no longer one: whose name it is.
    owner_gone: Option<String>,
    longest_body: usize,
}

impl FormPage {
    fn back(&self) -> String {
        self.entry
            .as_ref()
            .map_or("/answers".to_owned(), Entry::path)
    }
}

fn typed(form: &Form) -> Typed<'_> {
    Typed {
        kind: form.value("kind"),
        title: form.value("title"),
        body: form.value("body"),
        title_en: form.value("title_en"),
        body_en: form.value("body_en"),
        tags: form.value("tags"),
        valid_until: form.value("valid_until"),
    }
}

fn writing(form: &Form) -> Writing<'_> {
    Writing {
        typed: typed(form),
        department: form.value("department"),
        owner: form.value("owner"),
        once: Some(form.value("once")),
        question: form.value("question").parse().ok(),
    }
}

/// What the form is about.
struct About {
    action: String,
    entry: Option<Entry>,
    question: Option<QuestionId>,
    conflict: Option<Said>,
}

async fn render(tx: &mut Tx, ask: &Ask, form: Form, about: About) -> Result<FormPage, Fault> {
    let title = match &about.entry {
        Some(_) => "answers-edit-title",
        None => "answers-new-title",
    };
    let shell = Shell::new(ask, Said::new(title));
    let question = match about.question {
        Some(id) => Some(find_question(tx, &ask.viewer, id).await?),
        None => None,
    };
    let writers = writers(tx, &ask.viewer, ask.now).await?;
    let owner = about.entry.as_ref().and_then(Entry::owner);
    let owner_gone = match owner.filter(|id| !writers.iter().any(|one| one.id == *id)) {
        Some(id) => tongli_people::find_staff(tx, ask.viewer.tenant, id)
            .await?
            .map(|staff| staff.name),
        None => None,
    };
    Ok(FormPage {
        kinds: (Kind::ALL.into_iter())
            .map(|kind| (kind.code().to_owned(), shell.say(kind.word()).to_string()))
            .collect(),
        departments: (departments(tx, ask.viewer.tenant).await?.into_iter())
            .map(|one| (one.code, one.name))
            .collect(),
        owners: (writers.into_iter())
            .map(|one| (one.number, one.name))
            .collect(),
        owner_gone,
        longest_body: LONGEST_BODY,
        action: about.action,
        entry: about.entry,
        question,
        conflict: about.conflict,
        form,
        shell,
    })
}

/// `?question=` answers one of the list; `?q=` begins with what was looked for.
pub async fn new(ask: Ask) -> Answer {
    let query = Form::from_encoded(&ask.query);
    let mut tx = ask.app.db.read().await?;
    let question: Option<QuestionId> = query.value("question").parse().ok();
    let title = match question {
        Some(id) => find_question(&mut tx, &ask.viewer, id).await?.words,
        None => query.value("q").to_owned(),
    };
    let mine = match ask.viewer.staff() {
        Some(id) => tongli_people::find_staff(&mut tx, ask.viewer.tenant, id).await?,
        None => None,
    };
    let form = Form::default()
        .with("kind", Kind::Answer.code())
        .with("title", title)
        .with("owner", mine.map_or(String::new(), |staff| staff.number))
        .with("once", fresh(&ask.app))
        .with("question", query.value("question"));
    let about = About {
        action: "/answers/new".to_owned(),
        entry: None,
        question,
        conflict: None,
    };
    let page_of = render(&mut tx, &ask, form, about).await?;
    drop(tx);
    page(&page_of)
}

pub async fn create(ask: Ask, FormBody(form): FormBody) -> Answer {
    let (app, viewer) = (&ask.app, &ask.viewer);
    let done = app
        .db
        .write(async |tx| actions::write(tx, app, viewer, ask.now, writing(&form)).await)
        .await;
    // Saved once more, it is an entry of its own: its question has an answer, or the form
    // has written one.
    let form = match &done {
        Err(Fault::Conflict(_)) => anew(&ask, &form),
        _ => form,
    };
    let about = About {
        action: "/answers/new".to_owned(),
        entry: None,
        question: form.value("question").parse().ok(),
        conflict: None,
    };
    answered(&ask, form, about, done).await
}

/// The same words in a form of their own.
fn anew(ask: &Ask, form: &Form) -> Form {
    let kept = |name: &str| !["once", "question"].contains(&name);
    let fields = form.fields().iter().filter(|(name, _)| kept(name));
    Form::from_fields(fields.cloned().collect()).with("once", fresh(&ask.app))
}

/// Saved, or the same page again with everything that was typed.
async fn answered(ask: &Ask, form: Form, about: About, done: Result<Entry, Fault>) -> Answer {
    let (status, form, conflict) = match done {
        Ok(entry) => return redirect(&format!("{}?done=answers-saved-done", entry.path())),
        Err(Fault::Invalid(errors)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, form.refused(errors), None)
        }
        Err(Fault::Conflict(said)) => (StatusCode::CONFLICT, form, Some(said)),
        Err(other) => return Err(other.into()),
    };
    let mut tx = ask.app.db.read().await?;
    let about = About { conflict, ..about };
    let page = render(&mut tx, ask, form, about).await?;
    drop(tx);
    page_with(status, &page)
}

async fn entry_of(ask: &Ask, id: EntryId) -> Result<Entry, Fault> {
    let mut tx = ask.app.db.read().await?;
    find_entry(&mut tx, &ask.viewer, id).await
}

pub async fn edit(ask: Ask, Path(id): Path<String>) -> Answer {
    let entry = entry_of(&ask, id_of(&id)?).await?;
    if entry.state == State::Withdrawn {
        return redirect(&format!("{}/withdraw", entry.path()));
    }
    let mut tx = ask.app.db.read().await?;
    let said = &entry.content;
    let owner = match said.owner {
        Some(id) => tongli_people::find_staff(&mut tx, ask.viewer.tenant, id).await?,
        None => None,
    };
    let department = match said.department {
        Some(id) => tongli_people::find_department(&mut tx, ask.viewer.tenant, id).await?,
        None => None,
    };
    let until = said
        .valid_until
        .map_or(String::new(), |day| day.to_string());
    let form = Form::default()
        .with("kind", said.kind.code())
        .with("title", &said.title)
        .with("body", &said.body)
        .with("title_en", &said.title_en)
        .with("body_en", &said.body_en)
        .with("tags", &said.tags)
        .with(
            "department",
            department.map_or(String::new(), |one| one.code),
        )
        .with("owner", owner.map_or(String::new(), |one| one.number))
        .with("valid_until", until);
    let page_of = render(&mut tx, &ask, form, about_of(entry)).await?;
    drop(tx);
    page(&page_of)
}

fn about_of(entry: Entry) -> About {
    About {
        action: format!("{}/edit", entry.path()),
        entry: Some(entry),
        question: None,
        conflict: None,
    }
}

pub async fn save(ask: Ask, Path(id): Path<String>, FormBody(form): FormBody) -> Answer {
    let id = id_of(&id)?;
    let seen: i64 = form.value("version").parse().unwrap_or(0);
    let (app, viewer) = (&ask.app, &ask.viewer);
    let done = app
        .db
        .write(async |tx| {
            actions::rewrite(tx, app, viewer, ask.now, (id, seen), writing(&form)).await
        })
        .await;
    // The entry as it is now: its version lets the same words be saved over it knowingly.
    let entry = entry_of(&ask, id).await?;
    answered(&ask, form, about_of(entry), done).await
}
