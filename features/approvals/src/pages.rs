//! Who approves what: the rules as they stand.

use askama::Template;
use tongli_kernel::Said;
use tongli_web::{Answer, Ask, Guard, Routes, Shell, page};

use crate::access::RULES;
use crate::rules::{Rule, shipped};

pub fn routes() -> Routes {
    Routes::new().get("/approvals/rules", Guard::May(RULES), show)
}

#[derive(Template)]
#[template(path = "approval_rules.html")]
struct RulesPage {
    shell: Shell,
    rows: Vec<Row>,
}

struct Row {
    rule: &'static Rule,
    title: String,
    text: String,
    /// The roles by name, one of them marked where it must be among them.
    who: Vec<String>,
    must: Option<String>,
    amount: Option<String>,
    version: i64,
}

/// Fen as yuan.
pub(crate) fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

pub async fn show(ask: Ask) -> Answer {
    let shell = Shell::new(&ask, Said::new("approvals-rules"));
    let role = |role: tongli_kernel::Role| shell.say_key(format!("role-{}", role.0)).to_string();
    let rows = shipped()
        .iter()
        .map(|rule| Row {
            title: rule.title(ask.lang).to_owned(),
            text: rule.text(ask.lang).to_owned(),
            who: rule.roles().into_iter().map(role).collect(),
            must: rule.must().map(role),
            amount: match (rule.from_fen, rule.to_fen) {
                (None, None) => None,
                (from, None) => Some(format!("{} –", yuan(from.unwrap_or_default()))),
                (from, Some(to)) => Some(format!("{} – {}", yuan(from.unwrap_or(1)), yuan(to))),
            },
            version: i64::from(rule.version),
            rule,
        })
        .collect();
    page(&RulesPage { shell, rows })
}
