//! Long lists: counted so far, and wholly when somebody asks.

use axum::http::Method;
use tongli_people::roles::{DEPARTMENT_HEAD, RECEPTIONIST};
use tongli_store::testing::on_both;

use crate::export::bring_in;
use crate::house::{Hospital, steps};
use crate::web::{api, new_case, open};

async fn page(house: &Hospital, who: &str, path: &str) -> String {
    let reply = open(house, who, path).await;
    assert_eq!(reply.status, 200, "{path}");
    String::from_utf8(reply.body).unwrap()
}

/// The address and the count of every tab.
fn tabs(page: &str) -> Vec<(String, String)> {
    page.split("<a class=\"tab\" href=\"")
        .skip(1)
        .map(|rest| {
            let href = rest.split('"').next().unwrap().replace("&#38;", "&");
            let count = rest.split("tab-count\">").nth(1).unwrap();
            (href, count.split('<').next().unwrap().to_owned())
        })
        .collect()
}

#[tokio::test]
async fn a_long_list_says_fifty_and_more_and_is_counted_when_asked() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        house
            .staff("head", &[DEPARTMENT_HEAD], &[house.clinic])
            .await;
        bring_in(&house, 53, "夜间呼叫无人应答", true).await;
        let first = page(&house, "desk", "/cases?stage=archived").await;
        let archived = ("/cases?stage=archived".to_owned(), "50+".to_owned());
        assert!(tabs(&first).contains(&archived), "{:?}", tabs(&first));
        assert!(first.contains("统计总数") && !first.contains("共 53 件"));
        let of_its_day = page(&house, "desk", "/cases?q=TS-2021").await;
        assert!(
            of_its_day.contains("TS-2021"),
            "an old number by its beginning"
        );
        let counted = page(&house, "desk", "/cases?stage=archived&exact=1").await;
        assert!(counted.contains("共 53 件"));
        assert!(!counted.contains("统计总数"));
        // Another clinic's head learns no number of what they may not see.
        let other = page(&house, "head", "/cases?stage=archived&exact=1").await;
        assert!(!other.contains("53"));
    })
    .await;
}

#[tokio::test]
async fn the_count_of_a_tab_is_the_length_of_its_list() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        bring_in(&house, 4, "夜间呼叫无人应答", true).await;
        for _ in 0..3 {
            api(&house, "desk", Method::POST, "/api/v1/cases", new_case()).await;
        }
        let all = tabs(&page(&house, "desk", "/cases").await);
        assert_eq!(all.len(), 7);
        for (href, count) in &all {
            let rows = page(&house, "desk", href)
                .await
                .matches("data-row-link")
                .count();
            assert_eq!(*count, rows.to_string(), "{href}");
        }
        let counts: Vec<&str> = all.iter().map(|(_, count)| count.as_str()).collect();
        assert!(counts.contains(&"3") && counts.contains(&"4"), "{counts:?}");
    })
    .await;
}
