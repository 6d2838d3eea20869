//! Departments: entered, changed, closed.

use tongli_kernel::{DepartmentId, Fault};
use tongli_people::actions;
use tongli_people::{NewDepartment, roles};
use tongli_store::testing::on_both;

use crate::house::{World, refusal, steps, world};

fn department(code: &str, name: &str) -> NewDepartment {
    NewDepartment {
        code: code.into(),
        name: name.into(),
        is_clinical: true,
        ..NewDepartment::default()
    }
}

async fn add(world: &World, code: &str, name: &str) -> Result<DepartmentId, Fault> {
    actions::add_department(&world.app, &world.operator(), department(code, name)).await
}

#[tokio::test]
async fn codes_and_open_names_are_unique() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let id = add(&world, "GK2", "骨科二病区").await.unwrap();
        let taken = refusal(add(&world, "GK2", "心内科").await);
        assert_eq!(
            taken,
            ("code".into(), "people-department-code-taken".into())
        );
        let taken = refusal(add(&world, "GK3", "骨科二病区").await);
        assert_eq!(
            taken,
            ("name".into(), "people-department-name-taken".into())
        );
        let operator = world.operator();
        let app = &world.app;
        actions::close_department(app, &operator, id, 1)
            .await
            .unwrap();
        add(&world, "GK3", "骨科二病区").await.unwrap();
        let reopened = actions::reopen_department(app, &operator, id, 2).await;
        assert_eq!(refusal(reopened).1, "people-department-name-taken-since");
    })
    .await;
}

#[tokio::test]
async fn a_closed_department_keeps_its_name_but_is_not_offered() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let id = add(&world, "GK2", "骨科二病区").await.unwrap();
        add(&world, "XN", "心内科").await.unwrap();
        actions::close_department(&world.app, &world.operator(), id, 1)
            .await
            .unwrap();
        let mut tx = world.app.db.read().await.unwrap();
        let tenant = world.app.tenant;
        let open = tongli_people::departments(&mut tx, tenant).await.unwrap();
        assert_eq!(
            open.iter().map(|one| &*one.code).collect::<Vec<_>>(),
            ["XN"]
        );
        assert_eq!(open[0].pinyin, "xinneike xnk");
        let names = tongli_people::department_names(&mut tx, tenant)
            .await
            .unwrap();
        assert_eq!(names[&id], "骨科二病区");
        let by_code = tongli_people::department_by_code(&mut tx, tenant, "GK2")
            .await
            .unwrap();
        assert_eq!(by_code.unwrap().id, id);
        let by_name = tongli_people::department_by_code(&mut tx, tenant, "心内科")
            .await
            .unwrap();
        assert_eq!(by_name.unwrap().code, "XN");
    })
    .await;
}

#[tokio::test]
async fn of_two_changes_at_once_the_slower_is_told() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let id = add(&world, "GK2", "骨科二病区").await.unwrap();
        let head = world.somebody("zhao", "赵志强", &[roles::DIRECTOR]).await;
        let director = world.viewer(head).await;
        let changed = NewDepartment {
            contact: Some(head),
            ..department("GK2", "骨科二区")
        };
        let app = &world.app;
        actions::change_department(app, &director, id, changed.clone(), 1)
            .await
            .unwrap();
        let late = actions::change_department(app, &director, id, changed, 1).await;
        assert_eq!(refusal(late).1, "fault-somebody-was-faster");
        let mut tx = app.db.read().await.unwrap();
        let now = tongli_people::find_department(&mut tx, app.tenant, id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((now.contact, now.version), (Some(head), 2));
    })
    .await;
}

#[tokio::test]
async fn others_may_not_change_departments() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let id = world
            .somebody("wangmin", "王敏", &[roles::RECEPTIONIST])
            .await;
        let viewer = world.viewer(id).await;
        let refused = actions::add_department(&world.app, &viewer, department("A", "甲")).await;
        assert_eq!(refusal(refused).1, "people.departments");
    })
    .await;
}
