//! Years of invented matters for a demo hospital.

use std::collections::BTreeSet;

use tongli::demo::{Filled, Years, fill, fill_years};
use tongli_store::testing::fresh;
use tongli_store::{Engine, args};

use super::command_line::Desk;
use crate::house::{ENGINES, House};

/// What a house holds of its matters, whatever their ids.
async fn told(house: &House) -> Vec<String> {
    let mut tx = house.app.db.read().await.unwrap();
    tx.all(
        "SELECT number, stage, narrative, registered_at FROM cases WHERE tenant = $1
         ORDER BY registered_at, number",
        args![house.app.tenant],
        |row| {
            Ok(format!(
                "{} {} {} {}",
                row.get::<String>("number")?,
                row.get::<String>("stage")?,
                row.get::<String>("narrative")?,
                row.get::<i64>("registered_at")?
            ))
        },
    )
    .await
    .unwrap()
}

/// A word of one of the invented grievances finds what its list shows.
async fn is_found(house: &House) {
    let answer = house
        .program("coordinator")
        .get("/cases?q=叫到号&limit=200")
        .await;
    let found = answer.1["items"].as_array().unwrap().len();
    let said = told(house).await;
    let open = |line: &&String| line.contains("叫到号");
    assert!(found > 0 && found <= said.iter().filter(open).count());
}

#[tokio::test]
async fn the_same_seed_gives_the_same_years_on_both_engines() {
    let mut both = Vec::new();
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        fill(&house.app).await.unwrap();
        let filled = fill_years(&house.app, Years::of(40, 7), |_, _| {})
            .await
            .unwrap();
        assert_eq!(filled, Filled::Done(40));
        is_found(&house).await;
        let mut tx = house.app.db.read().await.unwrap();
        let links = tx
            .count(
                "SELECT COUNT(*) AS n FROM history WHERE subject_kind = 'case'",
                vec![],
            )
            .await
            .unwrap();
        assert!(links > 40 * 5, "only {links} links");
        let due = tx
            .count("SELECT COUNT(*) AS n FROM clocks", vec![])
            .await
            .unwrap();
        assert!(due > 40, "only {due} clocks");
        drop(tx);
        // Twice changes nothing, and another wish is refused.
        let again = fill_years(&house.app, Years::of(40, 7), |_, _| {})
            .await
            .unwrap();
        assert_eq!(again, Filled::Done(0));
        let other = fill_years(&house.app, Years::of(41, 7), |_, _| {})
            .await
            .unwrap();
        assert_eq!(other, Filled::Other { seed: 7, cases: 40 });
        both.push(told(&house).await);
    }
    assert_eq!(both[0], both[1]);
    assert_eq!(both[0].len(), 40 + 7);
}

#[tokio::test]
async fn twins_stand_in_where_more_are_wished_for_than_are_lived() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        fill(&house.app).await.unwrap();
        let years = Years {
            lived: 12,
            batch: 20,
            ..Years::of(50, 7)
        };
        let filled = fill_years(&house.app, years, |_, _| {}).await.unwrap();
        assert_eq!(filled, Filled::Done(50));
        is_found(&house).await;
        let all = told(&house).await;
        let numbers: BTreeSet<&str> = all.iter().map(|line| &line[..16]).collect();
        assert_eq!(numbers.len(), 50 + 7, "each has a number of its own");
        house.chains_hold().await;
        let mut tx = house.app.db.read().await.unwrap();
        let wrong = tongli_cases::check_figures(&mut tx, &house.app)
            .await
            .unwrap();
        assert_eq!(wrong, Vec::<String>::new());
        let page = tongli_cases::check_index(&mut tx, &house.app, None)
            .await
            .unwrap();
        assert!(
            page.looked_at > 50 && page.flaws.is_empty(),
            "{:?}",
            page.flaws
        );
    }
}

/// Broken off at so many matters, it goes on and makes what it would have made.
async fn goes_on(years: Years, broken_at: u64) {
    let whole = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let filled = fill_years(&whole.app, years, |_, _| {}).await.unwrap();
    assert_eq!(filled, Filled::Done(years.cases));
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let app = house.app.clone();
    let broken = tokio::spawn(async move {
        fill_years(&app, years, |done, _| {
            assert!(done < broken_at, "broken off");
        })
        .await
    });
    assert!(broken.await.unwrap_err().is_panic());
    let half = told(&house).await.len() as u64;
    assert!((broken_at..years.cases).contains(&half), "{half}");
    // Divided as it was begun, whatever is wished for now.
    let now = Years::of(years.cases, years.seed);
    let left = fill_years(&house.app, now, |_, _| {}).await.unwrap();
    assert_eq!(left, Filled::Done(years.cases - half));
    assert_eq!(told(&house).await, told(&whole).await);
}

#[tokio::test]
async fn a_filling_broken_off_goes_on_where_it_was() {
    let small = Years {
        batch: 8,
        ..Years::of(30, 7)
    };
    goes_on(small, 12).await;
    let between_twins = Years {
        lived: 12,
        batch: 20,
        ..Years::of(50, 7)
    };
    goes_on(between_twins, 2).await;
}

#[tokio::test]
async fn a_filled_house_holds_before_every_check() {
    for engine in ENGINES {
        let test = fresh(engine, &[]).await;
        let desk = Desk::on(&test.url);
        let run = |arguments: &[&str]| {
            let done = desk.run(arguments);
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            (done.status.code(), said)
        };
        assert_eq!(
            run(&["demo", "fill", "--cases", "20"]).0,
            Some(1),
            "no demo yet"
        );
        if engine == Engine::Postgres {
            assert_eq!(run(&["migrate"]).0, Some(0));
        }
        assert_eq!(run(&["demo"]).0, Some(0));
        let (code, said) = run(&["demo", "fill", "--cases", "30", "--seed", "3"]);
        assert_eq!(code, Some(0), "{said}");
        let (code, said) = run(&["check"]);
        assert_eq!(code, Some(0), "{said}");
        let fresh = ["demo", "--fresh", "fill", "--cases", "30"];
        assert_eq!(run(&fresh).0, Some(2), "nobody means both");
        let half = desk.data.join("files/.demo-fill");
        assert!(!half.exists(), "the small database is gone");
    }
}
