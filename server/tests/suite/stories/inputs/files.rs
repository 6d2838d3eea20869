//! Files that are too large, empty, or not what an office receives.

use reqwest::{Method, RequestBuilder, multipart};

use super::{good, in_language, is_chinese, languages, names, sentences};
use crate::house::{Browser, ENGINES, House, Program, answered};

fn of_size(bytes: usize) -> Vec<u8> {
    let mut all = b"%PDF-1.7".to_vec();
    all.resize(bytes, b' ');
    all
}

fn bad_files() -> [(&'static str, Vec<u8>); 4] {
    [
        ("page.html", b"<script>alert(1)</script>".to_vec()),
        ("photo.jpg", b"MZ\x90\x00".to_vec()),
        ("empty.pdf", Vec::new()),
        ("large.pdf", of_size(20 * 1024 * 1024 + 1)),
    ]
}

fn part(name: &str, bytes: &[u8]) -> multipart::Part {
    multipart::Part::bytes(bytes.to_vec()).file_name(name.to_owned())
}

fn by_program(program: &Program<'_>, path: &str, files: &[(&str, &[u8])]) -> RequestBuilder {
    let form = files
        .iter()
        .fold(multipart::Form::new(), |form, (name, bytes)| {
            form.part("file", part(name, bytes))
        });
    program.ask(Method::POST, path).multipart(form)
}

fn by_form(browser: &Browser<'_>, path: &str, name: &str, bytes: &[u8]) -> RequestBuilder {
    let form = multipart::Form::new()
        .text("_csrf", browser.csrf().to_owned())
        .text("mode", "letter")
        .text("relation", "受托邻居")
        .part("file", part(name, bytes));
    browser.ask(Method::POST, path).multipart(form)
}

async fn registered(house: &House) -> String {
    let (_, case) = house.program("receptionist").post("/cases", good()).await;
    case["number"].as_str().unwrap().to_owned()
}

async fn kept_files(house: &House) -> i64 {
    let mut tx = house.app.db.read().await.unwrap();
    tx.count("SELECT count(*) AS n FROM attachments", vec![])
        .await
        .unwrap()
}

#[tokio::test]
async fn a_file_too_large_or_of_another_kind_is_refused_and_kept_nowhere() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.program("receptionist");
        let path = format!("/cases/{}/attach", registered(&house).await);
        let mut faults = Vec::new();
        for (name, bytes) in bad_files() {
            let mut said = Vec::new();
            for lang in ["zh-CN", "en"] {
                let request = by_program(&desk, &path, &[(name, &bytes)]);
                let (status, problem) = answered(in_language(request, lang)).await;
                if status != 422 || names(&problem) != ["file"] {
                    faults.push(format!("{name}: {status} {problem}"));
                }
                said.push(sentences(&problem).replace(name, ""));
            }
            faults.extend(languages(name, &said[0], &said[1]));
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert_eq!(kept_files(&house).await, 0);
    }
}

#[tokio::test]
async fn more_than_is_taken_at_once_is_told_so() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.program("receptionist");
        let path = format!("/cases/{}/attach", registered(&house).await);
        let half = of_size(16 * 1024 * 1024);
        let mut said = Vec::new();
        for lang in ["zh-CN", "en"] {
            let request = by_program(&desk, &path, &[("one.pdf", &half), ("two.pdf", &half)]);
            let (status, problem) = answered(in_language(request, lang)).await;
            assert_eq!(status, 413, "{problem}");
            assert_eq!(problem["type"], "urn:tongli:too-large");
            said.push(sentences(&problem));
        }
        assert_eq!(languages("413", &said[0], &said[1]), [""; 0]);
        assert_eq!(kept_files(&house).await, 0);
    }
}

/// What an error page says below its heading.
fn said_by(page: &str) -> String {
    let main = page.split_once("<main").map_or(page, |(_, rest)| rest);
    main.split('<')
        .filter_map(|piece| piece.split_once('>').map(|(_, text)| text.trim()))
        .collect::<Vec<_>>()
        .join("\n")
}

#[tokio::test]
async fn the_form_refuses_the_same_files_in_both_languages() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        let browser = house.signed_in("coordinator").await;
        let path = format!("/cases/{number}/attach");
        let mut faults = Vec::new();
        for (name, bytes) in bad_files() {
            let mut said = Vec::new();
            for lang in ["zh-CN", "en"] {
                let request = in_language(by_form(&browser, &path, name, &bytes), lang);
                let answer = request.send().await.unwrap();
                let status = answer.status();
                let page = said_by(&answer.text().await.unwrap()).replace(name, "");
                if status != 422 {
                    faults.push(format!("{name}: {status} {page}"));
                }
                said.push(page);
            }
            if said[0] == said[1]
                || !said[0].chars().any(is_chinese)
                || said[1].chars().any(is_chinese)
            {
                faults.push(format!("{name}: {said:?}"));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert_eq!(kept_files(&house).await, 0);
    }
}
