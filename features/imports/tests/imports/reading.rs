//! One register in four shapes reads alike.

use tongli_imports::{Outcome, Reading, dry_run, import_now, read_file};
use tongli_kernel::{Clock, Fault, Lang, Viewer};
use tongli_store::testing::on_both;
use tongli_web::App;

use crate::books;
use crate::house::{clerk, director, hide, house, house_with, morning, steps};

fn told(reading: &Reading) -> Vec<(i64, String, &'static str, &'static str, String)> {
    reading
        .good
        .iter()
        .map(|row| {
            (
                row.place.row,
                row.received.to_string(),
                row.channel.code(),
                row.kind.code(),
                row.narrative.replace("\r\n", "\n"),
            )
        })
        .collect()
}

async fn tried(app: &App, lang: Lang, bytes: Vec<u8>) -> Outcome {
    let viewer = Viewer { lang, ..clerk() };
    dry_run(app, &viewer, "登记", bytes).await.unwrap()
}

#[tokio::test]
async fn a_register_reads_alike_from_excel_and_csv() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let plain = read_file(&app, "登记.csv", books::csv()).await.unwrap();
        assert_eq!(plain.good.len(), 6);
        assert_eq!(plain.bad.len(), 4);
        assert_eq!(plain.skipped.len(), 1);
        let first = &told(&plain)[0];
        assert_eq!((first.0, first.1.as_str()), (4, "2013-03-04 09:20"));
        assert_eq!(plain.good[4].received.to_string(), "2013-03-07");
        assert_eq!(plain.good[4].channel.code(), "hotline_12345");
        for other in [books::xlsx(), books::gb18030()] {
            let other = read_file(&app, "登记", other).await.unwrap();
            assert_eq!(told(&other), told(&plain));
            assert_eq!(other.bad, plain.bad);
            assert_eq!(other.skipped, plain.skipped);
            assert_eq!(other.good[0].phone.as_deref(), Some("13800000001"));
        }
    })
    .await;
}

#[tokio::test]
async fn every_bad_row_is_named_with_its_field_and_remedy() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let outcome = tried(&app, Lang::Zh, books::xlsx()).await;
        let bad: Vec<(i64, &str, &str)> = outcome
            .bad
            .iter()
            .map(|line| (line.row, line.field.as_str(), line.found.as_str()))
            .collect();
        assert_eq!(
            bad,
            [
                (11, "received", "2013-02-30"),
                (12, "received", ""),
                (13, "channel", "飞鸽传书"),
                (14, "narrative", ""),
            ]
        );
        let say = &outcome.bad[2].say;
        assert!(
            say.starts_with("第 13 行，受理渠道：") && say.contains("来访、来电"),
            "{say}"
        );
        let english = tried(&app, Lang::En, books::xlsx()).await;
        assert!(
            english.bad[0].say.contains("no such day"),
            "{}",
            english.bad[0].say
        );
        let json = serde_json::to_value(&outcome).unwrap();
        assert_eq!((&json["good"], &json["skipped"]), (&6.into(), &1.into()));
        assert_eq!(json["bad"][0]["row"], 11);
    })
    .await;
}

#[tokio::test]
async fn a_file_without_headings_names_those_it_lacks() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let fault = read_file(&app, "a.csv", b"a,b,c\n1,2,3\n".to_vec())
            .await
            .unwrap_err();
        let Fault::Invalid(errors) = fault else {
            panic!("{fault:?}")
        };
        let said = app.words.say(Lang::Zh, errors.of("file").unwrap());
        assert!(
            said.contains("接待日期、受理渠道、类别、反映内容"),
            "{said}"
        );
    })
    .await;
}

#[tokio::test]
async fn the_dry_run_tells_every_row_in_the_order_of_the_file() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let told = tried(&app, Lang::Zh, books::csv()).await;
        let rows: Vec<(i64, &str)> = told.rows.iter().map(|row| (row.row, row.state)).collect();
        assert_eq!(
            rows,
            [
                (4, "good"),
                (5, "good"),
                (6, "good"),
                (7, "good"),
                (8, "good"),
                (10, "good"),
                (11, "bad"),
                (12, "bad"),
                (13, "bad"),
                (14, "bad"),
                (15, "skipped"),
            ]
        );
        let json = serde_json::to_value(&told).unwrap();
        let (good, bad, skipped) = (&json["rows"][0], &json["rows"][8], &json["rows"][10]);
        assert_eq!(good["received"], "2013-03-04 09:20");
        assert_eq!(good["kind"], "complaint");
        assert_eq!(good["text"], "拍片等了两个小时，没有人解释。");
        assert_eq!(good["person"], "钱＊＊");
        assert_eq!(bad["faults"][0]["found"], "飞鸽传书");
        assert_eq!(bad["faults"][0]["field"], "channel");
        assert_eq!(skipped["why"], "total");
        assert!(!json.to_string().contains("钱多多"));
        let lines: Vec<&String> = told.rows.iter().flat_map(|row| &row.lines).collect();
        assert_eq!(lines.len(), 5, "rows that simply come in need no word");
        assert_eq!(lines[4], "第 15 行：跳过，这是合计行，不是一件来件");
        let mut tx = app.db.read().await.unwrap();
        let kept = tx
            .count("SELECT COUNT(*) AS n FROM import_rows", vec![])
            .await;
        assert_eq!(kept.unwrap(), 0, "a dry run keeps nothing");
    })
    .await;
}

#[tokio::test]
async fn a_file_tried_before_is_told_as_on_that_day() {
    on_both(&steps(), async |db| {
        let clock = morning();
        let app = house_with(db, clock.clone());
        let mut rows = books::ROWS;
        // Two days ahead of the day on which somebody looks at it first.
        (rows[0][1], rows[0][10]) = ("2026-09-30", "");
        let file = books::csv_of(&rows).into_bytes();
        let first = tongli_imports::try_file(&app, &clerk(), "登记", file.clone())
            .await
            .unwrap();
        clock.set(morning().now().plus_seconds(7 * 86_400));
        let told = import_now(&app, &clerk(), "另一个名字", file, |_, _| {})
            .await
            .unwrap();
        assert_eq!(told.good, first.import.good);
        assert_eq!(
            told.brought_in, told.good,
            "what is told good is brought in"
        );
        assert!(
            told.rows
                .iter()
                .any(|row| row.row == 4 && row.state == "bad")
        );
    })
    .await;
}

#[tokio::test]
async fn the_dry_run_knows_what_is_in_the_archive_and_by_which_number() {
    on_both(&steps(), async |db| {
        let app = house(db);
        import_now(&app, &clerk(), "登记", books::csv(), |_, _| {})
            .await
            .unwrap();
        for file in [books::csv(), books::gb18030()] {
            let viewer = Viewer {
                lang: Lang::En,
                ..director()
            };
            let told = dry_run(&app, &viewer, "登记", file).await.unwrap();
            assert_eq!((told.good, told.known, told.brought_in), (6, 6, 0));
            assert_eq!(told.rows[0].number.as_deref(), Some("TS-20130304-L1-0004"));
            assert_eq!(
                told.rows[0].lines,
                ["row 4: brought in before as TS-20130304-L1-0004"]
            );
        }
        hide(&app, "TS-20130304-L1-0004").await;
        let hidden = tried(&app, Lang::En, books::csv()).await;
        assert_eq!(hidden.rows[0].state, "known");
        assert_eq!(hidden.rows[0].lines, ["row 4: brought in before"]);
        assert_eq!(
            hidden.rows[0].number, None,
            "who may not see the case is not told which it is"
        );
    })
    .await;
}
