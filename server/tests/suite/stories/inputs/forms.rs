//! A form that is refused comes again with what was typed and says why.

use reqwest::Method;
use serde_json::json;

use super::super::complaint::done;
use super::super::lives::whole_life;
use super::typed::{Typed, stale_forms, wrong_before, wrong_forms};
use super::{good, in_language, languages};
use crate::house::{Browser, ENGINES, House};

#[tokio::test]
async fn a_refused_form_still_holds_what_was_typed() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.signed_in("receptionist").await;
        let typed = [
            ("narrative", "窗口九点十分关闭，无人解释"),
            ("demand", "说明原因并道歉四字"),
            ("incident_place", "门诊一楼西侧收费处"),
            ("patient_name", "何小满"),
            ("patient_record_no", "ZY0012345"),
            ("contact_name", "何一鸣"),
            ("contact_phone", "1380000"),
            ("allegations[0].text", "窗口无故提前关闭"),
            ("persons_present", "七个"),
            ("anonymity_reason", "暂时不便透露"),
            ("received_at", "昨天晚上"),
        ];
        let fixed = [("kind", "complaint"), ("channel", "visit")];
        let answer = desk
            .post("/cases/new", &[&fixed[..], &typed[..]].concat())
            .await;
        assert_eq!(answer.status(), 422);
        let page = answer.text().await.unwrap();
        for (field, value) in typed {
            assert!(page.contains(value), "{field} is gone from the page");
        }

        let typed = [
            ("narrative", "夜里按铃没有人来"),
            ("name", "高远"),
            ("phone", "1380000"),
        ];
        let fixed = [
            ("kind", "complaint"),
            ("department", "GK2"),
            ("reply", "phone"),
        ];
        let nobody = house.browser();
        let answer = nobody.post("/r", &[&fixed[..], &typed[..]].concat()).await;
        assert_eq!(answer.status(), 422);
        let page = answer.text().await.unwrap();
        for (field, value) in typed {
            assert!(page.contains(value), "{field} is gone from the page");
        }
        let mut tx = house.app.db.read().await.unwrap();
        let kept = tx.count("SELECT count(*) AS n FROM cases", vec![]).await;
        assert_eq!(kept.unwrap(), 0);
    }
}

/// The texts under the fields and above the form, apart from what people wrote.
fn told(page: &str) -> String {
    let marks = ["class=\"invalid-feedback\"", "role=\"alert\""];
    let pieces = marks.iter().flat_map(|mark| page.split(mark).skip(1));
    pieces
        .map(|rest| rest.split("</div>").take(2).collect::<String>())
        .filter(|piece| !piece.contains("data-user-text"))
        .map(|piece| texts(&piece))
        .collect::<Vec<_>>()
        .join("\n")
}

/// What stands between the tags.
fn texts(html: &str) -> String {
    html.split('<')
        .filter_map(|piece| piece.split_once('>').map(|(_, text)| text.trim()))
        .collect::<Vec<_>>()
        .join(" ")
}

async fn faults_of_form(browser: &Browser<'_>, typed: &Typed) -> Vec<String> {
    let (mut faults, mut said) = (Vec::new(), Vec::new());
    for lang in ["zh-CN", "en"] {
        let mut fields = typed.fields.clone();
        fields.push(("_csrf", browser.csrf()));
        let request = browser.ask(Method::POST, &typed.path).form(&fields);
        let answer = in_language(request, lang).send().await.unwrap();
        let status = answer.status().as_u16();
        let page = answer.text().await.unwrap();
        if status != typed.status {
            faults.push(format!("{}: answered {status}", typed.path));
        }
        for words in typed.words.iter().filter(|words| !page.contains(**words)) {
            faults.push(format!("{}: {words} is gone from the page", typed.path));
        }
        // A message may quote what was typed.
        let quoted = |said: String, words: &&str| said.replace(*words, "");
        said.push(typed.words.iter().fold(told(&page), quoted));
    }
    faults.extend(languages(&typed.path, &said[0], &said[1]));
    faults
}

async fn registered(house: &House) -> String {
    let mut body = good();
    body["allegations"][0]["departments"] = json!(["GK2"]);
    let (_, case) = house.program("receptionist").post("/cases", body).await;
    case["number"].as_str().unwrap().to_owned()
}

async fn all_keep(house: &House, forms: Vec<Typed>) -> Vec<String> {
    let mut faults = Vec::new();
    for typed in forms {
        let browser = house.signed_in(typed.login).await;
        faults.extend(faults_of_form(&browser, &typed).await);
    }
    faults
}

#[tokio::test]
async fn the_form_of_a_verb_keeps_what_was_typed() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        let mut faults = all_keep(&house, stale_forms(&number)).await;
        faults.extend(all_keep(&house, wrong_forms(&number)).await);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        let (_, case) = house
            .program("coordinator")
            .get(&format!("/cases/{number}"))
            .await;
        assert_eq!(case["version"], 1);
    }
}

/// The newest statement of a case.
async fn statement_of(house: &House, number: &str) -> String {
    let program = house.program("coordinator");
    let (_, all) = program.get(&format!("/cases/{number}/statements")).await;
    let newest = all["items"].as_array().and_then(|items| items.last());
    newest.map_or_else(String::new, |one| one["id"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn the_forms_of_inquiry_and_answer_keep_what_was_typed() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        let mut faults = Vec::new();
        for (login, verb, body) in whole_life() {
            let statement = statement_of(&house, &number).await;
            faults.extend(all_keep(&house, wrong_before(&number, verb, &statement)).await);
            if verb == "prove-delivery" {
                faults.extend(delivery(&house, &number).await);
            }
            done(&house.program(login), &number, verb, body).await;
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

/// The form of a delivery is one with a file.
async fn delivery(house: &House, number: &str) -> Vec<String> {
    let browser = house.signed_in("coordinator").await;
    let path = format!("/cases/{number}/deliver");
    let (mut faults, mut said) = (Vec::new(), Vec::new());
    for lang in ["zh-CN", "en"] {
        let form = reqwest::multipart::Form::new()
            .text("_csrf", browser.csrf().to_owned())
            .text("mode", "letter")
            .text("delivered_at", "2026-09-28T09:10")
            .text("signer", "受托的邻居");
        let request = browser.ask(Method::POST, &path).multipart(form);
        let answer = in_language(request, lang).send().await.unwrap();
        if answer.status() != 422 {
            faults.push(format!("{path}: {}", answer.status()));
        }
        let page = answer.text().await.unwrap();
        if !page.contains("受托的邻居") {
            faults.push(format!("{path}: what was typed is gone"));
        }
        said.push(told(&page));
    }
    faults.extend(languages(&path, &said[0], &said[1]));
    faults
}
