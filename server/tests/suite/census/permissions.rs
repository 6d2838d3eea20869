//! Role × permission as one reviewed page.

use tongli::features::features;
use tongli_people::roles;

use super::{read, root};

fn matrix() -> String {
    let mut lines = vec![
        "# Who may do what by default. Changed only together with a review.".to_owned(),
        String::new(),
    ];
    for feature in features() {
        for permission in feature.permissions {
            let holders: Vec<&str> = roles::ALL
                .iter()
                .filter(|role| permission.roles.contains(role))
                .map(|role| role.0)
                .collect();
            lines.push(format!("{}: {}", permission.name, permission.sentence));
            lines.push(format!("    {}", holders.join(" ")));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

#[test]
fn the_matrix_is_the_reviewed_one() {
    let path = root().join("server/tests/suite/census/permissions.txt");
    if std::env::var("TONGLI_TEST_ACCEPT").is_ok() {
        std::fs::write(&path, matrix()).unwrap();
    }
    assert_eq!(
        matrix(),
        read(&path),
        "permissions changed: review them, then run the test with TONGLI_TEST_ACCEPT=1"
    );
}

#[test]
fn every_permission_has_a_name_of_its_room_and_known_roles() {
    let mut names = std::collections::BTreeSet::new();
    for feature in features() {
        for permission in feature.permissions {
            assert!(
                permission.name.starts_with(&format!("{}.", feature.name)),
                "{} is not {}'s",
                permission.name,
                feature.name
            );
            assert!(names.insert(permission.name), "{} twice", permission.name);
            for role in permission.roles {
                assert!(roles::ALL.contains(role), "{role} is no role");
            }
        }
    }
}

#[test]
fn no_administrator_sees_a_case() {
    for feature in features() {
        for permission in feature.permissions {
            if [
                "cases.",
                "inquiry.",
                "replies.",
                "duty.",
                "disputes.",
                "orders.",
            ]
            .iter()
            .any(|room| permission.name.starts_with(room))
            {
                for admin in roles::ADMINS {
                    assert!(
                        !permission.roles.contains(admin),
                        "{admin} has {}",
                        permission.name
                    );
                }
            }
        }
    }
}
