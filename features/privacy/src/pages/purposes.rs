//! The purpose table, shown and explained; it prints on one or two sheets.

use askama::Template;
use tongli_kernel::Said;
use tongli_web::{Answer, Ask, Shell, page};

use crate::purposes::{Notice, Purpose, notices, purposes};

#[derive(Template)]
#[template(path = "purposes.html")]
struct PurposesPage {
    shell: Shell,
    rows: Vec<Row>,
    notices: &'static [Notice],
}

struct Row {
    purpose: &'static Purpose,
    title: String,
    basis: String,
    fields: String,
    roles: String,
    kept: String,
}

impl PurposesPage {
    fn newest(&self) -> &str {
        self.notices.last().map_or("", |one| one.version.as_str())
    }
}

pub async fn show(ask: Ask) -> Answer {
    let shell = Shell::new(&ask, Said::new("privacy-title"));
    let comma = if shell.is_chinese() { "、" } else { ", " };
    let listed = |start: &str, all: &[String]| {
        let names = all.iter().map(|one| {
            let key = format!("{start}-{}", one.replace('_', "-"));
            shell.say_key(key).to_string()
        });
        names.collect::<Vec<_>>().join(comma)
    };
    let rows = purposes()
        .iter()
        .map(|one| Row {
            title: one.title(ask.lang).to_owned(),
            basis: one.basis(ask.lang).to_owned(),
            fields: listed("privacy-field", &one.fields),
            roles: listed("role", &one.masking),
            kept: kept(&shell, one),
            purpose: one,
        })
        .collect();
    page(&PurposesPage {
        rows,
        notices: notices(),
        shell,
    })
}

/// How long it stays, in words.
fn kept(shell: &Shell, one: &Purpose) -> String {
    let retention = one.retention();
    let said = match retention.days {
        Some(days) => Said::new("privacy-kept-days").with("n", i64::from(days)),
        None => Said::new("privacy-kept-years").with("n", i64::from(retention.years)),
    };
    shell.said(said).to_string()
}
