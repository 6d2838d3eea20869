//! Who decides for a leader who is away: by days, revocable, never more than deciding.

use tongli_kernel::{Fault, Moment, StaffId, Viewer};
use tongli_people::actions::{self, NewDeputy};
use tongli_people::{Deputy, roles};
use tongli_store::testing::on_both;

use crate::house::{PASSWORD, World, refusal, steps, world};

fn new(who: &str, from: &str, until: &str) -> NewDeputy {
    NewDeputy {
        deputy: who.into(),
        from: from.parse().ok(),
        until: until.parse().ok(),
        reason: "外出开会".into(),
    }
}

async fn name(
    world: &World,
    viewer: &Viewer,
    principal: StaffId,
    new: NewDeputy,
) -> Result<Deputy, Fault> {
    let (app, now, new) = (&world.app, world.app.now(), &new);
    app.db
        .write(async |tx| actions::name_deputy(tx, app, viewer, now, principal, new).await)
        .await
}

async fn revoke(world: &World, viewer: &Viewer, one: &Deputy) -> Result<Deputy, Fault> {
    let (app, now) = (&world.app, world.app.now());
    app.db
        .write(async |tx| {
            actions::revoke_deputy(tx, app, viewer, now, one.id, Some(one.version)).await
        })
        .await
}

fn at(text: &str) -> Moment {
    Moment::from_rfc3339(&format!("{text}+08:00")).unwrap()
}

async fn holders(world: &World) -> Vec<String> {
    let mut tx = world.app.db.read().await.unwrap();
    let (tenant, now) = (world.app.tenant, world.app.now());
    let list = tongli_people::holders_of(&mut tx, tenant, roles::DIRECTOR, None, now)
        .await
        .unwrap();
    list.into_iter().map(|line| line.name).collect()
}

#[tokio::test]
async fn a_deputy_decides_on_the_days_and_on_no_other() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let shen = world.somebody("shen", "沈知远", &[roles::DIRECTOR]).await;
        let zhou = world.somebody("zhou", "周宁", &[roles::COORDINATOR]).await;
        let director = world.viewer(shen).await;
        let named = name(
            &world,
            &director,
            shen,
            new("ZHOU", "2026-09-30", "2026-10-01"),
        )
        .await
        .unwrap();
        let opened = world.sign_in("zhou", PASSWORD).await.unwrap();
        for (moment, acts) in [
            ("2026-09-28T12:00:00", false),
            ("2026-09-29T23:59:00", false),
            ("2026-09-30T00:00:00", true),
            ("2026-10-01T23:59:00", true),
            ("2026-10-02T00:00:00", false),
        ] {
            world.clock.set(at(moment));
            let viewer = world.viewer(zhou).await;
            assert_eq!(viewer.has(roles::ACTING_HEAD), acts, "{moment}");
            assert!(!viewer.has(roles::DIRECTOR));
            assert_eq!(holders(&world).await.contains(&"周宁".to_owned()), acts);
        }
        world.clock.set(at("2026-09-30T09:00:00"));
        let again = world.sign_in("zhou", PASSWORD).await.unwrap();
        let seen = world.who(&again).await.unwrap().viewer;
        assert!(seen.has(roles::ACTING_HEAD) && world.who(&opened).await.is_none());
        let mut tx = world.app.db.read().await.unwrap();
        let now = world.app.now();
        let for_whom = tongli_people::stands_in_for(&mut tx, world.app.tenant, zhou, now)
            .await
            .unwrap();
        drop(tx);
        assert_eq!(for_whom[0].principal, shen);

        let director = world.viewer(shen).await;
        revoke(&world, &director, &named).await.unwrap();
        assert!(!world.viewer(zhou).await.has(roles::ACTING_HEAD));
        assert!(
            !world
                .who(&again)
                .await
                .unwrap()
                .viewer
                .has(roles::ACTING_HEAD)
        );
        assert_eq!(holders(&world).await, ["沈知远"]);
        let twice = revoke(&world, &director, &named).await;
        assert_eq!(refusal(twice).1, "people-deputy-is-over");
        let history = world.history(shen).await;
        assert!(history.ends_with(&["deputy_named".into(), "deputy_revoked".into()]));
    })
    .await;
}

#[tokio::test]
async fn not_everybody_names_and_not_everybody_is_named() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let shen = world.somebody("shen", "沈知远", &[roles::DIRECTOR]).await;
        let zhou = world.somebody("zhou", "周宁", &[roles::COORDINATOR]).await;
        let sun = world.somebody("sun", "孙强", &[roles::SYSTEM_ADMIN]).await;
        world.somebody("jian", "监督员", &[roles::SUPERVISOR]).await;
        let (director, coordinator) = (world.viewer(shen).await, world.viewer(zhou).await);
        let admin = world.viewer(sun).await;
        let days = |who| new(who, "2026-09-28", "2026-09-30");
        let refused = async |viewer: &Viewer, principal, new| {
            refusal(name(&world, viewer, principal, new).await)
        };
        for (who, key) in [
            ("SHEN", "people-deputy-oneself"),
            ("SUN", "people-deputy-may-not"),
            ("监督员", "people-deputy-may-not"),
            ("无名", "people-deputy-unknown"),
        ] {
            let got = refused(&director, shen, days(who)).await;
            assert_eq!(got, ("deputy".to_owned(), key.to_owned()));
        }
        let none = refused(&coordinator, zhou, days("SHEN")).await;
        assert_eq!(none.1, "people-deputy-no-leader");
        let other = refused(&coordinator, shen, days("ZHOU")).await;
        assert_eq!(other.0, "forbidden");
        let named = name(&world, &admin, shen, days("周宁")).await.unwrap();
        assert_eq!(named.deputy, zhou);
        let over = refused(&director, shen, new("ZHOU", "2026-09-30", "2026-10-03")).await;
        assert_eq!(over.1, "people-deputy-there");
        assert!(matches!(
            revoke(&world, &coordinator, &named).await,
            Err(Fault::NotFound)
        ));
        // What one stands in for is not handed on.
        let acting = world.viewer(zhou).await;
        assert!(acting.has(roles::ACTING_HEAD));
        let on = refused(&acting, zhou, days("SHEN")).await;
        assert_eq!(on.1, "people-deputy-no-leader");
    })
    .await;
}

#[tokio::test]
async fn a_leader_who_has_left_lends_nothing() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let shen = world.somebody("shen", "沈知远", &[roles::DIRECTOR]).await;
        let zhou = world.somebody("zhou", "周宁", &[roles::COORDINATOR]).await;
        let director = world.viewer(shen).await;
        name(
            &world,
            &director,
            shen,
            new("ZHOU", "2026-09-28", "2026-09-30"),
        )
        .await
        .unwrap();
        actions::disable_staff(&world.app, &world.operator(), shen, None)
            .await
            .unwrap();
        assert!(!world.viewer(zhou).await.has(roles::ACTING_HEAD));
        assert!(holders(&world).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn whoever_became_an_administrator_hears_nothing_for_a_leader() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let shen = world.somebody("shen", "沈知远", &[roles::DIRECTOR]).await;
        let zhou = world.somebody("zhou", "周宁", &[roles::COORDINATOR]).await;
        let director = world.viewer(shen).await;
        let days = new("ZHOU", "2026-09-28", "2026-09-30");
        name(&world, &director, shen, days).await.unwrap();
        assert_eq!(holders(&world).await, ["沈知远", "周宁"]);
        let version = world.version(zhou).await;
        let wanted = [roles::SYSTEM_ADMIN].into_iter().collect();
        actions::give_roles(&world.app, &world.operator(), zhou, wanted, version)
            .await
            .unwrap();
        assert_eq!(holders(&world).await, ["沈知远"]);
    })
    .await;
}
