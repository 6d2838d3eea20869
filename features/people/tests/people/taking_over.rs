//! A colleague takes over a shared computer with a PIN.

use tongli_people::actions::{self, TakeOver};
use tongli_people::roles;
use tongli_store::testing::on_both;

use crate::house::{PASSWORD, World, refusal, secret, steps, world};

fn key<T: std::fmt::Debug>(outcome: Result<T, tongli_kernel::Fault>) -> String {
    refusal(outcome).1
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session_and_the_pins_shift() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let id = world
            .somebody("wangmin", "王敏", &[roles::RECEPTIONIST])
            .await;
        world
            .somebody("chenjie", "陈洁", &[roles::RECEPTIONIST])
            .await;
        let (one, two) = (
            world.sign_in("wangmin", PASSWORD).await.unwrap(),
            world.sign_in("wangmin", PASSWORD).await.unwrap(),
        );
        let viewer = world.viewer(id).await;
        actions::set_pin(&world.app, &viewer, secret("2580"))
            .await
            .unwrap();
        actions::sign_out_everywhere(&world.app, &viewer)
            .await
            .unwrap();
        assert!(world.who(&one).await.is_none() && world.who(&two).await.is_none());
        let desk = world.sign_in("chenjie", PASSWORD).await.unwrap();
        let refused = take_over(&world, &desk, "WANGMIN", "2580").await;
        assert_eq!(key(refused), "people-take-over-no-shift");
    })
    .await;
}

async fn take_over(
    world: &World,
    desk: &actions::Opened,
    number: &str,
    pin: &str,
) -> Result<actions::Opened, tongli_kernel::Fault> {
    let leaving = world.who(desk).await.unwrap().viewer;
    let typed = TakeOver {
        number: number.into(),
        pin: secret(pin),
        cookie: desk.secret.open().clone(),
        from: "10.0.0.7".into(),
        user_agent: String::new(),
    };
    actions::take_over(&world.app, &leaving, typed).await
}

#[tokio::test]
async fn a_colleague_takes_over_the_desk_with_a_pin_within_the_shift() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let wang = world
            .somebody("wangmin", "王敏", &[roles::RECEPTIONIST])
            .await;
        world
            .somebody("chenjie", "陈洁", &[roles::RECEPTIONIST])
            .await;
        let viewer = world.viewer(wang).await;
        actions::set_pin(&world.app, &viewer, secret("2580"))
            .await
            .unwrap();
        let desk = world.sign_in("chenjie", PASSWORD).await.unwrap();
        let early = take_over(&world, &desk, "WANGMIN", "2580").await;
        assert_eq!(key(early), "people-take-over-no-shift");
        world.sign_in("wangmin", PASSWORD).await.unwrap();
        world.after_minutes(5);
        let taken = take_over(&world, &desk, "WANGMIN", "2580").await.unwrap();
        assert_eq!(world.who(&taken).await.unwrap().viewer.staff(), Some(wang));
        assert!(
            world.who(&desk).await.is_none(),
            "the first session ends here"
        );
        assert_eq!(world.history(wang).await.last().unwrap(), "taken_over");
    })
    .await;
}

#[tokio::test]
async fn a_session_taken_over_ends_with_the_shift_that_the_password_began() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let wang = world
            .somebody("wangmin", "王敏", &[roles::RECEPTIONIST])
            .await;
        world
            .somebody("chenjie", "陈洁", &[roles::RECEPTIONIST])
            .await;
        let viewer = world.viewer(wang).await;
        actions::set_pin(&world.app, &viewer, secret("2580"))
            .await
            .unwrap();
        world.sign_in("wangmin", PASSWORD).await.unwrap();
        world.after_minutes(12 * 60 - 5);
        let desk = world.sign_in("chenjie", PASSWORD).await.unwrap();
        let taken = take_over(&world, &desk, "WANGMIN", "2580").await.unwrap();
        world.after_minutes(4);
        assert!(world.who(&taken).await.is_some());
        world.after_minutes(1);
        assert!(world.who(&taken).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn wrong_pins_lock_the_account_like_wrong_passwords() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let wang = world
            .somebody("wangmin", "王敏", &[roles::RECEPTIONIST])
            .await;
        world
            .somebody("chenjie", "陈洁", &[roles::RECEPTIONIST])
            .await;
        let viewer = world.viewer(wang).await;
        actions::set_pin(&world.app, &viewer, secret("2580"))
            .await
            .unwrap();
        world.sign_in("wangmin", PASSWORD).await.unwrap();
        let desk = world.sign_in("chenjie", PASSWORD).await.unwrap();
        for _ in 0..5 {
            let refused = take_over(&world, &desk, "WANGMIN", "9999").await;
            assert_eq!(key(refused), "people-take-over-wrong");
        }
        let locked = take_over(&world, &desk, "WANGMIN", "2580").await;
        assert_eq!(key(locked), "people-take-over-wrong");
        world.sign_in("wangmin", PASSWORD).await.unwrap_err();
        assert!(
            world.who(&desk).await.is_some(),
            "the desk stays with its owner"
        );
    })
    .await;
}

#[tokio::test]
async fn administrators_have_no_pin() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let admin = world
            .somebody("admin1", "孙强", &[roles::SYSTEM_ADMIN])
            .await;
        let admin = world.viewer(admin).await;
        let refused = actions::set_pin(&world.app, &admin, secret("2580")).await;
        assert_eq!(key(refused), "people-take-over-admin");
    })
    .await;
}
