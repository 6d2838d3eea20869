//! The page of notices.

use axum::http::{Method, StatusCode, header};
use tongli_kernel::StaffId;
use tongli_people::roles::COORDINATOR;
use tongli_store::outbox::To;
use tongli_store::testing::on_both;

use crate::house::{Page, World, steps, world};

fn first_open(page: &Page) -> String {
    let (_, rest) = page.html.split_once("action=\"/notices/").unwrap();
    let from = if rest.starts_with("read-all") {
        rest.split_once("action=\"/notices/").unwrap().1
    } else {
        rest
    };
    format!("/notices/{}", from.split_once('/').unwrap().0)
}

#[tokio::test]
async fn opening_a_notice_leads_to_its_subject_and_marks_it_read() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let wang = world.somebody("wangmin", &[COORDINATOR]).await;
        world.put(To::Staff(wang), World::said("TS-1")).await;
        world.put(To::Staff(wang), World::said("TS-2")).await;
        world.delivered().await;
        let page = world.call(Method::GET, "/notices", wang, "").await;
        assert_eq!(page.status, StatusCode::OK);
        let (newest, oldest) = (
            page.html.find("TS-2 交给您了"),
            page.html.find("TS-1 交给您了"),
        );
        assert!(newest.unwrap() < oldest.unwrap());
        let notice = first_open(&page);
        let answer = world
            .call(Method::POST, &format!("{notice}/open"), wang, "_csrf=t")
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(answer.headers[header::LOCATION], "/cases/TS-2");
        assert_eq!(world.unread(wang).await, 1);
        let unread = world
            .call(Method::GET, "/notices?show=unread", wang, "")
            .await;
        assert!(unread.html.contains("TS-1") && !unread.html.contains("TS-2"));
        let foreign = world
            .call(
                Method::POST,
                &format!("{notice}/open"),
                StaffId::new(9),
                "_csrf=t",
            )
            .await;
        assert_eq!(
            foreign.status,
            StatusCode::NOT_FOUND,
            "another's notice is not there"
        );
    })
    .await;
}

#[tokio::test]
async fn reading_all_leaves_unread_what_came_meanwhile() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let wang = world.somebody("wangmin", &[COORDINATOR]).await;
        world.put(To::Staff(wang), World::said("TS-1")).await;
        world.delivered().await;
        let page = world.call(Method::GET, "/notices", wang, "").await;
        let (_, rest) = page.html.split_once("name=\"newest\" value=\"").unwrap();
        let newest = rest.split_once('"').unwrap().0.to_owned();
        world.put(To::Staff(wang), World::said("TS-2")).await;
        world.delivered().await;
        let body = format!("_csrf=t&newest={newest}");
        let answer = world
            .call(Method::POST, "/notices/read-all", wang, &body)
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(world.unread(wang).await, 1);
        let done = world
            .call(Method::GET, "/notices?done=notices-all-read-done", wang, "")
            .await;
        assert!(done.html.contains("已全部标为已读"));
    })
    .await;
}

#[tokio::test]
async fn notices_are_turned_page_by_page() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let wang = world.somebody("wangmin", &[COORDINATOR]).await;
        for number in 0..55 {
            world
                .put(To::Staff(wang), World::said(&format!("TS-{number:03}")))
                .await;
        }
        world.delivered().await;
        let page = world.call(Method::GET, "/notices", wang, "").await;
        assert!(page.html.contains("TS-054") && !page.html.contains("TS-004"));
        let (_, rest) = page.html.split_once("href=\"/notices?before=").unwrap();
        let next = format!("/notices?before={}", rest.split_once('"').unwrap().0);
        let page = world.call(Method::GET, &next, wang, "").await;
        assert!(page.html.contains("TS-004") && !page.html.contains("TS-005"));
    })
    .await;
}

#[tokio::test]
async fn who_has_no_notices_is_told_what_will_stand_there() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let page = world
            .call(Method::GET, "/notices", StaffId::new(9), "")
            .await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.html.contains("现在没有通知"));
    })
    .await;
}

#[tokio::test]
async fn a_program_reads_notices_and_marks_them() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let wang = world.somebody("wangmin", &[COORDINATOR]).await;
        world.put(To::Staff(wang), World::said("TS-1")).await;
        world.delivered().await;
        let page = world.call(Method::GET, "/api/v1/notices", wang, "").await;
        let json: serde_json::Value = serde_json::from_str(&page.html).unwrap();
        assert_eq!(json["notices"][0]["say"], "TS-1 交给您了");
        assert_eq!(json["notices"][0]["path"], "/cases/TS-1");
        let id = json["notices"][0]["id"].as_str().unwrap();
        let path = format!("/api/v1/notices/{id}/read");
        assert_eq!(
            world.call(Method::POST, &path, wang, "").await.status,
            StatusCode::OK
        );
        assert_eq!(world.unread(wang).await, 0);
    })
    .await;
}
