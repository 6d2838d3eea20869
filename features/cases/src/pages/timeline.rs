//! What happened to a case, told from its history, its notes and its files.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use tongli_kernel::Said;
use tongli_patients::ReplyBy;
use tongli_store::attachments::Attachment;
use tongli_store::history::Link;
use tongli_web::Shell;

use super::beside::Fact;
use crate::access;
use crate::actions::Names;
use crate::case::Case;
use crate::codes::{Category, Receiver, RefusalReason, Visibility, severity_word};
use crate::life::Verb;
use crate::past::WAS;
use crate::store::notes::Note;
use crate::veil::Veil;

/// One entry of the stream.
pub(super) struct Entry {
    pub class: &'static str,
    pub icon: &'static str,
    pub who: String,
    /// What was done, where it is a step.
    pub did: Option<String>,
    /// Where it led, where the stage changed.
    pub stage: Option<String>,
    /// Who reads it, where it is a note.
    pub kind: Option<(&'static str, String)>,
    pub text: Option<String>,
    /// What stood there before: the word of the field and its old value.
    pub was: Vec<Fact>,
    pub at: String,
    pub files: Vec<(String, String)>,
}

/// What the entries are told from.
pub struct Sources<'a> {
    pub case: &'a Case,
    pub links: &'a [Link],
    pub notes: &'a [Note],
    pub files: &'a [Attachment],
    pub names: &'a Names,
    /// What this viewer does not read of the older part.
    pub veil: Veil,
}

/// Every entry this viewer may read, oldest first.
pub(super) fn entries(shell: &Shell, sources: &Sources<'_>) -> Vec<Entry> {
    let notes: BTreeMap<String, &Note> = sources
        .notes
        .iter()
        .map(|note| (note.id.to_string(), note))
        .collect();
    sources
        .links
        .iter()
        .filter_map(|link| match Verb::from_code(&link.verb) {
            // A note the viewer does not read is not even a line.
            Some(Verb::Note | Verb::Inform) => text_of(&link.details(), "note")
                .and_then(|id| notes.get(&id).copied())
                .map(|note| of_note(shell, note, &link.details())),
            verb => Some(of_step(shell, sources, link, verb)),
        })
        .collect()
}

fn text_of(details: &Json, field: &str) -> Option<String> {
    match &details[field] {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn of_note(shell: &Shell, note: &Note, details: &Json) -> Entry {
    let (class, icon, kind_icon) = match note.visibility {
        Visibility::Private => ("note-private", "eye-off", "lock"),
        Visibility::Shared | Visibility::Process => ("note-shared", "message", "eye"),
        Visibility::FromPatient => ("note-from-patient", "user", "message"),
    };
    Entry {
        class,
        icon,
        who: who(shell, note.by.is_some(), &note.by_name),
        did: text_of(details, "by")
            .and_then(|code| ReplyBy::from_code(&code))
            .map(|by| {
                let way = shell.say_key(by.word());
                format!("{} · {way}", shell.say("cases-did-inform"))
            }),
        stage: None,
        kind: Some((kind_icon, shell.say_key(note.visibility.word()).to_string())),
        text: Some(note.text.clone()),
        was: Vec::new(),
        at: shell.show(&note.at),
        files: Vec::new(),
    }
}

fn of_step(shell: &Shell, sources: &Sources<'_>, link: &Link, verb: Option<Verb>) -> Entry {
    let is_hidden = sources.veil.hides_step(link.at);
    let details = if is_hidden {
        Json::Null
    } else {
        link.details()
    };
    let did = match verb {
        Some(verb) => did(shell, sources, verb, &details),
        None => of_other_room(shell, &link.verb),
    };
    let department = link
        .department
        .filter(|_| !is_hidden)
        .map(|id| sources.names.department(Some(id)))
        .filter(|name| !name.is_empty());
    let moved = link.from != link.to;
    let stage = link
        .to
        .as_deref()
        .filter(|_| moved)
        .and_then(crate::codes::Stage::from_code);
    Entry {
        class: "timeline-step",
        icon: if verb == Some(Verb::Attach) {
            "paperclip"
        } else {
            "arrow-right"
        },
        who: who(shell, link.by_id.is_some(), &link.by_name),
        did: Some(match department {
            Some(name) => format!("{did} · {name}"),
            None => did,
        }),
        stage: stage.map(|stage| shell.say_key(stage.word()).to_string()),
        kind: None,
        text: text_of(&details, "reason").filter(|_| verb.is_some_and(Verb::reason_is_typed)),
        was: was(shell, sources.names, &details),
        at: shell.show(&link.at),
        files: files_of(sources, &details),
    }
}

/// A link another room has put into the chain: it is no step of the life cycle.
fn of_other_room(shell: &Shell, verb: &str) -> String {
    let key = format!("cases-verb-{}", verb.replace('_', "-"));
    if shell.ask.app.words.knows(&key) {
        shell.say_key(key).to_string()
    } else {
        verb.to_owned()
    }
}

/// What was done, with the one detail that tells most.
fn did(shell: &Shell, sources: &Sources<'_>, verb: Verb, details: &Json) -> String {
    let name = shell
        .say_key(format!("cases-did-{}", verb.path()))
        .to_string();
    let more = match verb {
        Verb::Assign => text_of(details, "owner")
            .and_then(|id| id.parse().ok())
            .map(|id| sources.names.person(Some(id))),
        Verb::Refuse => text_of(details, "reason")
            .and_then(|code| RefusalReason::from_code(&code))
            .map(|reason| shell.say_key(reason.word()).to_string()),
        Verb::HandOver => text_of(details, "to")
            .and_then(|code| Receiver::from_code(&code))
            .map(|to| shell.say_key(to.word()).to_string()),
        _ => None,
    };
    let proposed = details["proposed"] == Json::Bool(true);
    let name = match verb {
        Verb::Refuse if proposed => shell.say("cases-did-propose-refusal").to_string(),
        Verb::JointStudy if proposed => shell.say("cases-did-propose-joint-study").to_string(),
        _ => name,
    };
    match more.filter(|more| !more.is_empty()) {
        Some(more) => format!("{name} · {more}"),
        None => name,
    }
}

/// The texts a step has replaced, as people read them. Codes, moments and ids stay in
/// the history for programs.
const SHOWN: &[(&str, &str)] = &[
    ("demand", "cases-demand"),
    ("underlying_need", "cases-underlying-need"),
    ("incident_place", "cases-incident-place"),
    ("bed_no", "cases-bed-no"),
    ("risk_reason", "cases-risk-reason"),
    ("leader_instruction", "cases-leader-instruction"),
    ("anonymity_reason", "cases-anonymity-reason"),
    ("settled_result", "cases-settled-result"),
    ("refusal_explanation", "cases-refusal-explanation"),
    ("handling_result", "cases-handling-result"),
    ("improvement", "cases-improvement"),
    ("no_improvement_reason", "cases-no-improvement-reason"),
];

fn was(shell: &Shell, names: &Names, details: &Json) -> Vec<Fact> {
    let was = &details[WAS];
    let mut all: Vec<Fact> = SHOWN
        .iter()
        .filter_map(|(field, word)| {
            let text = was[*field].as_str()?;
            Some(Fact::typed(shell.say(word).to_string(), text.to_owned()))
        })
        .collect();
    let visited = was["department_visited"]
        .as_str()
        .and_then(|id| id.parse().ok())
        .map(|id| names.department(Some(id)));
    let viewer = &shell.ask.viewer;
    let texts = [
        (
            "finding_reason",
            "cases-finding-label",
            access::reads_past_findings(viewer, was),
        ),
        (
            "answer",
            "cases-answer-label",
            access::reads_past_answers(viewer, was),
        ),
    ];
    let read: Vec<_> = texts
        .iter()
        .filter(|(_, _, reads)| *reads)
        .map(|(field, word, _)| (*field, *word))
        .collect();
    for one in was["allegations"].as_array().into_iter().flatten() {
        all.extend(of_allegation(shell, one, &read));
    }
    all.extend(visited.map(|name| Fact::typed(shell.say("cases-department").to_string(), name)));
    all
}

/// What stood on one allegation: its category and severity by name, what was found and
/// answered as it was written, as far as the viewer may read it.
fn of_allegation(shell: &Shell, was: &Json, texts: &[(&'static str, &'static str)]) -> Vec<Fact> {
    let head = |word: &'static str| {
        format!(
            "{} {} · {}",
            shell.say("cases-allegation"),
            was["seq"],
            shell.say(word)
        )
    };
    let category = was["category"].as_str().and_then(Category::from_code);
    let severity = was["severity"].as_i64();
    category
        .map(|one| {
            Fact::said(
                head("cases-category-label"),
                shell.say_key(one.word()).to_string(),
            )
        })
        .into_iter()
        .chain(severity.map(|one| {
            let name = shell.say_key(severity_word(one)).to_string();
            Fact::said(head("cases-severity"), name)
        }))
        .chain(texts.iter().filter_map(|(field, word)| {
            was[*field]
                .as_str()
                .map(|text| Fact::typed(head(word), text.to_owned()))
        }))
        .collect()
}

fn who(shell: &Shell, is_staff: bool, by_name: &str) -> String {
    if is_staff {
        return by_name.to_owned();
    }
    let said = match by_name {
        "public" => Said::new("cases-by-public"),
        "operator" => Said::new("cases-by-operator"),
        _ => Said::new("cases-by-clock"),
    };
    shell.said(said).to_string()
}

fn files_of(sources: &Sources<'_>, details: &Json) -> Vec<(String, String)> {
    let Some(id) = text_of(details, "attachment") else {
        return Vec::new();
    };
    sources
        .files
        .iter()
        .filter(|file| file.id.to_string() == id)
        .map(|file| {
            (
                file.name.clone(),
                format!("{}/files/{}", sources.case.path(), file.id),
            )
        })
        .collect()
}
