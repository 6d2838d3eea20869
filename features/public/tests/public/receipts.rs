//! One report, one case, one code.

use tongli_cases::SUBJECT;
use tongli_kernel::{Fault, Lang, OsChance};
use tongli_people::roles::RECEPTIONIST;
use tongli_public::{Progress, Promise, RECEIPT, ReceiptCode, Report, ReportTyped, Status, Step};
use tongli_store::keys::Keys;
use tongli_store::seal::Suite;
use tongli_store::{Subject, history, tokens};
use tongli_web::App;

use crate::house::{NOW, at, count, with_house, with_keys};

const KEY: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

fn report(kind: &str, narrative: &str) -> Report {
    Report::check(&ReportTyped {
        kind,
        narrative,
        clue: "",
        department: "GK2",
        name: "何先生",
        phone: "",
        reply: "",
        topic: "",
    })
    .unwrap()
}

async fn send(app: &App, key: &str, report: &Report) -> Result<ReceiptCode, Fault> {
    tongli_public::submit(app, Lang::Zh, at(NOW), key, report).await
}

async fn look(app: &App, code: &ReceiptCode, now: &str) -> Option<Status> {
    let mut tx = app.db.read().await.unwrap();
    tongli_public::look_up(&mut tx, app, code, at(now))
        .await
        .unwrap()
}

/// Valid letters nobody was given.
const NEVER_SENT: &str = "4H73 K9AM 3XP8 D6FY";

const CASES: &str = "SELECT COUNT(*) AS n FROM cases";

#[tokio::test]
async fn a_form_sent_twice_is_one_case_with_one_receipt() {
    with_house(async |app| {
        let report = report("complaint", "夜里按铃二十分钟没人来");
        // Two taps at the same moment, and a third a minute later.
        let (one, two) = tokio::join!(send(&app, KEY, &report), send(&app, KEY, &report));
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!(one, two);
        assert_eq!(send(&app, KEY, &report).await.unwrap(), one);
        assert_eq!(count(&app, CASES).await, 1);
        assert_eq!(count(&app, "SELECT COUNT(*) AS n FROM tokens").await, 1);
        let mut tx = app.db.read().await.unwrap();
        let checked = history::check_all(&mut tx, app.tenant, |_| {})
            .await
            .unwrap();
        assert!(checked.links > 0);
        assert_eq!(checked.flaws, vec![]);
    })
    .await;
}

#[tokio::test]
async fn a_second_tap_after_the_keys_were_exchanged_is_the_same_case() {
    let name = format!("tongli-receipts-{}", std::process::id());
    let path = std::env::temp_dir().join(name);
    let keys = || {
        let _ = std::fs::remove_file(&path);
        Keys::read_or_create(&path, Suite::Aes, &OsChance).unwrap()
    };
    with_keys(keys, async |app| {
        let report = report("complaint", "夜里按铃二十分钟没人来");
        let first = send(&app, KEY, &report).await.unwrap();
        Keys::rotate_index_key(&path, &OsChance, at(NOW)).unwrap();
        assert_eq!(send(&app, KEY, &report).await.unwrap(), first);
        assert_eq!(count(&app, CASES).await, 1);
    })
    .await;
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn other_words_or_another_form_make_another_case() {
    with_house(async |app| {
        let first = send(&app, KEY, &report("complaint", "夜里没人来"))
            .await
            .unwrap();
        let changed = send(&app, KEY, &report("complaint", "夜里没人来，两次"))
            .await
            .unwrap();
        let other = KEY.replace('0', "9");
        let again = send(&app, &other, &report("complaint", "夜里没人来"))
            .await
            .unwrap();
        assert!(first != changed && changed != again && again != first);
        assert_eq!(count(&app, CASES).await, 3);
    })
    .await;
}

#[tokio::test]
async fn the_code_tells_the_day_that_was_promised_over_the_holidays() {
    with_house(async |app| {
        let code = send(&app, KEY, &report("complaint", "夜里没人来"))
            .await
            .unwrap();
        let status = look(&app, &code, NOW).await.unwrap();
        assert!(
            status.number.starts_with("TS-20260928-"),
            "{}",
            status.number
        );
        assert_eq!(status.progress, Progress::On(Step::Received));
        assert_eq!(status.received_on.to_string(), "2026-09-28");
        let promise = |late| Promise::By {
            day: "2026-10-10".parse().unwrap(),
            workdays: Some(5),
            late,
        };
        assert_eq!(status.promise, promise(false));
        let last = look(&app, &code, "2026-10-10T23:59").await.unwrap();
        assert_eq!(last.promise, promise(false));
        let late = look(&app, &code, "2026-10-11T00:00").await.unwrap();
        assert_eq!(late.promise, promise(true));
        assert!(late.promise.is_broken());
    })
    .await;
}

#[tokio::test]
async fn where_next_years_holidays_are_unknown_the_day_is_said_to_be_open() {
    with_house(async |app| {
        let now = at("2026-12-29T10:00");
        let report = report("complaint", "夜里没人来");
        let code = tongli_public::submit(&app, Lang::Zh, now, KEY, &report)
            .await
            .unwrap();
        let status = look(&app, &code, "2026-12-29T10:00").await.unwrap();
        assert!(
            matches!(status.promise, Promise::About(day) if day.year() == 2027),
            "{:?}",
            status.promise
        );
        assert!(!status.promise.is_broken());
    })
    .await;
}

#[tokio::test]
async fn praise_has_no_date_and_waits_at_the_reception_all_the_same() {
    with_house(async |app| {
        let code = send(&app, KEY, &report("praise", "谢谢护士长"))
            .await
            .unwrap();
        let status = look(&app, &code, NOW).await.unwrap();
        assert!(status.number.starts_with("BY-"), "{}", status.number);
        assert_eq!(status.promise, Promise::Soon);
        let mut tx = app.db.read().await.unwrap();
        let door = tokens::find(&mut tx, app.tenant, RECEIPT, code.letters(), at(NOW))
            .await
            .unwrap()
            .unwrap();
        let subject = Subject::new(SUBJECT, door.subject_id);
        let items = tongli_work::open_of_subject(&mut tx, app.tenant, subject)
            .await
            .unwrap();
        assert!(
            items
                .iter()
                .any(|item| item.owner.role == Some(RECEPTIONIST))
        );
        let case = tongli_cases::find_case(
            &mut tx,
            app.tenant,
            tongli_cases::CaseId::new(door.subject_id),
        )
        .await
        .unwrap()
        .unwrap();
        assert_eq!(case.first_receiver, None);
        assert!(case.department_visited.is_some());
        assert!(case.anonymity_reason.is_some());
    })
    .await;
}

#[tokio::test]
async fn an_unknown_code_and_a_revoked_one_open_nothing() {
    with_house(async |app| {
        let code = send(&app, KEY, &report("enquiry", "几点查房"))
            .await
            .unwrap();
        let subject = {
            let mut tx = app.db.read().await.unwrap();
            let door = tokens::find(&mut tx, app.tenant, RECEIPT, code.letters(), at(NOW));
            Subject::new(SUBJECT, door.await.unwrap().unwrap().subject_id)
        };
        let tenant = app.tenant;
        app.db
            .write(async |tx| Ok(tokens::revoke(tx, tenant, RECEIPT, subject, at(NOW)).await?))
            .await
            .unwrap();
        assert!(look(&app, &code, NOW).await.is_none());
        let unknown = ReceiptCode::read(NEVER_SENT).unwrap();
        assert!(look(&app, &unknown, NOW).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_department_that_does_not_exist_is_an_error_of_its_field() {
    with_house(async |app| {
        let mut unknown = report("complaint", "夜里没人来");
        unknown.department = Some("NOWHERE".to_owned());
        let Err(Fault::Invalid(errors)) = send(&app, KEY, &unknown).await else {
            panic!("an unknown department passed");
        };
        assert!(errors.of("department").is_some());
        assert_eq!(count(&app, CASES).await, 0);
        assert_eq!(count(&app, "SELECT COUNT(*) AS n FROM tokens").await, 0);
    })
    .await;
}
