//! Lists that leave the house.

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use serde_json::Value as Json;
use tongli_cases::{
    Category, Channel, Filter, Format, Historical, Kind, NewAllegation, NewCase, start_export,
};
use tongli_kernel::{Fault, Lang, Viewer};
use tongli_people::roles::{DIRECTOR, INFORMATION, RECEPTIONIST};
use tongli_store::testing::on_both;
use tongli_web::with_layers;
use tower::ServiceExt;

use crate::house::{Hospital, TENANT, steps};

fn operator() -> Viewer {
    Viewer {
        lang: Lang::Zh,
        ..Viewer::operator(TENANT)
    }
}

async fn exported(house: &Hospital, viewer: &Viewer, format: Format, filter: Filter) -> Vec<u8> {
    let now = house.app.now();
    let mut export = start_export(&house.app, viewer, now, (format, filter), 0)
        .await
        .unwrap();
    let mut file = Vec::new();
    while let Some(bytes) = export.advance().await.unwrap() {
        file.extend(bytes);
    }
    export.finish(&mut file).unwrap();
    file
}

async fn text(house: &Hospital, viewer: &Viewer, format: Format) -> String {
    String::from_utf8(exported(house, viewer, format, Filter::default()).await).unwrap()
}

pub fn complaint(said: &str, category: Category) -> NewCase {
    let mut new = NewCase::new(Kind::Complaint, Channel::Phone, said);
    new.allegations = vec![NewAllegation {
        text: said.into(),
        category: Some(category),
        departments: vec!["GK2".into(), "JZ".into()],
        ..NewAllegation::default()
    }];
    new
}

fn historical(house: &Hospital, at: i64, narrative: &str) -> Historical {
    let of = (Kind::Complaint, Channel::Letter);
    let number = format!("TS-20210304-L1-{at:04}");
    let received_at = house.at("2021-03-04T08:00");
    Historical {
        answered_at: Some(house.at("2021-03-09T08:00")),
        result: Some("已道歉".into()),
        department: Some(house.ward),
        ..Historical::new(number, of, received_at, narrative, (77, at))
    }
}

pub async fn bring_in(house: &Hospital, many: i64, narrative: &str, published: bool) {
    let (app, operator) = (&house.app, &operator());
    let all: Vec<Historical> = (1..=many)
        .map(|at| historical(house, at, narrative))
        .collect();
    let all = &all;
    app.db
        .write(async |tx| {
            tongli_cases::bring_in(tx, app, operator, app.now(), all).await?;
            if published {
                tongli_cases::publish_import(tx, TENANT, 77, app.now()).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_line_holds_what_the_case_holds_in_words_or_codes() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let new = complaint("换药太迟，\"等了三小时\"", Category::T02);
        let number = house.register(&desk, &new).await.unwrap().case.number;
        bring_in(&house, 1, "旧登记本里的事", true).await;

        let csv = text(&house, &operator(), Format::Csv).await;
        let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
        let heads = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let value = |row: usize, head: &str| {
            let at = heads.iter().position(|one| one == head).unwrap();
            rows[row][at].to_owned()
        };
        assert!(csv.starts_with('\u{feff}'));
        assert_eq!(rows.len(), 2);
        // Newest first: the row that was brought in later has the later id.
        assert_eq!(value(0, "反映内容"), "旧登记本里的事");
        assert_eq!(value(0, "处理结果"), "已道歉");
        assert_eq!(value(0, "是否逾期"), "", "the past owes nothing");
        assert_eq!(value(1, "编号"), number);
        assert_eq!(value(1, "反映内容"), "换药太迟，\"等了三小时\"");
        assert_eq!(value(1, "接待时间"), "2026-09-28 09:12");
        assert_eq!(value(1, "被投诉科室"), "骨科二病区；急诊科");
        assert!(value(1, "分类").starts_with("T02 "));

        let jsonl = text(&house, &operator(), Format::Jsonl).await;
        let objects: Vec<Json> = jsonl
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(objects.len(), 2);
        assert_eq!(objects[1]["kind"], "complaint");
        assert_eq!(objects[1]["allegations"][0]["category"], "T02");
        assert_eq!(objects[1]["received_at"], "2026-09-28T09:12:00+08:00");
        assert_eq!(objects[0]["stage"], "archived");
        assert_eq!(objects[0]["department_visited"], "骨科二病区");

        let xlsx = exported(&house, &operator(), Format::Xlsx, Filter::default()).await;
        assert!(xlsx.starts_with(b"PK"), "a workbook is a zip");
    })
    .await;
}

#[tokio::test]
async fn no_case_becomes_a_formula() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let new = NewCase::new(Kind::Suggestion, Channel::Phone, "=HYPERLINK(\"x\")");
        house.register(&desk, &new).await.unwrap();
        let csv = text(&house, &operator(), Format::Csv).await;
        assert!(csv.contains("\"'=HYPERLINK("), "{csv}");
    })
    .await;
}

#[tokio::test]
async fn a_thousand_rows_cross_the_pages_each_once() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        bring_in(&house, 1_200, "旧事", true).await;
        let jsonl = text(&house, &operator(), Format::Jsonl).await;
        let mut numbers: Vec<String> = jsonl
            .lines()
            .map(|line| serde_json::from_str::<Json>(line).unwrap()["number"].to_string())
            .collect();
        assert_eq!(numbers.len(), 1_200);
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), 1_200);
    })
    .await;
}

#[tokio::test]
async fn a_list_leaves_only_with_permission_and_inside_the_scope() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let chief = house.staff("chief", &[DIRECTOR], &[]).await;
        let figures = house.staff("figures", &[INFORMATION], &[]).await;
        for (said, category) in [("换药太迟", Category::T02), ("收了红包", Category::T09)] {
            let new = complaint(said, category);
            house.register(&desk, &new).await.unwrap();
        }
        bring_in(&house, 1, "还没公布", false).await;
        let refused = start_export(
            &house.app,
            &desk,
            house.app.now(),
            (Format::Csv, Filter::default()),
            0,
        )
        .await;
        assert!(matches!(refused.err(), Some(Fault::Forbidden(_))));
        // The director knows of the clue; it leaves the house with nobody's file.
        let taken = text(&house, &chief, Format::Jsonl).await;
        assert!(
            taken.lines().count() == 1 && !taken.contains("红包"),
            "{taken}"
        );
        let seen = text(&house, &figures, Format::Jsonl).await;
        assert!(
            seen.contains("换药太迟") && !seen.contains("红包"),
            "{seen}"
        );
        let other = Viewer {
            tenant: tongli_kernel::Tenant(2),
            ..operator()
        };
        assert_eq!(text(&house, &other, Format::Jsonl).await, "");
    })
    .await;
}

#[tokio::test]
async fn severity_leaves_as_a_word_in_sheets_and_as_a_number_for_programs() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let mut new = complaint("换药太迟", Category::T02);
        new.allegations[0].severity = Some(2);
        house.register(&desk, &new).await.unwrap();
        assert!(
            text(&house, &operator(), Format::Csv)
                .await
                .contains("2 中")
        );
        let line = text(&house, &operator(), Format::Jsonl).await;
        let line: Json = serde_json::from_str(line.trim()).unwrap();
        assert_eq!(line["allegations"][0]["severity"], 2);
    })
    .await;
}

#[tokio::test]
async fn the_list_links_its_files_for_those_who_may_take_it() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        house.staff("chief", &[DIRECTOR], &[]).await;
        let new = complaint("换药太迟", Category::T02);
        house.register(&desk, &new).await.unwrap();
        let get = async |who: &str, path: &str| {
            let site = with_layers(house.app.clone(), (tongli_cases::feature().routes)());
            let request = Request::builder()
                .uri(path)
                .header(header::COOKIE, format!("tongli={who}; lang=zh"));
            let response = site
                .oneshot(request.body(Body::empty()).unwrap())
                .await
                .unwrap();
            let body = to_bytes(response.into_body(), 4 << 20).await.unwrap();
            String::from_utf8(body.to_vec()).unwrap()
        };
        let page = get("chief", "/cases?kind=complaint").await;
        assert!(
            page.contains("/cases/export?kind=complaint&#38;format=csv"),
            "{page}"
        );
        // An answer that is no file leads on or says why, and must not be saved as one.
        assert!(!page.contains("download>"));
        assert!(!get("desk", "/cases").await.contains("/cases/export"));
    })
    .await;
}
