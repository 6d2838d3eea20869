//! Every table of the ground floor, on both engines.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use std::sync::Arc;

use futures_util::future::join_all;
use serde_json::json;
use tongli_kernel::{
    Clock, Confidentiality, Fault, Id, IdMint, Lang, Moment, Role, Said, SeededChance, SetClock,
    Tenant, Viewer, ViewerKind,
};
use tongli_store::history::{self, ChainFlaw, Event};
use tongli_store::keys::Keys;
use tongli_store::migrate::{MIGRATIONS, Standing, migrate, standing};
use tongli_store::numbers::NumberBlocks;
use tongli_store::outbox::{self, Message, To};
use tongli_store::testing::{fresh, on_both};
use tongli_store::{
    Db, Engine, Subject, Vault, access_log, args, attachments, drafts, idempotency, jobs, links,
    servers, settings, tokens,
};

const T: Tenant = Tenant(1);
const CASE: Subject = Subject::new("case", 42);

fn noon() -> Moment {
    Moment::from_rfc3339("2026-09-28T12:00:00+08:00").unwrap()
}

fn wang() -> Viewer {
    Viewer {
        tenant: T,
        kind: ViewerKind::Staff(Id::new(7)),
        name: "王敏".into(),
        roles: [Role("coordinator")].into(),
        departments: vec![],
        lang: Lang::Zh,
    }
}

/// What the house gives its database.
fn vault() -> Vault {
    let chance = SeededChance::new(8);
    Vault::new(Keys::generate(&chance), Arc::new(chance))
}

async fn append(db: &Db, verb: &'static str) -> Result<i64, Fault> {
    let chance = SeededChance::new(3);
    let viewer = wang();
    db.write(async |tx| {
        history::append(
            tx,
            &viewer,
            noon(),
            &chance,
            CASE,
            Event::new(verb).with(json!({"note": verb})),
        )
        .await
    })
    .await
}

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
async fn a_chain_grows_and_verifies() {
    on_both(MIGRATIONS, async |db| {
        for verb in ["register", "accept", "assign"] {
            append(&db, verb).await.unwrap();
        }
        let mut tx = db.read().await.unwrap();
        let links = history::list(&mut tx, T, CASE, 0, 10).await.unwrap();
        assert_eq!(
            links
                .iter()
                .map(|link| link.verb.as_str())
                .collect::<Vec<_>>(),
            ["register", "accept", "assign"]
        );
        assert_eq!(links[1].details(), json!({"note": "accept"}));
        assert_eq!(CASE.check(&mut tx, T).await.unwrap(), None);
        let all = history::check_all(&mut tx, T, |_| {}).await.unwrap();
        assert_eq!((all.subjects, all.links, all.flaws.len()), (1, 3, 0));
    })
    .await;
}

#[tokio::test]
async fn two_writers_of_one_chain_never_fork_it() {
    on_both(MIGRATIONS, async |db| {
        let outcomes = join_all((0..12).map(|_| append(&db, "note"))).await;
        let kept = outcomes.iter().filter(|outcome| outcome.is_ok()).count() as i64;
        assert!(kept >= 1);
        let mut tx = db.read().await.unwrap();
        let all = history::check_all(&mut tx, T, |_| {}).await.unwrap();
        assert_eq!((all.links, all.flaws.len()), (kept, 0));
    })
    .await;
}

#[tokio::test]
async fn history_refuses_to_be_changed_or_deleted_but_a_payload_may_go() {
    on_both(MIGRATIONS, async |db| {
        append(&db, "register").await.unwrap();
        for sql in [
            "DELETE FROM history",
            "UPDATE history SET verb = 'praise'",
            "UPDATE history SET payload = 'else'",
        ] {
            let refused = db
                .write(async |tx| {
                    tx.run(sql, vec![]).await?;
                    Ok(())
                })
                .await;
            assert!(refused.is_err(), "{sql}");
        }
        db.write(async |tx| Ok(history::destroy_payload(tx, T, CASE, 1).await?))
            .await
            .unwrap();
        let mut tx = db.read().await.unwrap();
        let links = history::list(&mut tx, T, CASE, 0, 10).await.unwrap();
        assert_eq!(links[0].payload, None);
        assert_eq!(CASE.check(&mut tx, T).await.unwrap(), None);
    })
    .await;
}

/// What somebody with the database's password could do: the check finds it.
async fn tamper(db: &Db, sql: &'static str) {
    db.write(async |tx| {
        match tx.engine() {
            Engine::Sqlite => {
                tx.run("DROP TRIGGER IF EXISTS history_keeps_its_words", vec![])
                    .await?;
                tx.run("DROP TRIGGER IF EXISTS history_keeps_its_rows", vec![])
                    .await?;
            }
            Engine::Postgres => {
                tx.run("ALTER TABLE history DISABLE TRIGGER USER", vec![])
                    .await?;
            }
        }
        tx.run(sql, vec![]).await?;
        Ok(())
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn every_kind_of_tampering_is_found() {
    for (sql, flaw) in [
        (
            "UPDATE history SET by_name = '他人' WHERE seq = 2",
            ChainFlaw::Altered { seq: 2 },
        ),
        (
            "UPDATE history SET payload = '{}' WHERE seq = 2",
            ChainFlaw::PayloadAltered { seq: 2 },
        ),
        (
            "DELETE FROM history WHERE seq = 2",
            ChainFlaw::Gap { seq: 3 },
        ),
        (
            "DELETE FROM history WHERE seq = 3",
            ChainFlaw::CutShort {
                expected: 3,
                found: 2,
            },
        ),
        (
            "UPDATE history SET previous = '' WHERE seq = 3",
            ChainFlaw::Unlinked { seq: 3 },
        ),
    ] {
        on_both(MIGRATIONS, async |db| {
            for verb in ["register", "accept", "assign"] {
                append(&db, verb).await.unwrap();
            }
            tamper(&db, sql).await;
            let mut tx = db.read().await.unwrap();
            assert_eq!(
                CASE.check(&mut tx, T).await.unwrap(),
                Some(flaw.clone()),
                "{sql}"
            );
        })
        .await;
    }
}

#[tokio::test]
async fn seals_cover_what_changed_and_prove_it() {
    on_both(MIGRATIONS, async |db| {
        let keys = Keys::generate(&SeededChance::new(5));
        append(&db, "register").await.unwrap();
        assert_eq!(
            history::seal_changed(&db, T, &keys, noon()).await.unwrap(),
            1
        );
        assert_eq!(
            history::seal_changed(&db, T, &keys, noon()).await.unwrap(),
            0
        );
        append(&db, "accept").await.unwrap();
        assert_eq!(
            history::seal_changed(&db, T, &keys, noon()).await.unwrap(),
            1
        );
        let mut tx = db.read().await.unwrap();
        assert_eq!(
            history::check_seals(&mut tx, T, &keys.public_key())
                .await
                .unwrap(),
            (2, vec![])
        );
        let proof = history::inclusion(&mut tx, T, "case", 42)
            .await
            .unwrap()
            .unwrap();
        let links = history::list(&mut tx, T, CASE, 1, 1).await.unwrap();
        assert!(proof.holds("case", 42, &links[0].hash));
        assert!(!proof.holds("case", 43, &links[0].hash));
        drop(tx);
        tamper(&db, "UPDATE history SET hash = 'ff' WHERE seq = 1").await;
        let mut tx = db.read().await.unwrap();
        let (_, flaws) = history::check_seals(&mut tx, T, &keys.public_key())
            .await
            .unwrap();
        assert_eq!(flaws.len(), 1, "{flaws:?}");
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
