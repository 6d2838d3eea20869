//! What the hospital says about itself.

use tongli_kernel::{Fault, Tenant};
use tongli_people::{actions, roles};
use tongli_store::testing::on_both;
use tongli_store::{history, settings};

use crate::house::{refusal, steps, world};

fn typed(name: &str, contact: &str) -> Vec<String> {
    let empty = String::new();
    vec![
        name.to_owned(),
        contact.to_owned(),
        empty.clone(),
        empty.clone(),
        empty,
    ]
}

#[tokio::test]
async fn a_change_is_kept_with_what_was_before_and_of_two_the_slower_is_told() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let head = world.somebody("zhao", "赵志强", &[roles::DIRECTOR]).await;
        let head = world.viewer(head).await;
        let change = async |texts: Vec<String>, seen| {
            actions::change_settings(&world.app, &head, texts.into(), seen).await
        };
        change(typed("同济医院", "0000-1234567"), 0).await.unwrap();
        let late = change(typed("同济医院", "0000-7654321"), 0).await;
        assert!(matches!(late, Err(Fault::Conflict(_))), "{late:?}");
        change(typed("同济医院", "0000-7654321"), 1).await.unwrap();
        // Saved without a change: nothing happened.
        change(typed("同济医院", "0000-7654321"), 2).await.unwrap();
        assert_eq!(refusal(change(typed("", ""), 2).await).0, "hospital-name");

        let mut tx = world.app.db.read().await.unwrap();
        let tenant: Tenant = world.app.tenant;
        let now = settings::find(&mut tx, tenant, "public-contact").await;
        assert_eq!(now.unwrap().as_deref(), Some("0000-7654321"));
        let subject = tongli_store::Subject::new("settings", 1);
        let links = history::list(&mut tx, tenant, subject, 0, 10)
            .await
            .unwrap();
        assert_eq!(links.len(), 2);
        let last = &links[1].details()["changed"][0];
        assert_eq!(last["before"], "0000-1234567");
        assert_eq!(last["after"], "0000-7654321");
    })
    .await;
}

#[tokio::test]
async fn the_desk_changes_no_setting() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let desk = world.somebody("li", "李静", &[roles::RECEPTIONIST]).await;
        let desk = world.viewer(desk).await;
        let new = typed("别院", "").into();
        let refused = actions::change_settings(&world.app, &desk, new, 0).await;
        assert!(matches!(refused, Err(Fault::Forbidden(_))), "{refused:?}");
    })
    .await;
}
