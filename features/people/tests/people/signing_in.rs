//! Sessions: opened, locked out, run out, taken over, ended.

use tongli_kernel::Lang;
use tongli_people::actions::{self, ChangePassword};
use tongli_people::{NewStaff, roles};
use tongli_store::testing::on_both;

use crate::house::{PASSWORD, refusal, secret, steps, world};

fn key<T: std::fmt::Debug>(outcome: Result<T, tongli_kernel::Fault>) -> String {
    refusal(outcome).1
}

#[tokio::test]
async fn the_right_password_opens_a_session_with_the_persons_roles() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let id = world
            .somebody("wangmin", "王敏", &[roles::COORDINATOR])
            .await;
        let opened = world.sign_in(" WangMin ", PASSWORD).await.unwrap();
        let who = world.who(&opened).await.unwrap();
        assert_eq!(who.viewer.staff(), Some(id));
        assert!(who.viewer.has(roles::COORDINATOR));
        assert_eq!(who.csrf.len(), 64);
        assert_ne!(who.csrf, *opened.secret.open());
        assert_eq!(world.history(id).await, ["account_opened", "signed_in"]);
    })
    .await;
}

#[tokio::test]
async fn an_unknown_login_and_a_wrong_password_read_alike() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.somebody("wangmin", "王敏", &[]).await;
        let unknown = world.sign_in("nobody", PASSWORD).await.unwrap_err();
        let wrong = world
            .sign_in("wangmin", "not-the-password")
            .await
            .unwrap_err();
        assert_eq!(format!("{unknown:?}"), format!("{wrong:?}"));
    })
    .await;
}

#[tokio::test]
async fn five_wrong_tries_lock_for_a_quarter_of_an_hour() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let id = world.somebody("wangmin", "王敏", &[]).await;
        for _ in 0..5 {
            assert_eq!(
                key(world.sign_in("wangmin", "wrong").await),
                "people-sign-in-wrong"
            );
        }
        assert_eq!(
            key(world.sign_in("wangmin", PASSWORD).await),
            "people-sign-in-wrong"
        );
        assert_eq!(world.history(id).await.last().unwrap(), "locked");
        world.after_minutes(14);
        assert_eq!(
            key(world.sign_in("wangmin", PASSWORD).await),
            "people-sign-in-wrong"
        );
        world.after_minutes(1);
        world.sign_in("wangmin", PASSWORD).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_right_password_forgets_the_wrong_tries_before_it() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.somebody("wangmin", "王敏", &[]).await;
        for _ in 0..3 {
            for _ in 0..4 {
                world.sign_in("wangmin", "wrong").await.unwrap_err();
            }
            world.sign_in("wangmin", PASSWORD).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn many_tries_at_once_are_all_counted() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let id = world.somebody("wangmin", "王敏", &[]).await;
        let tries = (0..12).map(|_| world.sign_in("wangmin", "wrong"));
        let outcomes = futures_util::future::join_all(tries).await;
        assert!(outcomes.iter().all(Result::is_err));
        let failed = world.history(id).await;
        assert_eq!(
            failed
                .iter()
                .filter(|verb| *verb == "sign_in_failed")
                .count(),
            4
        );
        assert_eq!(failed.iter().filter(|verb| *verb == "locked").count(), 1);
        world.sign_in("wangmin", PASSWORD).await.unwrap_err();
    })
    .await;
}

#[tokio::test]
async fn the_security_administrator_unlocks_before_the_time() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let id = world.somebody("wangmin", "王敏", &[]).await;
        let guard = world
            .somebody("zhouan", "周安", &[roles::SECURITY_ADMIN])
            .await;
        for _ in 0..5 {
            world.sign_in("wangmin", "wrong").await.unwrap_err();
        }
        actions::unlock(&world.app, &world.viewer(guard).await, id)
            .await
            .unwrap();
        world.sign_in("wangmin", PASSWORD).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_session_runs_out_after_half_an_hour_of_idleness() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.somebody("wangmin", "王敏", &[]).await;
        let opened = world.sign_in("wangmin", PASSWORD).await.unwrap();
        for _ in 0..5 {
            world.after_minutes(29);
            assert!(world.who(&opened).await.is_some());
        }
        world.after_minutes(30);
        assert!(world.who(&opened).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn an_administrators_session_runs_out_after_a_quarter_of_an_hour() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world
            .somebody("zhouan", "周安", &[roles::SECURITY_ADMIN])
            .await;
        let opened = world.sign_in("zhouan", PASSWORD).await.unwrap();
        world.after_minutes(14);
        assert!(world.who(&opened).await.is_some());
        world.after_minutes(15);
        assert!(world.who(&opened).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn no_session_outlives_the_shift_however_busy() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.somebody("wangmin", "王敏", &[]).await;
        let opened = world.sign_in("wangmin", PASSWORD).await.unwrap();
        for _ in 0..35 {
            world.after_minutes(20);
            assert!(world.who(&opened).await.is_some());
        }
        world.after_minutes(20);
        assert!(world.who(&opened).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn an_account_stops_with_its_last_day_and_when_it_is_disabled() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let visitor = world
            .somebody("visitor", "钱立", &[roles::SUPERVISOR])
            .await;
        let admin = world
            .somebody("admin1", "孙强", &[roles::SYSTEM_ADMIN])
            .await;
        let opened = world.sign_in("visitor", PASSWORD).await.unwrap();
        world.after_minutes(10);
        assert!(world.who(&opened).await.is_some());
        let admin = world.viewer(admin).await;
        actions::disable_staff(&world.app, &admin, visitor, None)
            .await
            .unwrap();
        assert!(world.who(&opened).await.is_none());
        world.sign_in("visitor", PASSWORD).await.unwrap_err();
        actions::enable_staff(&world.app, &admin, visitor, None)
            .await
            .unwrap();
        world.sign_in("visitor", PASSWORD).await.unwrap();
        world.after_minutes(24 * 60);
        world.sign_in("visitor", PASSWORD).await.unwrap_err();
    })
    .await;
}

#[tokio::test]
async fn a_given_password_has_to_be_changed_before_any_role_works() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let new = NewStaff {
            roles: vec![roles::COORDINATOR],
            must_change: true,
            lang: Some(Lang::En),
            ..NewStaff::new("lihua", "0042", "李华", secret("given-by-admin-1"))
        };
        let operator = world.operator();
        actions::add_staff(&world.app, &operator, new)
            .await
            .unwrap();
        let opened = world.sign_in("lihua", "given-by-admin-1").await.unwrap();
        assert!(opened.must_change);
        let other = world.sign_in("lihua", "given-by-admin-1").await.unwrap();
        let who = world.who(&opened).await.unwrap();
        assert!(who.viewer.roles.is_empty());
        let change = |old: &str, new: &str, again: &str| ChangePassword {
            old: secret(old),
            new: secret(new),
            again: secret(again),
            cookie: opened.secret.open().clone(),
        };
        let typed = change("given-by-admin-1", PASSWORD, "something-else-9");
        let refused = actions::change_password(&world.app, &who.viewer, typed).await;
        assert_eq!(key(refused), "people-password-again");
        let typed = change("not-it", PASSWORD, PASSWORD);
        let refused = actions::change_password(&world.app, &who.viewer, typed).await;
        assert_eq!(key(refused), "people-password-old-wrong");
        let typed = change("given-by-admin-1", PASSWORD, PASSWORD);
        actions::change_password(&world.app, &who.viewer, typed)
            .await
            .unwrap();
        assert!(
            world
                .who(&opened)
                .await
                .unwrap()
                .viewer
                .has(roles::COORDINATOR)
        );
        assert!(world.who(&other).await.is_none(), "other sessions end");
        world
            .sign_in("lihua", "given-by-admin-1")
            .await
            .unwrap_err();
    })
    .await;
}

#[tokio::test]
async fn a_token_speaks_for_its_owner_until_it_is_revoked() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let id = world
            .somebody("wangmin", "王敏", &[roles::INFORMATION])
            .await;
        let other = world
            .somebody("chenjie", "陈洁", &[roles::SYSTEM_ADMIN])
            .await;
        let (viewer, other) = (world.viewer(id).await, world.viewer(other).await);
        actions::make_token(&world.app, &other, "wangmin", "不是我的")
            .await
            .unwrap_err();
        let token = actions::make_token(&world.app, &viewer, "wangmin", "月报导出")
            .await
            .unwrap();
        let identify = tongli_people::identify();
        let who = identify
            .by_token(&world.app, &token)
            .await
            .unwrap()
            .unwrap();
        assert!(who.viewer.has(roles::INFORMATION) && who.csrf.is_empty());
        assert!(
            identify
                .by_token(&world.app, "tongli_0")
                .await
                .unwrap()
                .is_none()
        );
        assert!(
            identify
                .by_cookie(&world.app, &token)
                .await
                .unwrap()
                .is_none()
        );
        let mut tx = world.app.db.read().await.unwrap();
        let made = tx
            .count("SELECT id AS n FROM api_tokens", vec![])
            .await
            .unwrap();
        drop(tx);
        let made = tongli_people::TokenId::new(made);
        actions::revoke_token(&world.app, &other, made)
            .await
            .unwrap_err();
        actions::revoke_token(&world.app, &viewer, made)
            .await
            .unwrap();
        assert!(
            identify
                .by_token(&world.app, &token)
                .await
                .unwrap()
                .is_none()
        );
    })
    .await;
}

#[tokio::test]
async fn reading_pages_writes_at_most_once_a_minute() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.somebody("wangmin", "王敏", &[]).await;
        let opened = world.sign_in("wangmin", PASSWORD).await.unwrap();
        let seen = async || {
            let mut tx = world.app.db.read().await.unwrap();
            tx.count("SELECT last_seen_at AS n FROM sessions", vec![])
                .await
                .unwrap()
        };
        let first = seen().await;
        world.clock.set(world.app.now().plus_seconds(59));
        world.who(&opened).await.unwrap();
        assert_eq!(seen().await, first);
        world.clock.set(world.app.now().plus_seconds(1));
        world.who(&opened).await.unwrap();
        assert_eq!(seen().await, first + 60_000);
    })
    .await;
}
