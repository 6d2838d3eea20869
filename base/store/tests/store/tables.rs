//! Every table of the ground floor, on both engines.

use futures_util::future::join_all;
use tongli_kernel::{Clock, Confidentiality, Fault, Id, IdMint, Role, Said, SetClock};
use tongli_store::migrate::{MIGRATIONS, Standing, migrate, standing};
use tongli_store::numbers::NumberBlocks;
use tongli_store::outbox::{self, Message, To};
use tongli_store::testing::{fresh, on_both};
use tongli_store::{
    Engine, Subject, access_log, args, attachments, drafts, idempotency, jobs, links, servers,
    settings, tokens,
};

use crate::house::{CASE, T, noon, vault, wang};

#[tokio::test]
async fn a_job_that_fails_leaves_nothing_and_its_neighbours_stay() {
    on_both(MIGRATIONS, async |db| {
        let viewer = wang();
        let jobs = (0..20_i64).map(|at| {
            let (db, viewer) = (&db, &viewer);
            async move {
                db.write(async |tx| {
                    settings::set(tx, viewer, &format!("setting-{at}"), "1", noon()).await?;
                    if at % 2 == 0 {
                        return Err(Fault::NotFound);
                    }
                    Ok(())
                })
                .await
            }
        });
        let outcomes = join_all(jobs).await;
        assert_eq!(
            outcomes.iter().filter(|outcome| outcome.is_ok()).count(),
            10
        );
        let kept = db
            .read()
            .await
            .unwrap()
            .count("SELECT count(*) AS n FROM settings", vec![])
            .await
            .unwrap();
        assert_eq!(kept, 10);
    })
    .await;
}

#[tokio::test]
async fn a_caller_that_goes_away_in_the_middle_leaves_nothing() {
    on_both(MIGRATIONS, async |db| {
        let viewer = wang();
        let gone = db.write(async |tx| {
            settings::set(tx, &viewer, "half", "1", noon()).await?;
            std::future::pending::<()>().await;
            Ok(())
        });
        let (started, waiting) = (tokio::sync::Notify::new(), tokio::sync::Notify::new());
        tokio::select! {
            _ = gone => unreachable!("it waits for ever"),
            () = async {
                started.notify_one();
                // Enough turns for the job to have written its row.
                for _ in 0..200 { tokio::task::yield_now().await; }
                waiting.notify_one();
            } => {}
        }
        db.write(async |tx| Ok(settings::set(tx, &viewer, "whole", "1", noon()).await?))
            .await
            .unwrap();
        let mut tx = db.read().await.unwrap();
        assert_eq!(settings::find(&mut tx, T, "half").await.unwrap(), None);
        assert_eq!(
            settings::find(&mut tx, T, "whole")
                .await
                .unwrap()
                .as_deref(),
            Some("1")
        );
    })
    .await;
}

#[tokio::test]
async fn the_schema_is_taken_once_and_a_changed_step_is_noticed() {
    on_both(MIGRATIONS, async |db| {
        assert_eq!(standing(&db, MIGRATIONS).await.unwrap(), Standing::Current);
        assert!(migrate(&db, MIGRATIONS, noon()).await.unwrap().is_empty());
        db.write(async |tx| {
            tx.run(
                "UPDATE schema_steps SET digest = 'x' WHERE id = $1",
                args![MIGRATIONS[0].id],
            )
            .await?;
            Ok(())
        })
        .await
        .unwrap();
        assert!(matches!(
            standing(&db, MIGRATIONS).await.unwrap(),
            Standing::Foreign(steps) if steps == ["20261123_0100_base"]
        ));
        assert!(migrate(&db, MIGRATIONS, noon()).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn numbers_are_never_given_twice_even_by_two_servers() {
    on_both(MIGRATIONS, async |db| {
        let servers = [NumberBlocks::default(), NumberBlocks::default()];
        let wanted = (0..60).map(|at| {
            let (db, server) = (&db, &servers[at % 2]);
            async move {
                server
                    .next(db, T, "TS-20260928", at as u16 % 2, noon())
                    .await
                    .unwrap()
            }
        });
        let mut given = join_all(wanted).await;
        given.sort_unstable();
        given.dedup();
        assert_eq!(given.len(), 60);
        assert_eq!(given[0], 1);
    })
    .await;
}

#[tokio::test]
async fn server_numbers_are_leased_and_come_back() {
    on_both(MIGRATIONS, async |db| {
        let clock = SetClock::at(noon());
        assert_eq!(servers::lease(&db, "a", clock.now()).await.unwrap(), 0);
        assert_eq!(servers::lease(&db, "b", clock.now()).await.unwrap(), 1);
        assert!(servers::renew(&db, 0, "a", clock.now()).await.unwrap());
        servers::release(&db, 0, "a").await.unwrap();
        assert_eq!(servers::lease(&db, "c", clock.now()).await.unwrap(), 0);
        clock.set(noon().plus_seconds(servers::LEASE_SECONDS + 1));
        assert_eq!(servers::lease(&db, "d", clock.now()).await.unwrap(), 0);
        assert!(!servers::renew(&db, 0, "c", clock.now()).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_message_waits_for_its_time_and_goes_out_once() {
    on_both(MIGRATIONS, async |db| {
        let ids = IdMint::new(0);
        let viewer = wang();
        let put = async |topic: &'static str| {
            db.write(async |tx| {
                let message = Message::new(
                    topic,
                    CASE,
                    To::Role(Role("director")),
                    Said::new("notice-overdue").with("number", "TS-20260928-0001"),
                );
                Ok(outbox::put(tx, &viewer, &ids, noon(), message).await?)
            })
            .await
            .unwrap()
        };
        let (kept, undone) = (put("overdue").await, put("assigned").await);
        let later = noon().plus_millis(outbox::UNDO_MS);
        db.write(async |tx| {
            assert!(outbox::due(tx, T, noon(), 10).await?.is_empty());
            assert!(outbox::withdraw(tx, T, undone, noon()).await?);
            let due = outbox::due(tx, T, later, 10).await?;
            assert_eq!(due.len(), 1);
            assert_eq!(due[0].id, kept);
            outbox::failed(tx, &due[0], "no route", later).await?;
            assert!(outbox::due(tx, T, later, 10).await?.is_empty());
            let again = outbox::due(tx, T, later.plus_seconds(60), 10).await?;
            assert_eq!(again[0].tries, 1);
            assert!(outbox::delivered(tx, T, kept, later).await?);
            assert!(!outbox::delivered(tx, T, kept, later).await?);
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_request_sent_twice_finds_its_answer() {
    on_both(MIGRATIONS, async |db| {
        db.trust(vault());
        let viewer = wang();
        let key = idempotency::Key {
            key: "k1".into(),
            request: "digest".into(),
        };
        let answer = idempotency::Answer {
            status: 201,
            body: "{}".into(),
        };
        db.write(async |tx| {
            assert_eq!(idempotency::find(tx, &viewer, &key).await?, None);
            idempotency::keep(tx, &viewer, &key, &answer, noon()).await
        })
        .await
        .unwrap();
        db.write(async |tx| {
            assert_eq!(
                idempotency::find(tx, &viewer, &key).await?,
                Some(answer.clone())
            );
            let other = idempotency::Key {
                request: "else".into(),
                ..key.clone()
            };
            assert!(matches!(
                idempotency::find(tx, &viewer, &other).await,
                Err(Fault::Conflict(_))
            ));
            assert_eq!(idempotency::forget_old(tx, noon().plus_hours(25)).await?, 1);
            Ok(())
        })
        .await
        .unwrap();
        let twice = db
            .write(async |tx| {
                idempotency::keep(tx, &viewer, &key, &answer, noon()).await?;
                idempotency::keep(tx, &viewer, &key, &answer, noon()).await
            })
            .await;
        assert!(matches!(twice, Err(Fault::Conflict(_))));
    })
    .await;
}

#[tokio::test]
async fn drafts_survive_and_are_their_writers_own() {
    on_both(MIGRATIONS, async |db| {
        db.trust(vault());
        let fields = vec![("narrative".to_owned(), "等了三个小时".to_owned())];
        db.write(async |tx| {
            drafts::keep(tx, T, Id::new(7), "register", &fields, noon()).await?;
            drafts::keep(tx, T, Id::new(7), "register", &fields, noon().plus_hours(1)).await?;
            let found = drafts::find(tx, T, Id::new(7), "register").await?.unwrap();
            assert_eq!(found, (fields.clone(), noon().plus_hours(1)));
            assert!(drafts::find(tx, T, Id::new(8), "register").await?.is_none());
            assert_eq!(drafts::list(tx, T, Id::new(7)).await?.len(), 1);
            drafts::discard(tx, T, Id::new(7), "register").await?;
            assert!(drafts::find(tx, T, Id::new(7), "register").await?.is_none());
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_token_opens_its_own_door_until_it_is_closed() {
    on_both(MIGRATIONS, async |db| {
        db.write(async |tx| {
            let until = Some(noon().plus_hours(1));
            tokens::keep(tx, T, "receipt", "abc", CASE, noon(), until).await?;
            let open = tokens::find(tx, T, "receipt", "abc", noon())
                .await?
                .unwrap();
            assert_eq!((open.subject_kind.as_str(), open.subject_id), ("case", 42));
            assert!(
                tokens::find(tx, T, "statement", "abc", noon())
                    .await?
                    .is_none()
            );
            let late = noon().plus_hours(2);
            assert!(tokens::find(tx, T, "receipt", "abc", late).await?.is_none());
            tokens::revoke(tx, T, "receipt", CASE, noon()).await?;
            assert!(
                tokens::find(tx, T, "receipt", "abc", noon())
                    .await?
                    .is_none()
            );
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_reading_is_noted_once_in_five_minutes() {
    on_both(MIGRATIONS, async |db| {
        let viewer = wang();
        db.write(async |tx| {
            for minute in [0, 1, 6] {
                let at = noon().plus_seconds(60 * minute);
                access_log::note(tx, &viewer, at, CASE, "case").await?;
            }
            assert!(access_log::noted(tx, &viewer, noon(), CASE, "case").await?);
            assert!(!access_log::noted(tx, &viewer, noon(), CASE, "phone").await?);
            assert_eq!(access_log::of_subject(tx, T, CASE, 10).await?.len(), 2);
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_job_is_run_by_one_server_and_can_be_cancelled() {
    on_both(MIGRATIONS, async |db| {
        let ids = IdMint::new(0);
        let viewer = wang();
        let until = noon().plus_seconds(60);
        db.write(async |tx| {
            let id = jobs::ask(tx, &viewer, &ids, noon(), "export", "{}").await?;
            let job = jobs::lease(tx, "export", noon(), until).await?.unwrap();
            assert_eq!(job.id, id);
            assert!(jobs::lease(tx, "export", noon(), until).await?.is_none());
            assert!(jobs::progress(tx, &job, 5, 10, until).await?);
            jobs::finish(tx, T, id, jobs::State::Cancelled, "{}", noon(), None).await?;
            assert!(!jobs::progress(tx, &job, 6, 10, until).await?);
            let ended = jobs::find(tx, T, id).await?.unwrap();
            assert_eq!((ended.state, ended.done), (jobs::State::Cancelled, 5));
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn ties_are_found_from_both_ends() {
    on_both(MIGRATIONS, async |db| {
        let viewer = wang();
        let other = Subject::new("case", 43);
        db.write(async |tx| {
            links::tie(tx, &viewer, noon(), "merged_into", CASE, other).await?;
            links::tie(tx, &viewer, noon(), "merged_into", CASE, other).await?;
            assert_eq!(
                links::from(tx, &viewer, CASE).await?,
                [("merged_into".to_owned(), "case".to_owned(), 43)]
            );
            assert_eq!(links::to(tx, &viewer, other).await?.len(), 1);
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn files_stand_under_their_digest() {
    let test = fresh(Engine::Sqlite, MIGRATIONS).await;
    let folder = std::env::temp_dir().join(format!("tongli_files_{}", std::process::id()));
    let files = attachments::FileStore::new(folder.clone());
    let digest = files.put(b"photo".to_vec()).await.unwrap();
    assert_eq!(files.put(b"photo".to_vec()).await.unwrap(), digest);
    assert_eq!(files.read(&digest).await.unwrap(), b"photo");
    std::fs::write(folder.join(&digest[..2]).join(&digest), b"other").unwrap();
    assert!(files.read(&digest).await.is_err());
    std::fs::remove_dir_all(&folder).unwrap();
    test.db.trust(vault());
    test.db
        .write(async |tx| {
            let new = attachments::NewAttachment {
                subject: CASE,
                digest: &digest,
                name: "现场.jpg",
                media_type: "image/jpeg",
                bytes: 5,
                purpose: "evidence",
                confidentiality: Confidentiality::Ordinary,
                retention_class: "complaint",
            };
            let id = attachments::add(tx, &wang(), &IdMint::new(0), noon(), new).await?;
            assert_eq!(attachments::list(tx, T, CASE).await?.len(), 1);
            assert_eq!(
                attachments::find(tx, T, id).await?.unwrap().name,
                "现场.jpg"
            );
            Ok(())
        })
        .await
        .unwrap();
}
