//! One register in four shapes reads alike.

use tongli_imports::{Reading, read_file};
use tongli_kernel::{Fault, Lang};
use tongli_store::testing::on_both;

use crate::books;
use crate::house::{house, steps};

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
        let reading = read_file(&app, "登记.xlsx", books::xlsx()).await.unwrap();
        let outcome = tongli_imports::outcome(&app, Lang::Zh, &reading);
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
        let english = tongli_imports::outcome(&app, Lang::En, &reading);
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
