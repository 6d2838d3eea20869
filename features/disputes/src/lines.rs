//! What several screens of this room show alike.

use tongli_calendars::{Calendars, shipped_rules};
use tongli_kernel::{Fault, Viewer};
use tongli_store::Tx;
use tongli_store::history::Link;
use tongli_web::{Ask, Shell};
use tongli_work::Chip;

use crate::dispute::Dispute;
use crate::notice::{Notice, NoticeKind, Outcome};
use crate::report::{Matter, Report};

/// One clock of a dispute.
pub struct ClockLine {
    pub title: String,
    pub chip: Chip,
    pub path: String,
    pub due: String,
}

/// The clocks of a dispute, those that run first.
pub async fn clock_lines(
    ask: &Ask,
    shell: &Shell,
    tx: &mut Tx,
    viewer: &Viewer,
    dispute: &Dispute,
) -> Result<Vec<ClockLine>, Fault> {
    let mut rows = tongli_work::clocks_of(tx, viewer.tenant, dispute.subject()).await?;
    // What no longer counts, because another clock took its place, stands in the history.
    rows.retain(|row| row.ended_at.is_none());
    rows.sort_by_key(|row| (!row.is_running(), row.due_at));
    let calendars: Calendars = tongli_calendars::load(tx, viewer.tenant).await?;
    Ok(rows
        .iter()
        .map(|row| {
            let day = ask.app.time.day_of(row.started_at);
            let rule = shipped_rules().in_force(&row.rule, day);
            ClockLine {
                title: rule.map_or_else(
                    || row.rule.clone(),
                    |rule| format!("{} {}", rule.id, rule.title(ask.lang)),
                ),
                chip: tongli_work::chip(shell, row, ask.now, &calendars),
                path: format!("/clocks/{}", row.id),
                due: row
                    .due_at
                    .map(|due| tongli_work::due_text(&ask.app.time, due))
                    .unwrap_or_default(),
            }
        })
        .collect())
}

/// What a dispute still owes: the word of each.
pub fn missing(dispute: &Dispute, notices: &[Notice], reports: &[Report]) -> Vec<&'static str> {
    let mut missing = Vec::new();
    let ended = |kind| {
        notices
            .iter()
            .any(|one| one.kind == kind && one.outcome.is_some())
    };
    if !ended(NoticeKind::Routes) {
        missing.push("disputes-missing-routes");
    }
    if dispute.died_at.is_some() {
        if !notices.iter().any(|one| one.kind == NoticeKind::Autopsy) {
            missing.push("disputes-missing-offer");
        } else if !ended(NoticeKind::Autopsy) {
            missing.push("disputes-missing-autopsy");
        }
    }
    if reports.is_empty() {
        missing.push("disputes-missing-decision");
    }
    if reports
        .iter()
        .any(|one| one.decision.matter.is_reported() && one.made.is_none())
    {
        missing.push("disputes-missing-report");
    }
    missing
}

/// One line of a dispute's history.
pub struct Happened {
    pub at: String,
    pub who: String,
    pub did: String,
    pub more: Option<String>,
}

/// What happened, oldest first.
pub fn happened(shell: &Shell, links: &[Link]) -> Vec<Happened> {
    links
        .iter()
        .map(|link| Happened {
            at: shell.show(&link.at),
            who: if link.by_id.is_some() {
                link.by_name.clone()
            } else {
                shell.say("disputes-by-clock").to_string()
            },
            did: did(shell, &link.verb),
            more: more(shell, link),
        })
        .collect()
}

fn did(shell: &Shell, verb: &str) -> String {
    let key = format!("disputes-did-{}", verb.replace('_', "-"));
    if shell.ask.app.words.knows(&key) {
        shell.say_key(key).to_string()
    } else {
        verb.to_owned()
    }
}

fn more(shell: &Shell, link: &Link) -> Option<String> {
    let details = link.details();
    let text = |field: &str| details[field].as_str().map(str::to_owned);
    let said = |key: String| shell.say_key(key).to_string();
    let kind = || text("kind").and_then(|code| NoticeKind::from_code(&code));
    let pieces: Vec<String> = match link.verb.as_str() {
        "open" | "decide_report" => {
            let matter = text("matter").and_then(|code| Matter::from_code(&code));
            [matter.map(|one| said(one.word())), text("reason")]
                .into_iter()
                .flatten()
                .collect()
        }
        "death" => text("died_at").into_iter().collect(),
        "notice" => kind().map(|one| said(one.word())).into_iter().collect(),
        "notice_end" => {
            let outcome = text("outcome").and_then(|code| Outcome::from_code(&code));
            [
                kind().map(|one| said(one.word())),
                outcome.map(|one| said(one.word())),
                text("at"),
            ]
            .into_iter()
            .flatten()
            .collect()
        }
        "report" => [text("authority"), text("at"), text("receipt")]
            .into_iter()
            .flatten()
            .collect(),
        _ => Vec::new(),
    };
    (!pieces.is_empty()).then(|| pieces.join(" · "))
}
