//! The destruction list: what is due, chosen and proposed.

use askama::Template;
use tongli_kernel::{Fault, Lang, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::again;
use crate::access;
use crate::actions::{list_due, propose_batch, reserve_number};
use crate::batch::{Key, Thing};
use crate::classes::{Class, class_word, classes};
use crate::due::{Due, Filter, Place, address};

const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    shell: Shell,
    form: Form,
    lines: Vec<Due>,
    kept: String,
    next: Option<String>,
    may_propose: bool,
    missing: Vec<Said>,
}

impl ListPage {
    fn class(&self, id: &str) -> String {
        self.shell.say_key(class_word(id)).to_string()
    }

    fn kind(&self, line: &Due) -> String {
        self.shell.say_key(line.kind.word()).to_string()
    }

    fn classes(&self) -> impl Iterator<Item = &'static Class> {
        classes()
    }

    fn choices(&self) -> Vec<(String, String)> {
        let class = |one: &Class| (one.id.clone(), self.class(&one.id));
        classes().map(class).collect()
    }

    fn things(&self) -> Vec<(String, String)> {
        [Thing::Case, Thing::Recording]
            .into_iter()
            .map(|one| (one.code().to_owned(), self.thing(one)))
            .collect()
    }

    fn thing_of(&self, line: &Due) -> String {
        self.thing(line.key.thing)
    }

    fn thing(&self, one: Thing) -> String {
        let key = format!("retention-thing-{}", one.code());
        self.shell.say_key(key).to_string()
    }

    fn from(&self, class: &Class) -> String {
        format!("retention-from-{}", class.from)
    }

    fn floor(&self, class: &'static Class) -> &'static str {
        class.floor(match self.shell.is_chinese() {
            true => Lang::Zh,
            false => Lang::En,
        })
    }

    fn is_chosen(&self, line: &Due) -> bool {
        let code = line.key.code();
        self.form.values("item").any(|chosen| chosen == code)
    }
}

async fn render(ask: &Ask, form: Form, missing: Vec<Said>) -> Result<ListPage, Refusal> {
    let mut asked = Form::from_encoded(&ask.query);
    let (mut lines, mut next) = (Vec::new(), None);
    match Filter::read(&asked, &ask.app.time) {
        Ok(filter) => {
            let after = Place::read(asked.value("after"));
            let mut tx = ask.app.db.read().await?;
            let page = (after, PAGE);
            (lines, next) = list_due(&mut tx, &ask.viewer, &filter, ask.now, page).await?;
        }
        Err(errors) => asked = asked.refused(errors),
    }
    let kept = address(&asked);
    Ok(ListPage {
        shell: Shell::new(ask, Said::new("retention-list-title")),
        next: next.map(|place| format!("/destruction-list?{kept}&after={}", place.code())),
        kept,
        form: if form.is_refused() { form } else { asked },
        lines,
        may_propose: ask.viewer.may(access::PROPOSE),
        missing,
    })
}

pub async fn show(ask: Ask) -> Answer {
    page(&render(&ask, Form::default(), Vec::new()).await?)
}

pub async fn submit(ask: Ask, FormBody(form): FormBody) -> Answer {
    let keys: Option<Vec<Key>> = form.values("item").map(Key::read).collect();
    let keys = keys.ok_or(Fault::NotFound)?;
    let number = reserve_number(&ask.app, ask.now).await?;
    let done = {
        let (ask, number) = (&ask, number.as_str());
        let what = (keys.as_slice(), form.value("reason"));
        ask.app
            .db
            .write(async |tx| propose_batch(tx, &ask.app, &ask.viewer, ask.now, number, what).await)
            .await
    };
    match done {
        Ok(batch) => redirect(&format!("{}?done=retention-proposed-done", batch.path())),
        Err(fault) => {
            let again = again(form, fault)?;
            let shown = render(&ask, again.form, again.missing).await?;
            page_with(again.status, &shown)
        }
    }
}
