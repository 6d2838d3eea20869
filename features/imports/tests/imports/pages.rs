//! The screens as a browser uses them, without a script.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tongli_store::testing::on_both;
use tongli_web::{App, with_layers};
use tower::ServiceExt;

use crate::books;
use crate::house::{house, steps};

struct Told {
    status: StatusCode,
    location: String,
    refresh: bool,
    body: String,
}

async fn call(app: &App, request: Request<Body>) -> Told {
    let router = with_layers(app.clone(), (tongli_imports::feature().routes)());
    let response = router.oneshot(request).await.unwrap();
    let text = |name: header::HeaderName| {
        let value = response.headers().get(name);
        value.map(|value| value.to_str().unwrap().to_owned())
    };
    let (location, refresh) = (text(header::LOCATION), text(header::REFRESH));
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
        .await
        .unwrap();
    Told {
        status,
        location: location.unwrap_or_default(),
        refresh: refresh.is_some(),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

async fn get(app: &App, role: &str, path: &str) -> Told {
    let request = Request::get(path).header(header::COOKIE, format!("tongli={role}"));
    call(app, request.body(Body::empty()).unwrap()).await
}

async fn post(app: &App, role: &str, path: &str, body: &str) -> Told {
    let request = Request::post(path)
        .header(header::COOKIE, format!("tongli={role}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    call(
        app,
        request
            .body(Body::from(format!("_csrf=token&{body}")))
            .unwrap(),
    )
    .await
}

async fn send(app: &App, role: &str, name: &str, file: &[u8]) -> Told {
    let mut body = Vec::new();
    body.extend(b"--edge\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\ntoken\r\n");
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    );
    body.extend(head.as_bytes());
    body.extend(file);
    body.extend(b"\r\n--edge--\r\n");
    let request = Request::post("/imports")
        .header(header::COOKIE, format!("tongli={role}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
    call(app, request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_register_goes_from_the_file_to_the_archive_by_hand() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let empty = get(&app, "information", "/imports").await;
        assert!(empty.body.contains("还没有导入过登记簿"));
        assert_eq!(
            get(&app, "information", "/imports/new").await.status,
            StatusCode::OK
        );

        let file = books::xlsx();
        let sent = send(&app, "information", "旧登记.xlsx", &file).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let page = get(&app, "information", &sent.location).await;
        assert_eq!(page.status, StatusCode::OK);
        for text in [
            "旧登记.xlsx",
            "飞鸽传书",
            "第 13 行",
            "确认导入 6 件",
            "钱＊＊",
            "138****0001",
        ] {
            assert!(page.body.contains(text), "{text}");
        }
        for hidden in ["钱多多", "13800000001"] {
            assert!(!page.body.contains(hidden), "{hidden}");
        }
        assert!(!page.refresh);

        let confirmed = post(
            &app,
            "information",
            &format!("{}/confirm", sent.location),
            "version=1",
        )
        .await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER);
        let running = get(&app, "information", &sent.location).await;
        assert!(running.refresh && running.body.contains("正在导入"));
        for round in tongli_imports::feature().rounds {
            (round.run)(&app).await.unwrap();
        }
        let done = get(&app, "information", &sent.location).await;
        assert!(done.body.contains("已导入 6 件") && !done.refresh);
        assert!(
            !done.body.contains("/withdraw"),
            "who may not withdraw is not offered it"
        );

        let again = send(&app, "information", "旧登记.xlsx", &file).await;
        assert_eq!(
            again.location,
            format!("{}?done=imports-again-done", sent.location)
        );

        let bare = post(
            &app,
            "director",
            &format!("{}/withdraw", sent.location),
            "version=3&reason=",
        )
        .await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bare.body.contains("请写明撤回原因"));
        let withdrawn = post(
            &app,
            "director",
            &format!("{}/withdraw", sent.location),
            "version=3&reason=wrong+year",
        )
        .await;
        assert_eq!(withdrawn.status, StatusCode::SEE_OTHER);
        let list = get(&app, "director", "/imports").await;
        assert!(list.body.contains("已撤回"));
    })
    .await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_says_why_on_the_same_page() {
    on_both(&steps(), async |db| {
        let app = house(db);
        for (name, file, text) in [
            ("a.csv", "".as_bytes(), "请先选择文件"),
            ("a.xlsx", b"PK\x03\x04nonsense".as_slice(), "打不开"),
            ("a.csv", "姓名,电话\n甲,1\n".as_bytes(), "还缺：接待日期"),
            (
                "a.png",
                b"\x89PNG\r\n\x1a\n\0\0".as_slice(),
                "这不是能读的表格",
            ),
        ] {
            let refused = send(&app, "information", name, file).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
            assert!(refused.body.contains(text), "{text}: {}", refused.body);
        }
    })
    .await;
}

#[tokio::test]
async fn the_original_is_given_back_as_it_was_and_the_reading_is_noted() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let file = books::csv();
        let sent = send(&app, "information", "旧.csv", &file).await;
        let original = get(&app, "information", &format!("{}/original", sent.location)).await;
        assert_eq!(original.body.as_bytes(), file);
        let mut tx = app.db.read().await.unwrap();
        let noted = tx
            .count(
                "SELECT COUNT(*) AS n FROM access_log WHERE what = 'original'",
                vec![],
            )
            .await
            .unwrap();
        assert_eq!(noted, 1);
    })
    .await;
}

#[tokio::test]
async fn the_reception_desk_is_refused() {
    on_both(&steps(), async |db| {
        let app = house(db);
        for path in ["/imports", "/imports/new", "/imports/1"] {
            assert_eq!(
                get(&app, "receptionist", path).await.status,
                StatusCode::FORBIDDEN
            );
        }
        let sent = send(&app, "receptionist", "旧.csv", &books::csv()).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN);
        assert_eq!(
            get(&app, "information", "/imports/1").await.status,
            StatusCode::NOT_FOUND
        );
        let withdrawing = post(
            &app,
            "information",
            "/imports/1/withdraw",
            "version=1&reason=xx",
        )
        .await;
        assert_eq!(withdrawing.status, StatusCode::FORBIDDEN);
    })
    .await;
}
