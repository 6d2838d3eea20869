//! `/answers/find?q=`: what a field of text offers while somebody types `::`.

use serde_json::{Value as Json, json};
use tongli_kernel::Said;
use tongli_web::{Answer, Ask, Form, Tongue, json};

use crate::actions::offered;
use crate::entry::{Entry, Standing};
use crate::lines::excerpt;

/// As many as one sees at a glance.
const OFFERED: usize = 8;

pub async fn offer(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let today = ask.app.time.day_of(ask.now);
    let mut tx = ask.app.db.read().await?;
    let found = offered(&mut tx, &ask.viewer, today, form.value("q"), OFFERED).await?;
    drop(tx);
    let say = |said: Said| ask.app.words.say(ask.lang, &said);
    let told = match found.len() {
        0 => Said::new("answers-offer-none"),
        n => Said::new("answers-offer").with("n", n),
    };
    let rows: Vec<Json> = found.iter().map(|entry| row(&ask, entry)).collect();
    json(&json!({
        "told": say(told),
        "label": say(Said::new("answers-offer-label")),
        "found": rows,
    }))
}

fn row(ask: &Ask, entry: &Entry) -> Json {
    let tongue = Tongue::of(&ask.app, ask.lang);
    let today = ask.app.time.day_of(ask.now);
    let say = |key, day| {
        ask.app
            .words
            .say(ask.lang, &Said::new(key).with("day", day))
    };
    let expired = match entry.standing(today) {
        Standing::Expired(day) => Some(day),
        _ => None,
    };
    json!({
        "id": entry.id,
        "title": entry.title(ask.lang),
        "text": entry.body(ask.lang),
        "begins": excerpt(entry.body(ask.lang)),
        "kind": tongue.say(entry.content.kind.word()),
        "mark": expired.map(|day| say("answers-expired-on", day)),
        "warning": expired.map(|day| say("answers-offer-expired", day)),
    })
}
