//! The pages as a phone without a script sees them.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use tongli_kernel::{Lang, Said, Viewer};
use tongli_store::settings;
use tongli_web::{App, with_layers};
use tower::ServiceExt;

use crate::house::{NOW, at, count, with_house, words};

struct Page {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Page {
    fn cookies(&self) -> Vec<String> {
        self.headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .collect()
    }

    fn location(&self) -> &str {
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// What every public page keeps to.
    fn is_plain(&self) {
        assert!(!self.text.contains("<script"), "{}", self.text);
        assert!(self.text.len() < 60_000, "{} bytes", self.text.len());
        assert_eq!(self.headers[header::CACHE_CONTROL], "no-store");
        assert!(
            !self.text.contains("public-"),
            "a word is missing: {}",
            stray(&self.text)
        );
    }
}

/// The first word key on a page that no one translated; the sheet is named public-….
fn stray(text: &str) -> String {
    let at = text.find("public-").unwrap_or_default();
    text.chars()
        .skip(text[..at].chars().count())
        .take(60)
        .collect()
}

async fn ask(app: &App, request: Request<Body>) -> Page {
    let site = with_layers(app.clone(), (tongli_public::feature().routes)());
    let response = site.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 1_000_000).await.unwrap();
    // The sheet and its classes are called public-… as the words are.
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    Page {
        status: parts.status,
        headers: parts.headers,
        text: text
            .replace("/assets/public-", "/assets/")
            .replace("\"public-head", "\"head")
            .replace("\"public-foot", "\"foot")
            .replace(".public-head", ".head"),
    }
}

async fn get(app: &App, path: &str, cookies: &str) -> Page {
    let request = Request::get(path).header(header::COOKIE, cookies);
    ask(app, request.body(Body::empty()).unwrap()).await
}

async fn post(app: &App, path: &str, fields: &[(&str, &str)]) -> Page {
    let body: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.join("&")))
        .unwrap();
    ask(app, request).await
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let rest = text.split_once(before).unwrap().1;
    rest.split_once(after).unwrap().0
}

#[tokio::test]
async fn from_the_form_to_the_receipt_to_the_status() {
    with_house(async |app| {
        let contact = "医患沟通办公室 010-88880000";
        let operator = &Viewer::operator(app.tenant);
        app.db
            .write(async |tx| {
                Ok(settings::set(
                    tx,
                    operator,
                    tongli_people::PUBLIC_CONTACT,
                    contact,
                    at(NOW),
                )
                .await?)
            })
            .await
            .unwrap();

        let form = get(&app, "/r?kind=complaint&d=GK2", "").await;
        assert_eq!(form.status, StatusCode::OK);
        form.is_plain();
        assert!(form.text.contains("<html lang=\"zh-CN\">") && form.text.contains("tel:120"));
        assert!(form.text.contains("value=\"complaint\" required checked"));
        assert!(form.text.contains("value=\"GK2\" data-user-text selected"));
        let key = between(&form.text, "name=\"form_key\" value=\"", "\"");
        assert_eq!(key.len(), 64);

        let fields = [
            ("form_key", key),
            ("kind", "complaint"),
            ("narrative", "夜里按铃二十分钟没人来"),
            ("department", "GK2"),
            ("phone", "13800000001"),
            ("topic", ""),
        ];
        let sent = post(&app, "/r", &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        assert_eq!(sent.location(), "/r/receipt");
        let cookie = &sent.cookies()[0];
        assert!(
            cookie.contains("Path=/r; HttpOnly") && cookie.contains("Max-Age=600"),
            "{cookie}"
        );
        let again = post(&app, "/r", &fields).await;
        assert_eq!(again.cookies(), sent.cookies());
        assert_eq!(count(&app, "SELECT COUNT(*) AS n FROM cases").await, 1);

        let receipt = get(&app, "/r/receipt", cookie.split(';').next().unwrap()).await;
        assert_eq!(receipt.status, StatusCode::OK);
        receipt.is_plain();
        let code = between(&receipt.text, "receipt-code\" data-user-text>", "<");
        assert_eq!(code.len(), 19);
        assert!(
            receipt.text.contains("2026年10月10日星期六结束以前答复"),
            "{}",
            receipt.text
        );
        assert!(receipt.text.contains(contact));

        let status = post(&app, "/r/status", &[("code", &code.to_lowercase())]).await;
        assert_eq!(status.status, StatusCode::OK);
        status.is_plain();
        assert!(status.text.contains("TS-20260928-") && status.text.contains("stage-now"));
        for private in ["按铃", "13800000001", "骨科"] {
            assert!(!status.text.contains(private), "{private}");
        }

        let kept = post(&app, "/r/receipt", &[]).await;
        assert!(
            kept.cookies()[0].contains("receipt=; ") && kept.cookies()[0].contains("Max-Age=0")
        );
        let gone = get(&app, "/r/receipt", "").await;
        assert_eq!(gone.location(), "/r/status");
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_comes_back_with_errors_large_letters_and_the_other_language() {
    with_house(async |app| {
        let fields = [
            ("kind", "praise"),
            ("narrative", "谢"),
            ("name", "<何>"),
            ("phone", "138"),
        ];
        let refused = post(&app, "/r", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.is_plain();
        for part in [
            "value=\"praise\" required checked",
            ">谢</textarea>",
            "id=\"narrative-error\"",
            "id=\"phone-error\"",
            "value=\"138\"",
            "&#60;何&#62;",
        ] {
            assert!(refused.text.contains(part), "{part}: {}", refused.text);
        }

        let mut switched = fields.to_vec();
        switched.push(("switch", "senior"));
        let senior = post(&app, "/r", &switched).await;
        assert_eq!(senior.status, StatusCode::OK);
        assert!(
            senior.text.contains("lang=\"zh-CN\" class=\"senior\"")
                && senior.text.contains(">谢</textarea>")
        );
        assert!(
            senior
                .cookies()
                .iter()
                .any(|cookie| cookie.starts_with("senior=1; Path=/;"))
        );
        switched[4].1 = "language";
        let english = post(&app, "/r", &switched).await;
        english.is_plain();
        assert!(
            english.text.contains("<html lang=\"en\">") && english.text.contains(">谢</textarea>")
        );
        assert!(
            english
                .cookies()
                .iter()
                .any(|cookie| cookie.starts_with("lang=en;"))
        );
        assert_eq!(count(&app, "SELECT COUNT(*) AS n FROM cases").await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_field_no_person_sees_is_shown_once_something_stands_in_it() {
    with_house(async |app| {
        let fields = [
            ("kind", "praise"),
            ("narrative", "谢谢"),
            ("topic", "http://x"),
        ];
        let refused = post(&app, "/r", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("id=\"topic-error\""));
        assert!(!refused.text.contains("aria-hidden=\"true\"><label"));
        assert_eq!(count(&app, "SELECT COUNT(*) AS n FROM cases").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_miscopied_group_is_named_and_guessing_ends_after_twenty() {
    with_house(async |app| {
        let look = async |code: &str| post(&app, "/r/status", &[("code", code)]).await;
        let wrong = look("2222 2222 2222 2222").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        wrong.is_plain();
        assert!(
            wrong.text.contains("从第 1 组起")
                && wrong.text.contains("value=\"2222 2222 2222 2222\"")
        );
        for _ in 1..20 {
            assert_eq!(look("2").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let ended = look("2").await;
        assert_eq!(ended.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(ended.text.contains("value=\"2\""));
    })
    .await;
}

#[tokio::test]
async fn a_whole_ward_sends_at_once_and_the_sixty_first_loses_no_word() {
    with_house(async |app| {
        for _ in 0..60 {
            let empty = post(&app, "/r", &[("narrative", "")]).await;
            assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let busy = post(&app, "/r", &[("narrative", "夜里没人来")]).await;
        assert_eq!(busy.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(busy.text.contains(">夜里没人来</textarea>"));
    })
    .await;
}

#[tokio::test]
async fn large_letters_lead_back_to_pages_of_this_house_only() {
    with_house(async |app| {
        let on = get(&app, "/r/senior?on=1&back=/r/status", "").await;
        assert_eq!(on.location(), "/r/status");
        assert!(on.cookies()[0].starts_with("senior=1;"));
        let away = get(&app, "/r/senior?on=0&back=//elsewhere.example", "").await;
        assert_eq!(away.location(), "/");
        assert!(away.cookies()[0].contains("Max-Age=0"));
        let large = get(&app, "/r/status", "senior=1").await;
        assert!(large.text.contains("class=\"senior\""));
    })
    .await;
}

#[test]
fn days_are_said_in_both_languages() {
    let words = words();
    let day = Said::new("public-day")
        .with("year", "2026")
        .with("month", 10_i64)
        .with("day", 10_i64)
        .with("weekday", 6_i64);
    assert_eq!(words.say(Lang::Zh, &day), "2026年10月10日星期六");
    assert_eq!(words.say(Lang::En, &day), "Saturday, 10 October 2026");
}
