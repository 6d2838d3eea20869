//! The screen, the short list that comes at once, and the API.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::Value as Json;
use tongli_store::testing::on_both;

use crate::house::{Hospital, steps};

async fn page(house: &Hospital, who: &str, path: &str) -> String {
    String::from_utf8(house.get(who, path).await.2).unwrap()
}

#[tokio::test]
async fn a_short_list_comes_at_once_and_a_long_one_is_asked_for() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(2_000, "换药太迟").await;
        let path = "/cases/export?format=csv&q=%E6%8D%A2%E8%8D%AF&stage=archived";
        assert_eq!(house.get("desk", path).await.0, StatusCode::FORBIDDEN);
        let (status, headers, file) = house.get("chief", path).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
        let name = headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert_eq!(name, "attachment; filename=\"cases-2026-09-28.csv\"");
        assert_eq!(String::from_utf8(file).unwrap().lines().count(), 2_001);
        let none = house.get("chief", "/cases/export?format=pdf").await.0;
        assert_eq!(none, StatusCode::NOT_FOUND);

        let mut tx = house.app.db.read().await.unwrap();
        let told: String = tx
            .one(
                "SELECT payload FROM history WHERE subject_kind = 'case_export'",
                vec![],
                |row| row.get("payload"),
            )
            .await
            .unwrap();
        drop(tx);
        let told: Json = serde_json::from_str(&told).unwrap();
        assert_eq!(
            (&told["rows"], &told["words"]),
            (&Json::from(2_000), &Json::from(true))
        );
        assert!(
            !told.to_string().contains("换药"),
            "what was searched may be a name"
        );

        house.fill_from(2_001, 1, "换药太迟").await;
        let (status, headers, _) = house.get("chief", path).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let to = headers[header::LOCATION].to_str().unwrap();
        assert!(
            to.starts_with("/exports?format=csv&stage=archived&q="),
            "{to}"
        );
        let asked = page(&house, "chief", to).await;
        assert!(asked.contains("开始生成") && asked.contains("name=\"stage\" value=\"archived\""));
    })
    .await;
}

#[tokio::test]
async fn the_page_comes_again_while_something_is_made_and_then_rests() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(2, "旧事").await;
        let id = house.asked("xlsx").await;
        let (_, headers, body) = house.get("chief", "/exports").await;
        assert_eq!(headers["refresh"], "3");
        assert!(String::from_utf8(body).unwrap().contains("排队中"));
        house.rounds().await;
        let (_, headers, body) = house.get("chief", "/exports").await;
        assert!(headers.get("refresh").is_none());
        let text = String::from_utf8(body).unwrap();
        assert!(text.contains(&format!("/exports/{id}/file")) && text.contains("做好了"));
        assert!(
            text.contains("/cases?stage=archived"),
            "the way to the list"
        );
        assert!(text.contains("&#60; 0.1 MB"), "{text}");
        // An answer that is no file (409) must be shown, not saved as one.
        assert!(!text.contains("download>"), "{text}");
        let (status, headers, bytes) = house.get("chief", &format!("/exports/{id}/file")).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(headers[header::CONTENT_LENGTH], bytes.len().to_string());
        assert!(bytes.starts_with(b"PK"));
        assert!(!page(&house, "clerk", "/exports").await.contains("/file"));
    })
    .await;
}

#[tokio::test]
async fn too_many_are_put_off_on_the_same_page_with_what_was_chosen() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        for kind in ["complaint", "praise", "suggestion"] {
            let wish = format!("format=csv&kind={kind}");
            house.ask(&house.chief, &wish).await.unwrap();
        }
        let (status, headers, body) = house
            .form("chief", "/exports", "format=xlsx&kind=enquiry")
            .await;
        assert_eq!(status, StatusCode::CONFLICT);
        let text = String::from_utf8(body).unwrap();
        assert!(text.contains("您已有 3 份文件正在生成"), "{text}");
        assert!(text.contains("name=\"kind\" value=\"enquiry\""));
        assert!(text.contains("<option value=\"xlsx\" selected>"));
        assert!(headers.get("refresh").is_none(), "somebody is choosing");
        let id = text.split_once("action=\"/exports/").unwrap().1;
        let cancel = format!("/exports/{}/erase", id.split_once('/').unwrap().0);
        let (status, headers, _) = house.form("chief", &cancel, "").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(
            headers[header::LOCATION],
            "/exports?done=exports-cancelled-done"
        );
    })
    .await;
}

async fn call(house: &Hospital, method: Method, path: &str, body: &str) -> (u16, String, Json) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, "Bearer chief")
        .body(Body::from(body.to_owned()))
        .unwrap();
    let (status, headers, bytes) = house.answer(request).await;
    let to = headers.get(header::LOCATION);
    let to = to.map_or("", |to| to.to_str().unwrap()).to_owned();
    let body = serde_json::from_slice(&bytes).unwrap_or(Json::Null);
    (status.as_u16(), to, body)
}

#[tokio::test]
async fn a_program_asks_looks_fetches_and_erases() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(2, "旧事").await;
        let wish = r#"{"format":"jsonl","stage":"archived"}"#;
        let (status, to, told) = call(&house, Method::POST, "/api/v1/exports", wish).await;
        assert_eq!((status, told["state"].as_str()), (202, Some("waiting")));
        assert_eq!(
            to,
            format!("/api/v1/exports/{}", told["id"].as_str().unwrap())
        );
        let file = format!("{to}/file");
        assert_eq!(call(&house, Method::GET, &file, "").await.0, 409);
        house.rounds().await;
        let (_, _, told) = call(&house, Method::GET, &to, "").await;
        assert_eq!(
            (told["state"].as_str(), told["file"].as_str()),
            (Some("ready"), Some(&*file))
        );
        assert_eq!(
            (told["done"].as_i64(), told["total"].as_i64()),
            (Some(2), Some(2))
        );
        let (status, headers, bytes) = house.get("chief", &file).await;
        assert_eq!(
            (status, &headers[header::CONTENT_TYPE]),
            (StatusCode::OK, &"application/jsonl".parse().unwrap())
        );
        assert_eq!(String::from_utf8(bytes).unwrap().lines().count(), 2);
        for _ in 0..2 {
            assert_eq!(call(&house, Method::DELETE, &to, "").await.0, 204);
        }
        let (_, _, told) = call(&house, Method::GET, &to, "").await;
        assert_eq!(told["state"], "gone");
        let wrong = r#"{"format":"csv","kind":"nonsense"}"#;
        assert_eq!(
            call(&house, Method::POST, "/api/v1/exports", wrong).await.0,
            422
        );
        assert_eq!(
            call(&house, Method::GET, "/api/v1/exports/1", "").await.0,
            404
        );
    })
    .await;
}
