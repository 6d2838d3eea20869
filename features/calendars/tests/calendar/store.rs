//! What a hospital keeps of its own, and what people do to it, on both engines.

use tongli_calendars::access::{HOUSE_DAYS, IMPORT, RULES};
use tongli_calendars::actions::{
    NewHouseDay, RuleChange, confirm_year, import_notice, preview_notice, restore_rule,
    set_house_day, shorten_rule, unset_house_day,
};
use tongli_calendars::{
    CalendarOf, Calendars, Scope, Source, house_days, imported_year, law_calendar, load, rule,
    source_of,
};
use tongli_feature::run_due;
use tongli_kernel::{Fault, Viewer};
use tongli_people::roles::{DIRECTOR, INFORMATION, RECEPTIONIST};
use tongli_store::testing::on_both;
use tongli_store::{Db, Subject, history, outbox};
use tongli_web::App;

use crate::day;
use crate::house::{TENANT, house, moment, notice_of_2027, steps, viewer};

const NOVEMBER: &str = "2026-11-20T09:00";

async fn calendars(db: &Db) -> Calendars {
    load(&mut db.read().await.unwrap(), TENANT).await.unwrap()
}

async fn verbs(db: &Db, kind: &'static str, id: i64) -> Vec<String> {
    let mut tx = db.read().await.unwrap();
    let links = history::list(&mut tx, TENANT, Subject::new(kind, id), 0, 50).await;
    links.unwrap().into_iter().map(|link| link.verb).collect()
}

fn field(fault: &Fault) -> Vec<(&str, &str)> {
    match fault {
        Fault::Invalid(errors) => errors
            .iter()
            .map(|(field, said)| (field, said.key.as_ref()))
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_house_without_anything_of_its_own_has_the_shipped_calendar() {
    on_both(&steps(), async |db| {
        let found = calendars(&db).await;
        assert_eq!(&*found.law, law_calendar());
        assert_eq!(found.house, found.law);
    })
    .await;
}

#[tokio::test]
async fn an_imported_year_makes_deadlines_certain_and_reaches_into_december() {
    on_both(&steps(), async |db| {
        let app = house(db.clone(), NOVEMBER);
        let who = viewer(INFORMATION);
        let preview = preview_notice(&app, &who, &notice_of_2027()).await.unwrap();
        assert!(preview.is_acceptable());
        assert_eq!((preview.year(), preview.seen), (2027, 0));
        assert!(
            !calendars(&db).await.law.knows(2027),
            "a preview changes nothing"
        );

        let stored = confirm_year(&app, &who, &notice_of_2027(), Some(0))
            .await
            .unwrap();
        assert_eq!((stored.year, stored.scope), (2027, Scope::WholeYear));
        assert_eq!((stored.rest_days, stored.make_up_days), (13, 0));

        let found = calendars(&db).await;
        assert_eq!(found.law.version(), stored.calendar_version);
        assert_eq!(found.law.is_workday(day("2026-12-27")), Some(true));
        assert_eq!(found.law.is_workday(day("2027-02-08")), Some(false));
        assert_eq!(
            found.law.due_on(day("2026-12-29"), 5),
            Ok(day("2027-01-06"))
        );
        assert_eq!(verbs(&db, "calendar", 2027).await, ["import_year"]);
        assert_eq!(verbs(&db, "calendar", 2026).await, ["amend_year"]);

        let mut tx = db.read().await.unwrap();
        let before = imported_year(&mut tx, TENANT, 2026).await.unwrap().unwrap();
        assert_eq!(
            before.notice.title,
            "国务院办公厅关于2026年部分节假日安排的通知"
        );
        assert_eq!(before.amended_by.len(), 1);
        assert_eq!(before.by_name, "周岚");
        let source = source_of(&mut tx, TENANT, 2025).await.unwrap().unwrap();
        assert!(matches!(source, Source::Program(_)));
    })
    .await;
}

#[tokio::test]
async fn a_confirmation_of_what_has_changed_since_is_refused() {
    on_both(&steps(), async |db| {
        let app = house(db.clone(), NOVEMBER);
        let operator = Viewer::operator(TENANT);
        import_notice(&app, &operator, &notice_of_2027())
            .await
            .unwrap();
        let late = confirm_year(&app, &viewer(DIRECTOR), &notice_of_2027(), Some(0)).await;
        assert!(matches!(late, Err(Fault::Conflict(_))));
        // The same notice again, seen as it stands now, is taken.
        let again = confirm_year(&app, &viewer(DIRECTOR), &notice_of_2027(), Some(1)).await;
        assert_eq!(again.unwrap().year, 2027);
        let mut tx = db.read().await.unwrap();
        let row = imported_year(&mut tx, TENANT, 2027).await.unwrap().unwrap();
        assert_eq!(row.version, 2);
    })
    .await;
}

#[tokio::test]
async fn a_notice_with_a_missing_statutory_day_or_no_notice_at_all_is_not_stored() {
    on_both(&steps(), async |db| {
        let app = house(db.clone(), NOVEMBER);
        let who = viewer(DIRECTOR);
        let wanting = notice_of_2027().replace("2027-06-09", "2027-06-10");
        let preview = preview_notice(&app, &who, &wanting).await.unwrap();
        assert!(!preview.is_acceptable());
        let refused = import_notice(&app, &who, &wanting).await.unwrap_err();
        assert_eq!(
            field(&refused),
            [("text", "calendars-check-statutory-missing")]
        );
        let refused = preview_notice(&app, &who, "今天天气很好")
            .await
            .unwrap_err();
        assert_eq!(field(&refused), [("text", "calendars-notice-no-year")]);
        assert!(!calendars(&db).await.law.knows(2027));
    })
    .await;
}

#[tokio::test]
async fn a_supplement_changes_only_its_days_and_keeps_the_years_own_notice() {
    on_both(&steps(), async |db| {
        let app = house(db.clone(), "2015-05-20T09:00");
        let who = viewer(DIRECTOR);
        let text = include_str!("../data/notices/2015-supplement.txt");
        let stored = import_notice(&app, &who, text).await.unwrap();
        assert_eq!((stored.year, stored.scope), (2015, Scope::Supplement));
        // The shipped table has the supplement already: no working day moves.
        let law = calendars(&db).await.law;
        for each in crate::days_of(2015..=2015) {
            assert_eq!(
                law.is_workday(each),
                law_calendar().is_workday(each),
                "{each}"
            );
        }
        let mut tx = db.read().await.unwrap();
        let row = imported_year(&mut tx, TENANT, 2015).await.unwrap().unwrap();
        assert!(row.notice.title.contains("2015年部分节假日安排"));
        assert!(!row.amended_by.is_empty());
        drop(tx);
        assert_eq!(verbs(&db, "calendar", 2015).await, ["amend_year"]);
    })
    .await;
}

#[tokio::test]
async fn a_day_of_the_hospitals_own_moves_house_clocks_and_no_clock_of_law() {
    on_both(&steps(), async |db| {
        let app = house(db.clone(), NOVEMBER);
        let who = viewer(DIRECTOR);
        let new = NewHouseDay {
            day: "2026-11-24",
            mark: "rest",
            reason: "院庆",
        };
        set_house_day(&app, &who, &new).await.unwrap();
        let found = calendars(&db).await;
        let from = day("2026-11-23");
        assert_eq!(
            found.named(CalendarOf::Law).due_on(from, 1),
            Ok(day("2026-11-24"))
        );
        assert_eq!(
            found.named(CalendarOf::House).due_on(from, 1),
            Ok(day("2026-11-25"))
        );

        let twice = set_house_day(&app, &who, &new).await.unwrap_err();
        assert_eq!(field(&twice), [("day", "calendars-house-day-taken")]);
        unset_house_day(&app, &who, day("2026-11-24"))
            .await
            .unwrap();
        let gone = unset_house_day(&app, &who, day("2026-11-24")).await;
        assert!(matches!(gone, Err(Fault::Conflict(_))));
        let mut tx = db.read().await.unwrap();
        assert!(house_days(&mut tx, TENANT).await.unwrap().is_empty());
        drop(tx);
        assert_eq!(
            verbs(&db, "calendar", 2026).await,
            ["set_house_day", "unset_house_day"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_house_day_needs_a_day_a_mark_and_a_reason() {
    on_both(&steps(), async |db| {
        let app = house(db, NOVEMBER);
        let new = NewHouseDay {
            day: "2026-02-30",
            mark: "",
            reason: "  ",
        };
        let refused = set_house_day(&app, &viewer(DIRECTOR), &new)
            .await
            .unwrap_err();
        let fields: Vec<&str> = field(&refused).into_iter().map(|(name, _)| name).collect();
        assert_eq!(fields, ["day", "mark", "reason"]);
    })
    .await;
}

fn change<'a>(rule: &'a str, amount: &'a str, key: &'a str, seen: i64) -> RuleChange<'a> {
    RuleChange {
        rule,
        rule_version: 1,
        amount,
        amount_key: key,
        reason: "更快答复",
        seen,
    }
}

async fn amounts(db: &Db, id: &str) -> (Option<u32>, Option<u32>) {
    let mut tx = db.read().await.unwrap();
    let found = rule(&mut tx, TENANT, id, day("2026-11-20")).await.unwrap();
    let found = found.unwrap();
    (found.amount, found.amount_key)
}

#[tokio::test]
async fn a_limit_of_law_is_shortened_and_never_lengthened() {
    on_both(&steps(), async |db| {
        let app = house(db.clone(), NOVEMBER);
        let who = viewer(DIRECTOR);
        let longer = shorten_rule(&app, &who, &change("C03", "6", "", 0))
            .await
            .unwrap_err();
        assert_eq!(field(&longer), [("amount", "calendars-amount-refused")]);
        assert_eq!(amounts(&db, "C03").await.0, Some(5));
        shorten_rule(&app, &who, &change("C03", "3", "", 0))
            .await
            .unwrap();
        assert_eq!(amounts(&db, "C03").await.0, Some(3));
        // Whoever had the old page on the screen is told.
        let late = shorten_rule(&app, &who, &change("C03", "4", "", 0)).await;
        assert!(matches!(late, Err(Fault::Conflict(_))));
        shorten_rule(&app, &who, &change("C03", "4", "", 1))
            .await
            .unwrap();
        restore_rule(&app, &who, "C03", 1, 2).await.unwrap();
        assert_eq!(amounts(&db, "C03").await.0, Some(5));
        assert_eq!(
            verbs(&db, "rule", 3).await,
            ["set_amount", "set_amount", "restore_amount"]
        );
    })
    .await;
}

#[tokio::test]
async fn an_amount_for_key_cases_is_kept_and_never_above_the_ordinary_one() {
    on_both(&steps(), async |db| {
        let app = house(db.clone(), NOVEMBER);
        let who = viewer(DIRECTOR);
        shorten_rule(&app, &who, &change("C06", "5", "2", 0))
            .await
            .unwrap();
        assert_eq!(amounts(&db, "C06").await, (Some(5), Some(2)));
        let over = shorten_rule(&app, &who, &change("C06", "5", "6", 1))
            .await
            .unwrap_err();
        assert_eq!(
            field(&over),
            [("amount_key", "calendars-amount-key-refused")]
        );
        let none = shorten_rule(&app, &who, &change("C03", "4", "2", 0))
            .await
            .unwrap_err();
        assert_eq!(
            field(&none),
            [("amount_key", "calendars-amount-key-refused")]
        );
        // Longer, where the rule lets the house.
        shorten_rule(&app, &who, &change("C05", "3", "", 0))
            .await
            .unwrap();
        assert_eq!(amounts(&db, "C05").await.0, Some(3));
    })
    .await;
}

#[tokio::test]
async fn a_limit_named_by_an_order_or_by_nobody_cannot_be_set() {
    on_both(&steps(), async |db| {
        let app = house(db, NOVEMBER);
        let who = viewer(DIRECTOR);
        for id in ["C01", "C20"] {
            let refused = shorten_rule(&app, &who, &change(id, "3", "", 0))
                .await
                .unwrap_err();
            assert_eq!(field(&refused)[0].0, "amount", "{id}");
        }
        let unknown = shorten_rule(&app, &who, &change("C99", "3", "", 0)).await;
        assert!(matches!(unknown, Err(Fault::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn who_may_not_is_refused_before_anything_is_read() {
    on_both(&steps(), async |db| {
        let app = house(db, NOVEMBER);
        let who = viewer(RECEPTIONIST);
        let import = preview_notice(&app, &who, "").await.map(|_| ());
        let confirm = import_notice(&app, &who, "").await.map(|_| ());
        let new = NewHouseDay {
            day: "",
            mark: "",
            reason: "",
        };
        let set = set_house_day(&app, &who, &new).await.map(|_| ());
        let unset = unset_house_day(&app, &who, day("2026-01-01")).await;
        let shorten = shorten_rule(&app, &who, &change("C03", "3", "", 0))
            .await
            .map(|_| ());
        let restore = restore_rule(&app, &who, "C03", 1, 1).await;
        for (outcome, needed) in [
            (import, IMPORT),
            (confirm, IMPORT),
            (set, HOUSE_DAYS),
            (unset, HOUSE_DAYS),
            (shorten, RULES),
            (restore, RULES),
        ] {
            assert!(matches!(outcome, Err(Fault::Forbidden(found)) if found == needed));
        }
    })
    .await;
}

async fn waiting(app: &App) -> Vec<(String, String)> {
    let mut tx = app.db.read().await.unwrap();
    let later = app.now().plus_seconds(60);
    let all = outbox::due(&mut tx, TENANT, later, 50).await.unwrap();
    all.into_iter()
        .map(|message| {
            (
                message.to_role.unwrap_or_default(),
                message.said.key.into_owned(),
            )
        })
        .collect()
}

#[tokio::test]
async fn a_missing_year_is_told_once_a_step_to_the_head_and_the_administrator() {
    on_both(&steps(), async |db| {
        let rounds = tongli_calendars::feature().rounds;
        let reminder = "calendars-year-reminder".to_owned();
        let warning = "calendars-year-warning".to_owned();
        for (now, told) in [
            ("2026-11-14T09:00", vec![]),
            ("2026-11-15T09:00", vec![&reminder]),
            ("2026-11-20T09:00", vec![&reminder]),
            ("2026-12-01T09:00", vec![&reminder, &warning]),
            ("2026-12-05T09:00", vec![&reminder, &warning]),
            ("2027-01-01T09:00", vec![&reminder, &warning, &warning]),
            ("2027-01-09T09:00", vec![&reminder, &warning, &warning]),
        ] {
            let app = house(db.clone(), now);
            assert_eq!(run_due(&app, rounds).await, 1, "{now}");
            let both = told.into_iter().flat_map(|key| {
                ["director", "system-admin"].map(|role| (role.to_owned(), key.clone()))
            });
            assert_eq!(waiting(&app).await, both.collect::<Vec<_>>(), "{now}");
        }
    })
    .await;
}

#[tokio::test]
async fn with_the_year_imported_nobody_is_reminded() {
    on_both(&steps(), async |db| {
        let app = house(db.clone(), NOVEMBER);
        import_notice(&app, &Viewer::operator(TENANT), &notice_of_2027())
            .await
            .unwrap();
        run_due(&app, tongli_calendars::feature().rounds).await;
        assert_eq!(waiting(&app).await, []);
        assert_eq!(app.now(), moment(NOVEMBER));
    })
    .await;
}
