//! What the audit administrator reads: sign-ins, accounts, roles, departments.

use askama::Template;
use tongli_kernel::{Moment, Said};
use tongli_web::{Answer, Ask, Form, Shell, page};

use crate::actions::VERBS;
use crate::store::audit::{Audited, Place, audited};

const PAGE: usize = 100;

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    shell: Shell,
    form: Form,
    lines: Vec<Audited>,
    verbs: Vec<(String, String)>,
    next: Option<String>,
}

fn word(verb: &str) -> String {
    format!("audit-{}", verb.replace('_', "-"))
}

impl AuditPage {
    fn what(&self, line: &Audited) -> String {
        if VERBS.contains(&line.verb.as_str()) {
            self.shell.say_key(word(&line.verb)).to_string()
        } else {
            line.verb.clone()
        }
    }

    fn by(&self, line: &Audited) -> String {
        match line.by.as_str() {
            "public" => self.shell.say("audit-by-public").to_string(),
            "operator" => self.shell.say("audit-by-operator").to_string(),
            name => name.to_owned(),
        }
    }

    /// Roles by their names, the rest as written.
    fn details(&self, line: &Audited) -> String {
        let roles = |name: &str| -> Vec<String> {
            let list = line.details[name].as_array().cloned().unwrap_or_default();
            let known = list
                .iter()
                .filter_map(|slug| slug.as_str())
                .filter(|slug| crate::roles::named(slug).is_some());
            known
                .map(|slug| self.shell.say_key(format!("role-{slug}")).to_string())
                .collect()
        };
        let signed = |mark: &str, names: Vec<String>| -> Vec<String> {
            names
                .into_iter()
                .map(|name| format!("{mark}{name}"))
                .collect()
        };
        let mut parts = signed("+", roles("given"));
        parts.extend(signed("−", roles("taken")));
        parts.extend(roles("roles"));
        for name in ["from", "code", "token", "stands_in", "days"] {
            parts.extend(line.details[name].as_str().map(str::to_owned));
        }
        parts.join(" ")
    }

    fn is_warning(&self, line: &Audited) -> bool {
        matches!(line.verb.as_str(), "sign_in_failed" | "locked")
    }
}

/// `1790000000000.staff.17.3`
fn place(text: &str) -> Option<Place> {
    let mut parts = text.split('.');
    let at = Moment::from_millis(parts.next()?.parse().ok()?);
    let kind = parts.next()?.to_owned();
    Some((
        at,
        kind,
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
    ))
}

pub(super) async fn show(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let verb = VERBS
        .iter()
        .copied()
        .find(|verb| *verb == form.value("verb"));
    let before = place(form.value("before"));
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut tx = ask.app.db.read().await?;
    let mut lines = audited(&mut tx, ask.viewer.tenant, verb, before.as_ref(), most).await?;
    drop(tx);
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let next = lines.last().filter(|_| more).map(|last| {
        let place = format!(
            "{}.{}.{}.{}",
            last.at.millis(),
            last.kind,
            last.id,
            last.seq
        );
        format!("before={place}&verb={}", verb.unwrap_or_default())
    });
    let shell = Shell::new(&ask, Said::new("people-menu-audit"));
    let verbs = VERBS
        .iter()
        .map(|verb| ((*verb).to_owned(), shell.say_key(word(verb)).to_string()))
        .collect();
    page(&AuditPage {
        shell,
        form,
        lines,
        verbs,
        next,
    })
}
