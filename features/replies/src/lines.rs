//! Answers, conversations, deliveries and tries as several screens show them.

use tongli_addressees::{MayLeave, Told, Way};
use tongli_cases::{Allegation, Names};
use tongli_kernel::FieldErrors;
use tongli_web::{Ask, Shell};

use crate::follow_up::{Standing, Try};
use crate::mode::{LetterGround, Mode};
use crate::store::answers::Spoken;
use crate::store::deliveries::Delivery;
use crate::store::originals::Original;

/// One allegation with its finding and its answer.
pub struct PointLine {
    pub seq: i64,
    pub text: String,
    pub finding: Option<String>,
    pub badge: &'static str,
    pub reason: String,
    pub answer: String,
    pub next_step: String,
}

pub fn point_line(shell: &Shell, one: &Allegation) -> PointLine {
    if let Some(refusal) = one.refusal.as_ref().filter(|it| it.is_decided()) {
        let ground = &refusal.ground;
        return PointLine {
            seq: one.seq,
            text: one.text.clone(),
            finding: Some(shell.say("cases-refused-line").to_string()),
            badge: "bg-secondary-lt",
            reason: shell.say_key(ground.reason.word()).to_string(),
            answer: ground.explanation.clone(),
            next_step: ground.instead.clone().unwrap_or_default(),
        };
    }
    PointLine {
        seq: one.seq,
        text: one.text.clone(),
        finding: one
            .finding
            .map(|finding| shell.say_key(finding.word()).to_string()),
        badge: match one.finding {
            Some(finding) if finding.is_fault() => "bg-orange-lt",
            _ => "bg-secondary-lt",
        },
        reason: one.finding_reason.clone().unwrap_or_default(),
        answer: one.answer.clone().unwrap_or_default(),
        next_step: one.next_step.clone().unwrap_or_default(),
    }
}

/// The most characters of a digest that people compare by eye.
const GLIMPSE: usize = 12;

/// Which text a scan is the paper of, and who bound it.
pub fn original_text(shell: &Shell, names: &Names, one: &Original) -> String {
    let digest: String = one.digest.chars().take(GLIMPSE).collect();
    shell
        .say("replies-original-line")
        .with("no", one.no)
        .with("digest", digest)
        .with("name", names.person(one.bound_by))
        .with("at", shell.ask.show(one.bound_at))
        .to_string()
}

/// A sentence about one conversation.
pub fn talk_text(shell: &Shell, names: &Names, talk: &Spoken) -> String {
    let key = if talk.read_back_at.is_some() {
        "replies-talk-read-back"
    } else {
        "replies-talk"
    };
    shell
        .say(key)
        .with("mode", mode_name(shell, talk.mode.code()))
        .with("name", names.person(talk.spoken_by))
        .with(
            "at",
            shell.ask.show(talk.spoken_at.unwrap_or(talk.recorded_at)),
        )
        .to_string()
}

/// A sentence about one delivery, with who signed for those who may see it. Whoever
/// does not know who speaks for the patient learns that it arrived, and when.
pub fn delivery_text(shell: &Shell, names: &Names, one: &Delivery) -> String {
    let ask = &shell.ask;
    if !tongli_cases::access::knows_contact(&ask.viewer) {
        return shell
            .say("replies-delivered-bare")
            .with("mode", mode_name(shell, one.mode.code()))
            .with("at", ask.show(one.delivered_at))
            .to_string();
    }
    let may = tongli_cases::access::may_see_contact(&ask.viewer);
    let who = one
        .signer
        .as_ref()
        .map(|name| name.show(may))
        .unwrap_or_default();
    let number = one.message_id.clone().unwrap_or_default();
    let reason = one
        .reason
        .as_ref()
        .map(|words| words.open().clone())
        .unwrap_or_default();
    shell
        .say_key(format!("replies-delivered-{}", one.proof))
        .with("mode", mode_name(shell, one.mode.code()))
        .with("at", ask.show(one.delivered_at))
        .with("name", names.person(one.recorded_by))
        .with("signer", who)
        .with("message", number)
        .with("reason", reason)
        .to_string()
}

/// What an earlier round left says so.
pub fn of_round(shell: &Shell, line: String, round: i64, now: i64) -> String {
    if round == now {
        return line;
    }
    shell
        .say("replies-earlier-line")
        .with("round", round)
        .with("line", line)
        .to_string()
}

/// The ways of an answer to choose from.
pub fn modes(shell: &Shell, is_reachable: bool) -> Vec<(String, String)> {
    Mode::open_to(is_reachable)
        .map(|mode| {
            let name = mode_name(shell, mode.code());
            (mode.code().to_owned(), at_start(&name))
        })
        .collect()
}

pub fn mode_name(shell: &Shell, code: &str) -> String {
    shell
        .say_key(format!("replies-mode-{}", code.replace('_', "-")))
        .to_string()
}

/// Why a letter is owed.
pub fn ground_text(shell: &Shell, ground: LetterGround) -> String {
    shell
        .say_key(format!("replies-ground-{}", ground.code()))
        .to_string()
}

/// A phrase of a sentence where it stands by itself: English begins it with a capital.
pub fn at_start(phrase: &str) -> String {
    let mut letters = phrase.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// One try of a follow-up.
pub struct TryLine {
    pub at: String,
    pub by: String,
    pub outcome: String,
    pub satisfaction: Option<i64>,
    pub reason: String,
    pub new_demand: String,
    pub note: String,
    /// Said where it belongs to an earlier round.
    pub earlier: Option<String>,
}

pub fn try_line(shell: &Shell, names: &Names, one: &Try, round: i64) -> TryLine {
    let words = one.words.open();
    TryLine {
        at: shell.ask.show(one.tried_at),
        by: names.person(one.by),
        outcome: shell
            .say_key(format!("replies-outcome-{}", one.outcome.code()))
            .to_string(),
        satisfaction: one.satisfaction,
        reason: words.reason.clone(),
        new_demand: words.new_demand.clone(),
        note: words.note.clone(),
        earlier: (one.round < round).then(|| {
            let said = shell.say("replies-earlier");
            said.with("round", one.round).to_string()
        }),
    }
}

/// The rule names rows by their place; the page by the allegation's number.
pub fn by_seq(errors: &FieldErrors, seqs: &[i64]) -> FieldErrors {
    let mut renamed = FieldErrors::default();
    for (field, said) in errors.iter() {
        let place = field
            .strip_prefix("answers[")
            .and_then(|rest| rest.split_once("]."))
            .and_then(|(at, name)| Some((seqs.get(at.parse::<usize>().ok()?)?, name)));
        match place {
            Some((seq, name)) => renamed.add(format!("{name}-{seq}"), said.clone()),
            None => renamed.add(field, said.clone()),
        }
    }
    renamed
}

/// Now, as a `datetime-local` field holds it.
pub fn now_field(ask: &Ask) -> String {
    ask.app.time.field(ask.now)
}

pub fn standing_text(shell: &Shell, standing: Standing) -> String {
    let phrase = shell.say_key(format!("replies-standing-{}", standing.code()));
    match standing {
        Standing::Open { tries_left } => phrase.with("n", tries_left).to_string(),
        _ => phrase.to_string(),
    }
}

/// What may not leave to whom the office addresses, a sentence a way; nothing where all
/// may.
pub fn told_lines(shell: &Shell, told: &Told) -> Vec<String> {
    let mut lines: Vec<String> = [Way::Spoken, Way::Written]
        .into_iter()
        .map(|way| told.standing(way))
        .filter(|standing| standing.leaves < MayLeave::All)
        .filter_map(Told::gate)
        .map(|gate| shell.said(gate.say).to_string())
        .collect();
    lines.dedup();
    lines
}
