//! The screens as a browser uses them, without a script.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tongli_store::testing::on_both;
use tongli_web::{App, with_layers};
use tower::ServiceExt;

use crate::books;
use crate::house::{hide, house, steps};

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
        request.body(Body::from(format!("_csrf=t&{body}"))).unwrap(),
    )
    .await
}

async fn send(app: &App, role: &str, name: &str, file: &[u8]) -> Told {
    let mut body = Vec::new();
    body.extend(b"--edge\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\nt\r\n");
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

/// What stands beside the rows of a page, in order.
fn places(page: &Told) -> Vec<i64> {
    let label = "data-label=\"位置\"";
    let cells = page.body.split(label).skip(1);
    cells
        .map(|cell| {
            let text = cell.split_once("第 ").unwrap().1;
            text.split_once(' ').unwrap().0.parse().unwrap()
        })
        .collect()
}

fn link(page: &Told, rel: &str) -> Option<String> {
    let end = page.body.find(&format!("\" rel=\"{rel}\""))?;
    let start = page.body[..end].rfind("href=\"")? + 6;
    let href = page.body[start..end].replace("&amp;", "&");
    Some(href.replace("&#38;", "&"))
}

#[tokio::test]
async fn every_row_can_be_looked_at_page_by_page_there_and_back() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let sent = send(&app, "information", "长.csv", &books::long(120)).await;
        let all: Vec<i64> = (2..=121).collect();
        let mut page = get(&app, "information", &sent.location).await;
        assert_eq!(link(&page, "prev"), None);
        let mut seen = places(&page);
        while let Some(next) = link(&page, "next") {
            page = get(&app, "information", &next).await;
            seen.extend(places(&page));
        }
        assert_eq!(seen, all);
        let mut back = Vec::new();
        while let Some(before) = link(&page, "prev") {
            page = get(&app, "information", &before).await;
            back.splice(0..0, places(&page));
        }
        assert_eq!(back, all[..100]);
        let odd = get(
            &app,
            "information",
            &format!("{}?rows=x&after=y", sent.location),
        )
        .await;
        assert_eq!(places(&odd), all[..50]);
        let behind = get(&app, "information", &format!("{}?after=121", sent.location)).await;
        assert_eq!(behind.status, StatusCode::OK);
        assert!(behind.body.contains("没有这样的行"));
    })
    .await;
}

#[tokio::test]
async fn rows_are_told_apart_by_what_becomes_of_them() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let sent = send(&app, "information", "旧登记.csv", &books::csv()).await;
        let show = async |rows: &str| {
            get(
                &app,
                "information",
                &format!("{}?rows={rows}", sent.location),
            )
            .await
        };
        assert_eq!(places(&show("good").await), [4, 5, 6, 7, 8, 10]);
        assert_eq!(places(&show("bad").await), [11, 12, 13, 14]);
        assert_eq!(places(&show("skipped").await), [15]);
        assert!(show("skipped").await.body.contains("这是合计行"));
        assert!(show("known").await.body.contains("没有这样的行"));
        assert!(show("good").await.body.contains("TS-20130304-L1-0004"));
        assert!(
            !show("good").await.body.contains("/cases/TS-"),
            "there is no case yet"
        );
        let bad = show("bad").await.body;
        assert!(bad.contains("2013-02-30") && bad.contains("没有这一天"));

        let confirm = format!("{}/confirm", sent.location);
        post(&app, "information", &confirm, "version=1").await;
        for round in tongli_imports::feature().rounds {
            (round.run)(&app).await.unwrap();
        }
        let link = "href=\"/cases/TS-20130304-L1-0004\"";
        assert!(show("good").await.body.contains(link));
        hide(&app, "TS-20130304-L1-0004").await;
        let hidden = show("good").await;
        assert_eq!(places(&hidden).len(), 6, "that there is a row is no secret");
        for words in [link, "TS-20130304-L1-0004", "拍片等了两个小时", "骨科"] {
            assert!(!hidden.body.contains(words), "{words}");
        }
        assert!(hidden.body.contains("出院多久能复印病历"));

        let other = send(&app, "information", "旧登记-2.csv", &books::gb18030()).await;
        let known = get(&app, "director", &format!("{}?rows=known", other.location)).await;
        assert_eq!(places(&known), [4, 5, 6, 7, 8, 10]);
        assert!(known.body.contains("href=\"/cases/ZX-20130305-L1-0005\""));
        let good = get(&app, "director", &format!("{}?rows=good", other.location)).await;
        assert!(good.body.contains("没有这样的行"));
    })
    .await;
}

#[tokio::test]
async fn a_row_known_when_tried_is_asked_about_again_when_it_comes_in() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let director = crate::house::director();
        let first = tongli_imports::import_now(&app, &director, "a", books::csv(), |_, _| {})
            .await
            .unwrap();
        let mut rows = books::ROWS;
        rows[7][1] = "2013-02-28";
        let corrected = books::csv_of(&rows).into_bytes();
        let tried = tongli_imports::try_file(&app, &director, "b", corrected)
            .await
            .unwrap();
        assert_eq!((tried.import.good, tried.import.known), (7, 6));
        tongli_imports::withdraw(&app, &director, first.import.unwrap(), 3, "传错了")
            .await
            .unwrap();
        let path = format!("/imports/{}", tried.import.id);
        post(&app, "director", &format!("{path}/confirm"), "version=1").await;
        for round in tongli_imports::feature().rounds {
            (round.run)(&app).await.unwrap();
        }
        let page = get(&app, "director", &format!("{path}?rows=good")).await;
        assert_eq!(
            places(&page).len(),
            7,
            "what was withdrawn is known no more"
        );
    })
    .await;
}

#[tokio::test]
async fn a_file_tried_before_rows_were_kept_shows_them_once_it_is_sent_again() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let sent = send(&app, "information", "旧.csv", &books::csv()).await;
        app.db
            .write(async |tx| {
                tx.run("DELETE FROM import_rows WHERE state = 'good'", vec![])
                    .await?;
                tx.run("UPDATE import_rows SET glimpse = NULL", vec![])
                    .await?;
                Ok(())
            })
            .await
            .unwrap();
        let lacking = get(&app, "information", &sent.location).await;
        assert!(lacking.body.contains("请把同一个文件再上传一次"));
        assert_eq!(places(&lacking), [11, 12, 13, 14, 15]);
        send(&app, "information", "旧.csv", &books::csv()).await;
        let whole = get(&app, "information", &sent.location).await;
        assert_eq!(places(&whole).len(), 11);
        assert!(!whole.body.contains("请把同一个文件再上传一次"));
    })
    .await;
}
