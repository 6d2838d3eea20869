//! Accounts, roles, the first set-up.

use std::collections::BTreeSet;

use tongli_kernel::{Fault, Role};
use tongli_people::actions::{self, SetUp};
use tongli_people::{Background, NewDepartment, NewStaff, StaffFilter, roles};
use tongli_store::testing::on_both;

use crate::house::{PASSWORD, refusal, secret, steps, world};

fn set(list: &[Role]) -> BTreeSet<Role> {
    list.iter().copied().collect()
}

#[tokio::test]
async fn login_and_number_belong_to_one_person() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.somebody("wangmin", "王敏", &[]).await;
        let operator = world.operator();
        let add = async |login: &str, number: &str| {
            let new = NewStaff::new(login, number, "王明", secret(PASSWORD));
            refusal(actions::add_staff(&world.app, &operator, new).await)
        };
        assert_eq!(
            add("WANGMIN", "77").await,
            ("login".into(), "people-login-taken".into())
        );
        assert_eq!(
            add("wangming", "WANGMIN").await,
            ("number".into(), "people-number-taken".into())
        );
        assert_eq!(add("王", "1").await.1, "people-login-wrong");
    })
    .await;
}

#[tokio::test]
async fn nobody_becomes_two_administrators_on_any_way() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let operator = world.operator();
        let both = vec![roles::SYSTEM_ADMIN, roles::AUDIT_ADMIN];
        let new = NewStaff {
            roles: both.clone(),
            ..NewStaff::new("twice", "1", "吴双", secret(PASSWORD))
        };
        let refused = refusal(actions::add_staff(&world.app, &operator, new).await);
        assert_eq!(refused.1, "people-roles-two-admins");
        let id = world.somebody("once", "吴一", &[roles::SYSTEM_ADMIN]).await;
        let version = world.version(id).await;
        let refused = actions::give_roles(&world.app, &operator, id, set(&both), version).await;
        assert_eq!(refusal(refused).1, "people-roles-two-admins");
        let wanted = set(&[roles::SYSTEM_ADMIN, roles::COORDINATOR]);
        let refused = actions::give_roles(&world.app, &operator, id, wanted, version).await;
        assert_eq!(refusal(refused).1, "people-roles-admin-handles");
        assert!(world.viewer(id).await.roles == set(&[roles::SYSTEM_ADMIN]));
    })
    .await;
}

#[tokio::test]
async fn accounts_and_roles_are_two_administrators_work() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let system = world
            .somebody("system", "孙强", &[roles::SYSTEM_ADMIN])
            .await;
        let security = world
            .somebody("security", "周安", &[roles::SECURITY_ADMIN])
            .await;
        let person = world.somebody("wangmin", "王敏", &[]).await;
        let (system, guard) = (world.viewer(system).await, world.viewer(security).await);
        let version = world.version(person).await;
        let wanted = set(&[roles::DIRECTOR]);
        let refused =
            actions::give_roles(&world.app, &system, person, wanted.clone(), version).await;
        assert_eq!(refusal(refused).1, "people.roles");
        let new = NewStaff::new("lihua", "9", "李华", secret(PASSWORD));
        let refused = actions::add_staff(&world.app, &guard, new.clone()).await;
        assert_eq!(refusal(refused).1, "people.accounts");
        let with_role = NewStaff {
            roles: vec![roles::DIRECTOR],
            ..new
        };
        let refused = actions::add_staff(&world.app, &system, with_role).await;
        assert_eq!(refusal(refused).1, "people.roles");
        actions::give_roles(&world.app, &guard, person, wanted.clone(), version)
            .await
            .unwrap();
        assert!(world.viewer(person).await.has(roles::DIRECTOR));
        let stale = actions::give_roles(&world.app, &guard, person, set(&[]), version).await;
        assert_eq!(refusal(stale).1, "fault-somebody-was-faster");
        let version = world.version(security).await;
        let own = actions::give_roles(&world.app, &guard, security, wanted, version).await;
        assert_eq!(refusal(own).1, "people-not-oneself");
    })
    .await;
}

#[tokio::test]
async fn a_password_is_reset_by_the_administrator_in_charge() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let system = world
            .somebody("system", "孙强", &[roles::SYSTEM_ADMIN])
            .await;
        let security = world
            .somebody("security", "周安", &[roles::SECURITY_ADMIN])
            .await;
        let person = world
            .somebody("wangmin", "王敏", &[roles::COORDINATOR])
            .await;
        let (system, guard) = (world.viewer(system).await, world.viewer(security).await);
        let opened = world.sign_in("wangmin", PASSWORD).await.unwrap();
        let fresh = actions::reset_password(&world.app, &system, person)
            .await
            .unwrap();
        assert!(world.who(&opened).await.is_none());
        world.sign_in("wangmin", PASSWORD).await.unwrap_err();
        assert!(
            world
                .sign_in("wangmin", fresh.open())
                .await
                .unwrap()
                .must_change
        );
        let refused = actions::reset_password(&world.app, &system, security).await;
        assert_eq!(refusal(refused).1, "people.roles");
        let refused = actions::reset_password(&world.app, &guard, person).await;
        assert_eq!(refusal(refused).1, "people.accounts");
        actions::reset_password(&world.app, &guard, system.staff().unwrap())
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_first_set_up_works_once_and_only_with_the_newest_code() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let old = actions::make_set_up_code(&world.app)
            .await
            .unwrap()
            .unwrap();
        let code = actions::make_set_up_code(&world.app)
            .await
            .unwrap()
            .unwrap();
        let typed = |code: &str, login: &str, password: &str| SetUp {
            code: secret(code),
            hospital: "仁和医院".into(),
            login: login.into(),
            number: "0001".into(),
            name: "孙强".into(),
            password: secret(password),
        };
        let set_up = async |typed| refusal(actions::set_up(&world.app, typed).await).1;
        assert_eq!(
            set_up(typed(&old, "sun", PASSWORD)).await,
            "people-set-up-code-wrong"
        );
        assert_eq!(
            set_up(typed("", "sun", PASSWORD)).await,
            "people-set-up-code-wrong"
        );
        assert_eq!(
            set_up(typed(&code, "sun", "short")).await,
            "people-password-short"
        );
        assert_eq!(
            set_up(typed(&code, "sun", "password123")).await,
            "people-password-common"
        );
        let spoken = code.to_lowercase().replace('-', " ");
        let id = actions::set_up(&world.app, typed(&spoken, "sun", PASSWORD))
            .await
            .unwrap();
        assert!(world.viewer(id).await.roles == set(&[roles::SYSTEM_ADMIN]));
        assert_eq!(
            set_up(typed(&code, "sun2", PASSWORD)).await,
            "people-set-up-over"
        );
        assert_eq!(actions::make_set_up_code(&world.app).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn two_set_ups_at_once_make_one_administrator() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let code = actions::make_set_up_code(&world.app)
            .await
            .unwrap()
            .unwrap();
        let set_up = async |login: &str| {
            let typed = SetUp {
                code: secret(&code),
                hospital: "仁和医院".into(),
                login: login.into(),
                number: login.into(),
                name: "孙强".into(),
                password: secret(PASSWORD),
            };
            actions::set_up(&world.app, typed).await
        };
        let outcomes = futures_util::future::join(set_up("one"), set_up("two")).await;
        assert_ne!(outcomes.0.is_ok(), outcomes.1.is_ok());
    })
    .await;
}

#[tokio::test]
async fn the_first_security_administrator_is_appointed_then_the_door_closes() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let system = world
            .somebody("system", "孙强", &[roles::SYSTEM_ADMIN])
            .await;
        let (one, two) = (
            world.somebody("zhouan", "周安", &[]).await,
            world.somebody("zhengyi", "郑一", &[]).await,
        );
        let system = world.viewer(system).await;
        let wanted = set(&[roles::SECURITY_ADMIN]);
        actions::give_roles(&world.app, &system, one, wanted.clone(), 1)
            .await
            .unwrap();
        let refused = actions::give_roles(&world.app, &system, two, wanted, 1).await;
        assert_eq!(refusal(refused).1, "people.roles");
    })
    .await;
}

#[tokio::test]
async fn staff_are_found_by_spelling_department_and_role() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let (app, operator) = (&world.app, world.operator());
        let department = NewDepartment {
            code: "GK2".into(),
            name: "骨科二病区".into(),
            ..NewDepartment::default()
        };
        let bones = actions::add_department(app, &operator, department)
            .await
            .unwrap();
        let new = NewStaff {
            roles: vec![roles::DEPARTMENT_HEAD],
            departments: vec![bones],
            background: vec![Background::Medicine, Background::Law],
            ..NewStaff::new("zhaozq", "1007", "赵志强", secret(PASSWORD))
        };
        let zhao = actions::add_staff(app, &operator, new).await.unwrap();
        let wang = world
            .somebody("wangmin", "王敏", &[roles::DEPARTMENT_HEAD])
            .await;
        let gone = world
            .somebody("gone", "高远", &[roles::DEPARTMENT_HEAD])
            .await;
        actions::disable_staff(app, &operator, gone, None)
            .await
            .unwrap();
        let mut tx = app.db.read().await.unwrap();
        let tenant = app.tenant;
        let mut found = async |filter: StaffFilter| {
            let list = tongli_people::list_staff(&mut tx, tenant, &filter, 10)
                .await
                .unwrap();
            list.into_iter().map(|one| one.id).collect::<Vec<_>>()
        };
        let text = |text: &str| StaffFilter {
            text: Some(text.into()),
            ..StaffFilter::default()
        };
        assert_eq!(found(text("zzq")).await, [zhao]);
        assert_eq!(found(text("wangm")).await, [wang]);
        assert_eq!(found(text("志强")).await, [zhao]);
        assert_eq!(found(text("1007")).await, [zhao]);
        assert_eq!(found(text("%")).await, []);
        assert_eq!(
            found(StaffFilter {
                department: Some(bones),
                ..StaffFilter::default()
            })
            .await,
            [zhao]
        );
        assert_eq!(
            found(StaffFilter {
                disabled: true,
                ..StaffFilter::default()
            })
            .await,
            [gone]
        );
        let heads = StaffFilter {
            role: Some(roles::DEPARTMENT_HEAD),
            ..StaffFilter::default()
        };
        assert_eq!(found(heads.clone()).await, [wang, zhao]);
        let after = Some(("wangmin wm".to_owned(), wang));
        assert_eq!(found(StaffFilter { after, ..heads }).await, [zhao]);
        let holders = async |department| {
            let mut tx = app.db.read().await.unwrap();
            let list = tongli_people::holders_of(
                &mut tx,
                tenant,
                roles::DEPARTMENT_HEAD,
                department,
                app.now(),
            )
            .await
            .unwrap();
            list.into_iter().map(|line| line.name).collect::<Vec<_>>()
        };
        assert_eq!(holders(None).await, ["王敏", "赵志强"]);
        assert_eq!(holders(Some(bones)).await, ["赵志强"]);
        let known = tongli_people::find_staff(&mut app.db.read().await.unwrap(), tenant, zhao)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(known.departments, [bones]);
        assert!(known.background.contains(&Background::Law));
        assert_eq!(world.viewer(zhao).await.departments, [bones]);
    })
    .await;
}

#[tokio::test]
async fn nobody_disables_himself() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let id = world
            .somebody("system", "孙强", &[roles::SYSTEM_ADMIN])
            .await;
        let viewer = world.viewer(id).await;
        let refused = actions::disable_staff(&world.app, &viewer, id, None).await;
        assert!(matches!(refused, Err(Fault::Conflict(_))));
    })
    .await;
}
