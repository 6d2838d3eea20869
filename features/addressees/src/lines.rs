//! Standings and records as several screens say them.

use tongli_kernel::Moment;
use tongli_web::Shell;

use crate::actions::Told;
use crate::record::Record;
use crate::rules::{is_close_relative, rule};
use crate::standing::{Capacity, MayLeave, Standing, Way};

/// What may leave by one way, with the reason and the rule behind it.
pub struct StandingLine {
    pub way: String,
    pub leaves: String,
    pub badge: &'static str,
    pub why: String,
    pub rule: String,
    pub source: String,
    pub is_verified: bool,
    /// What could be done, the nearest first.
    pub steps: Vec<String>,
}

pub fn standing_line(shell: &Shell, way: Way, standing: Standing) -> StandingLine {
    let rule = rule(standing.reason.rule());
    let lang = shell.ask.viewer.lang;
    let steps = match standing.leaves {
        MayLeave::All => &[][..],
        _ => standing.reason.next_steps(),
    };
    StandingLine {
        way: shell
            .say(match way {
                Way::Spoken => "addressees-way-spoken",
                Way::Written => "addressees-way-written",
            })
            .to_string(),
        leaves: leaves_text(shell, standing.leaves),
        badge: match standing.leaves {
            MayLeave::All => "bg-green-lt",
            MayLeave::ProcessOnly => "bg-yellow-lt",
            MayLeave::Nothing => "bg-danger",
        },
        why: shell.say_key(standing.word()).to_string(),
        rule: rule
            .map(|rule| rule.text(lang).to_owned())
            .unwrap_or_default(),
        source: rule.map(|rule| rule.source()).unwrap_or_default(),
        is_verified: rule.is_some_and(|rule| rule.is_verified()),
        steps: steps
            .iter()
            .map(|step| {
                let key = format!("addressees-step-{}", step.code());
                shell.say_key(key).to_string()
            })
            .collect(),
    }
}

pub fn leaves_text(shell: &Shell, leaves: MayLeave) -> String {
    shell
        .say_key(format!("addressees-leaves-{}", leaves.code()))
        .to_string()
}

/// Both ways; one line where they say the same.
pub fn standing_lines(shell: &Shell, told: &Told) -> Vec<StandingLine> {
    let mut lines = vec![standing_line(shell, Way::Spoken, told.spoken)];
    if told.written == told.spoken {
        lines[0].way = shell.say("addressees-way-both").to_string();
    } else {
        lines.push(standing_line(shell, Way::Written, told.written));
    }
    lines
}

/// Who is addressed, in a line: name, relation, and what the relation is in law.
pub fn addressee_text(shell: &Shell, told: &Told, may: bool) -> String {
    let name = told
        .name
        .as_ref()
        .map(|name| name.show(may))
        .unwrap_or_else(|| shell.say("addressees-nobody").to_string());
    let Some(relation) = told.relation else {
        return name;
    };
    let kind = match relation {
        tongli_patients::Relation::Self_ => None,
        one if is_close_relative(one) => Some("addressees-close-relative"),
        _ => Some("addressees-other-person"),
    };
    let word = shell.say_key(relation.word()).to_string();
    match kind {
        Some(kind) => {
            let kind = shell.say(kind).to_string();
            who_text(shell, &name, word, Some(kind))
        }
        None => who_text(shell, &name, word, None),
    }
}

/// What a record says beyond the addressee: word and value.
pub fn record_facts(shell: &Shell, record: &Record, may: bool) -> Vec<(String, String)> {
    let mut facts: Vec<(&'static str, String)> = Vec::new();
    let shown = |text: &str| tongli_kernel::Private::new(text.to_owned()).show(may);
    if let Some(one) = &record.mandate {
        let until = one.until.map_or_else(
            || shell.say("addressees-mandate-open").to_string(),
            |day| day.to_string(),
        );
        facts.push((
            "addressees-mandate",
            shell
                .say("addressees-mandate-line")
                .with("agent", shown(&one.agent))
                .with("from", one.from.to_string())
                .with("until", until)
                .with("paper", one.paper.name.as_str())
                .to_string(),
        ));
        if let Some(day) = one.revoked_on {
            let why = &one.revoked_why;
            let text = stated_text(shell, day.to_string(), why);
            facts.push(("addressees-mandate-revoked-on", text));
        }
    }
    if record.capacity() != Capacity::NotStated {
        let key = format!("addressees-capacity-{}", record.capacity().code());
        facts.push(("addressees-capacity", shell.say_key(key).to_string()));
    }
    if let Some(at) = record.died_at() {
        facts.push(("addressees-died-at", shell.show(&at)));
    }
    for (word, paper) in [
        ("addressees-guardianship-file", &record.guardianship),
        ("addressees-kinship-file", &record.kinship),
    ] {
        if let Some(paper) = paper {
            facts.push((word, paper.name.clone()));
        }
    }
    if !record.relatives.is_empty() {
        let names: Vec<String> = record
            .relatives
            .iter()
            .enumerate()
            .map(|(at, one)| relative_text(shell, record, at, &shown(&one.name)))
            .collect();
        facts.push(("addressees-relatives", names.join("、")));
    }
    if let Some(one) = &record.guardian {
        let leaves = MayLeave::from_code(&one.hears).unwrap_or(MayLeave::ProcessOnly);
        let text = stated_text(shell, leaves_text(shell, leaves), &one.reason);
        facts.push(("addressees-guardian-hears", text));
    }
    facts
        .into_iter()
        .map(|(word, value)| (shell.say(word).to_string(), value))
        .collect()
}

fn relative_text(shell: &Shell, record: &Record, at: usize, name: &str) -> String {
    let relation = record
        .relatives
        .get(at)
        .and_then(|one| tongli_patients::Relation::from_code(&one.relation))
        .map(|relation| shell.say_key(relation.word()).to_string())
        .unwrap_or_default();
    let speaks = (record.speaker == at + 1).then(|| shell.say("addressees-speaks").to_string());
    who_text(shell, name, relation, speaks)
}

/// A name with what it is to the patient, and one thing more.
fn who_text(shell: &Shell, name: &str, relation: String, kind: Option<String>) -> String {
    let key = if kind.is_some() {
        "addressees-who"
    } else {
        "addressees-who-plain"
    };
    shell
        .say(key)
        .with("name", name)
        .with("relation", relation)
        .with("kind", kind.unwrap_or_default())
        .to_string()
}

/// How the addressee was checked, by whom and when.
pub fn identity_text(shell: &Shell, told: &Told, by: &str) -> String {
    let check = shell.say_key(told.identity.word()).to_string();
    let identity = &told.record.identity;
    let counts = told
        .name
        .as_ref()
        .is_some_and(|name| *name.open() == identity.of);
    match identity.at.map(Moment::from_millis).filter(|_| counts) {
        Some(at) => shell
            .say("addressees-checked-line")
            .with("check", check)
            .with("seen", identity.seen.as_str())
            .with("name", by)
            .with("at", shell.show(&at))
            .to_string(),
        None => check,
    }
}

/// Something with the reason that was given for it.
fn stated_text(shell: &Shell, what: String, why: &str) -> String {
    shell
        .say("addressees-stated")
        .with("what", what)
        .with("why", why)
        .to_string()
}
