use tongli_store::testing::on_both;
use tongli_imports::{read_file, import_now};
use tongli_kernel::Lang;
use crate::house::{house, steps, clerk, director};

#[tokio::test]
async fn real() {
    let folder = "/work/shared/data/register/";
    let expected: serde_json::Value = serde_json::from_slice(&std::fs::read(format!("{folder}expected.json")).unwrap()).unwrap();
    on_both(&steps(), async |db| {
        let app = house(db);
        for name in ["old_register.xlsx", "old_register.gb18030.csv"] {
            let bytes = std::fs::read(format!("{folder}{name}")).unwrap();
            let reading = read_file(&app, name, bytes.clone()).await.unwrap();
            eprintln!("{name}: good {} bad {} skipped {}", reading.good.len(), reading.bad.len(), reading.skipped.len());
            for (at, row) in expected["rows"].as_array().unwrap().iter().enumerate() {
                let got = &reading.good[at];
                let kind = match got.kind.code() { "enquiry" => "咨询", "complaint" => "投诉", "suggestion" => "建议", "help" => "求助", "praise" => "表扬", _ => "?" };
                let right = got.received.day.to_string() == row["day"].as_str().unwrap() && kind == row["kind"].as_str().unwrap() && got.narrative.chars().count() as i64 == row["chars"].as_i64().unwrap();
                if !right { eprintln!("WRONG {at} {:?} {} {} {} / {row}", got.place, got.received, kind, got.narrative.chars().count()); }
            }
            for line in tongli_imports::outcome(&app, Lang::Zh, &reading).bad { eprintln!("{line:?}"); }
            for s in &reading.skipped { eprintln!("{s:?}"); }
            let started = std::time::Instant::now();
            let outcome = import_now(&app, &clerk(), name, bytes, |_, _| {}).await.unwrap();
            eprintln!("brought in {} known {} {:?}", outcome.brought_in, outcome.known, started.elapsed());
            let mut tx = app.db.read().await.unwrap();
            let n = tongli_cases::count(&mut tx, &director(), &tongli_cases::Filter::default(), app.now(), 1000).await.unwrap();
            eprintln!("cases seen {n}");
        }
        let started = std::time::Instant::now();
        let o = import_now(&app, &clerk(), "long.csv", crate::books::long(5000), |_, _| {}).await.unwrap();
        eprintln!("5000 rows: {} {:?}", o.brought_in, started.elapsed());
    }).await;
}
