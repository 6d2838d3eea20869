//! What earlier rounds of a reopened case found and answered, told from its history.

use serde_json::Value as Json;
use tongli_kernel::{Moment, Viewer};
use tongli_store::history::Link;
use tongli_web::Shell;

use crate::access;
use crate::case::{Allegation, Case};
use crate::codes::Finding;
use crate::life::Verb;
use crate::past::WAS;
use crate::veil::Veil;

/// One round that is over.
pub(super) struct EarlierRound {
    pub head: String,
    pub points: Vec<EarlierPoint>,
    pub result: Option<String>,
}

/// What one allegation was found and answered to be.
pub(super) struct EarlierPoint {
    pub seq: i64,
    pub text: String,
    pub finding: Option<String>,
    pub reason: Option<String>,
    pub answer: Option<String>,
    pub next_step: Option<String>,
}

/// Rounds with something this viewer may read, the latest first.
pub(super) fn earlier_rounds(
    shell: &Shell,
    case: &Case,
    (links, veil): (&[Link], Veil),
    allegations: &[Allegation],
) -> Vec<EarlierRound> {
    let mut received_at = Some(case.received_at);
    let mut rounds = Vec::new();
    let reopenings = links
        .iter()
        .filter(|link| Verb::from_code(&link.verb) == Some(Verb::Reopen));
    for (round, link) in (1_i64..).zip(reopenings) {
        let details = link.details();
        let was = &details[WAS];
        let points = points(shell, &shell.ask.viewer, was, allegations);
        if !points.is_empty() && !veil.hides_step(link.at) {
            rounds.push(EarlierRound {
                head: head(shell, round, received_at, was),
                points,
                result: text(was, "handling_result"),
            });
        }
        received_at = moment(&details, "received_at");
    }
    rounds.reverse();
    rounds
}

fn points(
    shell: &Shell,
    viewer: &Viewer,
    was: &Json,
    allegations: &[Allegation],
) -> Vec<EarlierPoint> {
    let findings = access::reads_past_findings(viewer, was);
    let answers = access::reads_past_answers(viewer, was);
    was["allegations"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| EarlierPoint {
            seq: one["seq"].as_i64().unwrap_or_default(),
            text: allegations
                .iter()
                .find(|known| Some(known.seq) == one["seq"].as_i64())
                .map(|known| known.text.clone())
                .unwrap_or_default(),
            finding: one["finding"]
                .as_str()
                .filter(|_| findings)
                .and_then(Finding::from_code)
                .map(|finding| shell.say_key(finding.word()).to_string()),
            reason: text(one, "finding_reason").filter(|_| findings),
            answer: text(one, "answer").filter(|_| answers),
            next_step: text(one, "next_step").filter(|_| answers),
        })
        .filter(|point| point.finding.is_some() || point.answer.is_some())
        .collect()
}

/// Which round it was, and its days.
fn head(shell: &Shell, round: i64, received_at: Option<Moment>, was: &Json) -> String {
    let time = &shell.ask.app.time;
    let days = [
        ("cases-round-received", received_at),
        ("cases-round-answered", moment(was, "delivered_at")),
        ("cases-round-closed", moment(was, "closed_at")),
    ];
    let mut parts = vec![
        shell
            .say("cases-round-number")
            .with("round", round)
            .to_string(),
    ];
    parts.extend(days.into_iter().filter_map(|(word, at)| {
        let day = time.day_of(at?).to_string();
        Some(shell.say(word).with("day", day).to_string())
    }));
    parts.join(" · ")
}

fn text(of: &Json, field: &str) -> Option<String> {
    of[field].as_str().map(str::to_owned)
}

fn moment(of: &Json, field: &str) -> Option<Moment> {
    of[field].as_i64().map(Moment::from_millis)
}
