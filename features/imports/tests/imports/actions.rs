//! Trying, bringing in, publishing, withdrawing; twice, stopped, and by the round.

use std::sync::{Arc, Mutex};

use tongli_cases::Filter;
use tongli_imports::{
    ImportId, Outcome, State, cancel, confirm, feature, import_now, try_file, withdraw,
};
use tongli_kernel::{Fault, Viewer};
use tongli_store::testing::on_both;
use tongli_store::{Subject, history};
use tongli_web::App;

use crate::books;
use crate::house::{clerk, director, house, receptionist, steps};

async fn bring(app: &App, viewer: &Viewer, bytes: Vec<u8>) -> Outcome {
    import_now(app, viewer, "登记.csv", bytes, |_, _| {})
        .await
        .unwrap()
}

/// The cases the director sees, newest row of the file first.
async fn seen(app: &App) -> Vec<tongli_cases::Line> {
    let mut tx = app.db.read().await.unwrap();
    tongli_cases::list(
        &mut tx,
        app,
        &director(),
        &Filter::default(),
        app.now(),
        500,
    )
    .await
    .unwrap()
}

async fn run_round(app: &App) {
    for round in feature().rounds {
        (round.run)(app).await.unwrap();
    }
}

/// How many rows a table holds.
async fn rows(app: &App, table: &'static str) -> i64 {
    let mut tx = app.db.read().await.unwrap();
    tx.count(format!("SELECT COUNT(*) AS n FROM {table}"), vec![])
        .await
        .unwrap()
}

#[tokio::test]
async fn good_rows_become_archived_cases_that_owe_nothing() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let outcome = bring(&app, &clerk(), books::csv()).await;
        assert_eq!(
            (outcome.good, outcome.brought_in, outcome.bad.len()),
            (6, 6, 4)
        );
        let lines = seen(&app).await;
        assert_eq!(lines.len(), 6);
        let number = "TS-20130304-L1-0004";
        let mut tx = app.db.read().await.unwrap();
        let case = tongli_cases::read(&mut tx, &director(), tongli_cases::Verb::Read, number)
            .await
            .unwrap();
        assert_eq!(case.stage, tongli_cases::Stage::Archived);
        assert_eq!(app.time.show(case.received_at), "2013-03-04 09:20");
        assert_eq!(
            app.time.day_of(case.closed_at.unwrap()).to_string(),
            "2013-03-06"
        );
        assert_eq!(
            case.handling_result.as_deref(),
            Some("当面致歉，已说明原因")
        );
        assert_eq!(
            (case.due_at, case.owner, case.first_receiver),
            (None, None, None)
        );
        assert_eq!(
            (case.incident_place.as_deref(), case.department_visited),
            (None, None),
            "no such department in this house, and it is no place of an incident"
        );
        let contact =
            tongli_patients::find_contact(&mut tx, &app, app.tenant, case.contact.unwrap())
                .await
                .unwrap()
                .unwrap();
        assert_eq!(contact.phone_shown(true).as_deref(), Some("13800000001"));
        let allegations = tongli_cases::allegations(&mut tx, app.tenant, case.id)
            .await
            .unwrap();
        assert_eq!(allegations.len(), 1);
        assert!(
            allegations[0].departments.is_empty(),
            "where somebody was treated is not whom they complain of"
        );
        let former = tx
            .find(
                "SELECT former_department FROM case_imports WHERE tenant = $1 AND case_id = $2",
                tongli_store::args![app.tenant, case.id],
                |row| row.get::<String>("former_department"),
            )
            .await;
        assert_eq!(former.unwrap().as_deref(), Some("骨科"));
        let links = history::list(&mut tx, app.tenant, case.subject(), 0, 10)
            .await
            .unwrap();
        assert_eq!(
            (links[0].verb.as_str(), links[0].by_name.as_str()),
            ("bring_in", "周敏")
        );
        drop(tx);
        assert_eq!(rows(&app, "outbox").await, 0);
        let words = Filter {
            words: "停止收费".to_owned(),
            ..Filter::default()
        };
        let mut tx = app.db.read().await.unwrap();
        let found = tongli_cases::list(&mut tx, &app, &director(), &words, app.now(), 5)
            .await
            .unwrap();
        assert_eq!(found.len(), 1, "search finds what an old register says");
    })
    .await;
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let first = bring(&app, &clerk(), books::csv()).await;
        let second = bring(&app, &clerk(), books::csv()).await;
        assert!(second.again && !first.again);
        assert_eq!(second.import, first.import);
        assert_eq!((second.good, second.known, second.brought_in), (6, 6, 0));
        assert_eq!(
            second.rows[0].number.as_deref(),
            Some("TS-20130304-L1-0004")
        );
        assert_eq!(seen(&app).await.len(), 6);
        assert_eq!(rows(&app, "imports").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_corrected_file_brings_only_what_was_not_there() {
    on_both(&steps(), async |db| {
        let app = house(db);
        bring(&app, &clerk(), books::csv()).await;
        let mut rows = books::ROWS;
        rows[7][1] = "2013-02-28";
        let outcome = bring(&app, &clerk(), books::csv_of(&rows).into_bytes()).await;
        assert_eq!((outcome.good, outcome.known, outcome.brought_in), (7, 6, 1));
        assert_eq!(seen(&app).await.len(), 7);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_seen_before_all_is_in() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let early = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&early);
        let outcome = import_now(
            &app,
            &clerk(),
            "长.csv",
            books::long(450),
            move |done, total| {
                told.lock().unwrap().push((done, total));
            },
        )
        .await
        .unwrap();
        assert_eq!(outcome.brought_in, 450);
        assert_eq!(
            *early.lock().unwrap(),
            [(0, 450), (200, 450), (400, 450), (450, 450)]
        );
        assert_eq!(seen(&app).await.len(), 450);
    })
    .await;
}

#[tokio::test]
async fn killed_between_batches_it_goes_on_and_nothing_is_double() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let killed = Arc::new(Mutex::new(None::<tokio::task::AbortHandle>));
        let (inner, handle) = (app.clone(), Arc::clone(&killed));
        let (go, ready) = tokio::sync::oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            ready.await.unwrap();
            import_now(
                &inner,
                &clerk(),
                "长.csv",
                books::long(450),
                move |done, _| {
                    if done == 200 {
                        // The next wait of the import is its last.
                        handle.lock().unwrap().as_ref().unwrap().abort();
                    }
                },
            )
            .await
        });
        *killed.lock().unwrap() = Some(task.abort_handle());
        go.send(()).unwrap();
        assert!(task.await.unwrap_err().is_cancelled());
        assert_eq!(rows(&app, "case_imports").await, 200);
        assert!(seen(&app).await.is_empty(), "half an import is nobody's");
        let outcome = bring(&app, &clerk(), books::long(450)).await;
        assert_eq!((outcome.brought_in, outcome.again), (450, false));
        assert_eq!(rows(&app, "cases").await, 450);
        assert_eq!(seen(&app).await.len(), 450);
    })
    .await;
}

#[tokio::test]
async fn the_round_brings_a_confirmed_file_in_and_run_again_changes_nothing() {
    on_both(&steps(), async |db| {
        let app = house(db);
        run_round(&app).await;
        let tried = try_file(&app, &clerk(), "登记.csv", books::csv())
            .await
            .unwrap();
        assert_eq!(
            (tried.import.state, tried.import.good, tried.import.bad),
            (State::Tried, 6, 4)
        );
        run_round(&app).await;
        assert!(
            seen(&app).await.is_empty(),
            "what nobody confirmed stays out"
        );
        confirm(&app, &clerk(), tried.import.id, tried.import.version)
            .await
            .unwrap();
        run_round(&app).await;
        assert_eq!(seen(&app).await.len(), 6);
        run_round(&app).await;
        assert_eq!(rows(&app, "cases").await, 6);
        let again = confirm(&app, &clerk(), tried.import.id, tried.import.version).await;
        assert!(matches!(again, Err(Fault::Conflict(_))));
    })
    .await;
}

#[tokio::test]
async fn withdrawn_cases_are_hidden_and_nothing_is_deleted() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let id = bring(&app, &clerk(), books::csv()).await.import.unwrap();
        let may_not = withdraw(&app, &clerk(), id, 3, "传错了").await;
        assert!(matches!(may_not, Err(Fault::Forbidden(_))));
        let no_reason = withdraw(&app, &director(), id, 3, " ").await;
        assert!(matches!(no_reason, Err(Fault::Invalid(_))));
        let stale = withdraw(&app, &director(), id, 1, "传错了").await;
        assert!(matches!(stale, Err(Fault::Conflict(_))));
        withdraw(&app, &director(), id, 3, "传错了").await.unwrap();
        assert!(seen(&app).await.is_empty());
        assert_eq!(rows(&app, "cases").await, 6);
        let mut tx = app.db.read().await.unwrap();
        let subject = Subject::new(tongli_imports::SUBJECT, id.raw());
        let links = history::list(&mut tx, app.tenant, subject, 0, 10)
            .await
            .unwrap();
        let verbs: Vec<&str> = links.iter().map(|link| link.verb.as_str()).collect();
        assert_eq!(verbs, ["try_file", "confirm", "publish", "withdraw"]);
        drop(tx);
        let fresh = bring(&app, &clerk(), books::csv()).await;
        assert_ne!(fresh.import, Some(id));
        assert_eq!(fresh.brought_in, 6);
        assert_eq!(seen(&app).await.len(), 6);
    })
    .await;
}

#[tokio::test]
async fn a_case_taken_up_again_holds_its_import() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let id = bring(&app, &clerk(), books::csv()).await.import.unwrap();
        app.db
            .write(async |tx| {
                tx.run(
                    "UPDATE cases SET stage = 'accepted' WHERE number = 'TS-20130304-L1-0004'",
                    vec![],
                )
                .await?;
                Ok(())
            })
            .await
            .unwrap();
        let held = withdraw(&app, &director(), id, 3, "传错了").await;
        assert!(matches!(held, Err(Fault::Conflict(said)) if said.key == "imports-taken-up"));
        assert_eq!(seen(&app).await.len(), 6);
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_import_is_never_seen() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let tried = try_file(&app, &clerk(), "登记.csv", books::csv())
            .await
            .unwrap();
        let id: ImportId = tried.import.id;
        confirm(&app, &clerk(), id, 1).await.unwrap();
        cancel(&app, &clerk(), id, 2).await.unwrap();
        run_round(&app).await;
        assert!(seen(&app).await.is_empty());
        let too_late = cancel(&app, &clerk(), id, 3).await;
        assert!(matches!(too_late, Err(Fault::Conflict(_))));
    })
    .await;
}

#[tokio::test]
async fn the_reception_desk_may_not_bring_registers_in() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let refused = try_file(&app, &receptionist(), "登记.csv", books::csv()).await;
        assert!(matches!(refused, Err(Fault::Forbidden(_))));
        assert_eq!(rows(&app, "imports").await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_stands_in_a_wrong_cell_is_sealed() {
    on_both(&steps(), async |db| {
        let app = house(db);
        bring(&app, &clerk(), books::csv()).await;
        let mut tx = app.db.read().await.unwrap();
        let reasons = tx
            .all(
                "SELECT reason FROM import_rows WHERE reason IS NOT NULL",
                vec![],
                |row| row.get::<String>("reason"),
            )
            .await
            .unwrap();
        assert_eq!(reasons.len(), 4);
        assert!(
            reasons
                .iter()
                .all(|reason| !reason.contains("飞鸽") && !reason.contains("received"))
        );
    })
    .await;
}
