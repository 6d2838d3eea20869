//! Long lists: counted so far, and wholly when somebody asks.

use axum::http::Method;
use tongli_cases::{CaseId, Category, Filter, Stage, count, list};
use tongli_kernel::Viewer;
use tongli_people::roles::{DEPARTMENT_HEAD, RECEPTIONIST};
use tongli_store::testing::on_both;

use crate::export::{bring_in, complaint};
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
            of_its_day.contains("TS-20210304-L1-0053"),
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

/// Every page of a list, one behind the other.
async fn whole(house: &Hospital, viewer: &Viewer, filter: &Filter) -> Vec<CaseId> {
    let (mut filter, mut found) = (filter.clone(), Vec::new());
    let mut tx = house.app.db.read().await.unwrap();
    let (app, now) = (&house.app, house.app.now());
    loop {
        let page = list(&mut tx, app, viewer, &filter, now, 700).await.unwrap();
        let Some(last) = page.last() else {
            break;
        };
        filter.before = Some(last.id);
        found.extend(page.iter().map(|line| line.id));
    }
    filter.before = None;
    let counted = count(&mut tx, app, viewer, &filter, now, i64::MAX).await;
    assert_eq!(counted.unwrap(), found.len() as i64);
    found
}

/// What leads to few cases is gathered, what leads to many is walked: a case more or less
/// changes how a list comes to its rows, and never which they are.
#[tokio::test]
async fn a_list_is_the_same_however_it_comes_to_its_cases() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let head = house
            .staff("head", &[DEPARTMENT_HEAD], &[house.clinic])
            .await;
        let own = house
            .register(&desk, &complaint("等了三小时", Category::T02))
            .await;
        let own = own.unwrap().case.id;
        for many in [1_999, 2_001] {
            bring_in(&house, many, "夜间呼叫无人应答", true).await;
            let mut all = whole(&house, &desk, &Filter::default()).await;
            assert!(all.is_sorted_by(|one, next| one > next), "the newest first");
            assert_eq!(all.pop(), Some(own));
            assert_eq!(all.len() as i64, many);
            for filter in [
                Filter {
                    import: Some(77),
                    ..Filter::default()
                },
                Filter {
                    words: "TS-2021".into(),
                    ..Filter::default()
                },
                Filter {
                    stages: vec![Stage::Archived],
                    ..Filter::default()
                },
            ] {
                assert_eq!(whole(&house, &desk, &filter).await, all, "{filter:?}");
            }
            let open = Filter {
                stages: vec![Stage::Registered],
                ..Filter::default()
            };
            assert_eq!(whole(&house, &desk, &open).await, [own]);
            let theirs = whole(&house, &head, &Filter::default()).await;
            assert!(theirs.iter().all(|one| *one == own), "{theirs:?}");
        }
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
