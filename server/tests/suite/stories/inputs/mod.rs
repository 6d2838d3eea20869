//! What does not hold is refused by the name of its field, in the reader's
//! language alone, and what was typed is still there.

mod files;
mod forms;
mod registration;
mod typed;
mod verbs;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::house::{Program, answered};

fn good() -> Value {
    json!({
        "kind": "complaint", "channel": "visit", "narrative": "窗口无故关闭，没有人解释。",
        "patient": {"name": "何小满"}, "contact": {"name": "何一鸣", "phone": "13800000001", "relation": "self", "identity_check": "oral"},
        "allegations": [{"category": "T05", "departments": ["SF"], "text": "窗口无故关闭"}]
    })
}

fn is_chinese(letter: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&letter)
}

/// An English word; codes and units in capitals are everybody's.
fn has_english_word(text: &str) -> bool {
    text.split(|letter: char| !letter.is_ascii_lowercase())
        .any(|word| word.len() >= 3)
}

/// The same request in another language: a header set twice would be sent twice.
fn in_language(request: RequestBuilder, lang: &str) -> RequestBuilder {
    let (client, request) = request.build_split();
    let mut request = request.unwrap();
    request
        .headers_mut()
        .insert("accept-language", lang.parse().unwrap());
    RequestBuilder::from_parts(client, request)
}

async fn refusal(program: &Program<'_>, lang: &str, path: &str, body: &Value) -> (u16, Value) {
    answered(in_language(
        program.ask(Method::POST, path).json(body),
        lang,
    ))
    .await
}

/// Everything a person reads in a problem, apart from field names.
fn sentences(problem: &Value) -> String {
    let mut all = format!("{}\n{}", problem["title"], problem["detail"]);
    for list in ["errors", "missing"] {
        for one in problem[list].as_array().into_iter().flatten() {
            all.push('\n');
            all.push_str(one["say"].as_str().unwrap());
        }
    }
    all
}

fn names(problem: &Value) -> Vec<String> {
    [("errors", "field"), ("missing", "gate")]
        .iter()
        .flat_map(|(list, name)| {
            problem[list]
                .as_array()
                .into_iter()
                .flatten()
                .map(move |one| one[*name].as_str().unwrap().to_owned())
        })
        .collect()
}

/// What is wrong about how a bad input is refused; nothing, if it is right.
async fn faults_of(
    program: &Program<'_>,
    path: &str,
    body: &Value,
    status: u16,
    field: &str,
) -> Vec<String> {
    let mut faults = Vec::new();
    let (zh_status, zh) = refusal(program, "zh-CN", path, body).await;
    let (en_status, en) = refusal(program, "en", path, body).await;
    if (zh_status, en_status) != (status, status) {
        return vec![format!(
            "{path} {field}: answered {zh_status}/{en_status}: {zh}"
        )];
    }
    if !field.is_empty() && !names(&zh).iter().any(|name| name == field) {
        faults.push(format!("{path} {field}: named {:?} instead", names(&zh)));
    }
    faults.extend(languages(
        &format!("{path} {field}"),
        &sentences(&zh),
        &sentences(&en),
    ));
    faults
}

/// What is wrong about two texts that say the same to two readers.
fn languages(what: &str, zh: &str, en: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if zh == en || has_english_word(zh) || !zh.chars().any(is_chinese) {
        faults.push(format!("{what}: not Chinese: {zh}"));
    }
    if en.chars().any(is_chinese) || !has_english_word(en) {
        faults.push(format!("{what}: not English: {en}"));
    }
    faults
}
