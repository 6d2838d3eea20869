//! Every route, called as nobody and as everybody it is not for.

use std::collections::BTreeMap;

use reqwest::Method;
use tongli::features;
use tongli_kernel::{Permission, Viewer};
use tongli_store::Engine;
use tongli_web::{Guard, Listed};

use crate::house::House;

/// A path with something in the place of its parameters.
fn filled(path: &str) -> String {
    path.split('/')
        .map(|part| if part.starts_with('{') { "1" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

fn needed(guard: Guard) -> Option<Vec<Permission>> {
    match guard {
        Guard::Open => None,
        Guard::SignedIn => Some(Vec::new()),
        Guard::May(permission) => Some(vec![permission]),
        Guard::MayAny(permissions) => Some(permissions.to_vec()),
    }
}

fn is_api(route: &Listed) -> bool {
    route.path.starts_with("/api/")
}

fn method(route: &Listed) -> Method {
    route.method.parse().unwrap()
}

#[tokio::test]
async fn nobody_gets_past_a_guard() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let browser = house.browser();
    let routes = features::routes();
    assert!(routes.listed().len() > 10);
    for route in routes.listed() {
        let Some(_) = needed(route.guard) else {
            continue;
        };
        let answer = browser
            .ask(method(route), &filled(route.path))
            .send()
            .await
            .unwrap();
        let status = answer.status().as_u16();
        if is_api(route) {
            assert_eq!(status, 401, "{} {}", route.method, route.path);
        } else {
            let to = answer
                .headers()
                .get("location")
                .map_or(String::new(), |value| value.to_str().unwrap().to_owned());
            assert!(
                status == 303 && to.starts_with("/sign-in"),
                "{} {} answered {status} to nobody",
                route.method,
                route.path
            );
        }
    }
}

/// The first account that lacks all of these.
fn stranger<'h>(house: &'h House, needed: &[Permission]) -> Option<&'h str> {
    house
        .accounts()
        .find(|account| {
            let role = tongli_people::roles::named(&account.role).unwrap();
            let mut viewer = Viewer::public(house.app.tenant, tongli_kernel::Lang::Zh);
            viewer.kind = tongli_kernel::ViewerKind::Staff(tongli_kernel::Id::new(1));
            viewer.roles.insert(role);
            !needed.iter().any(|permission| viewer.may(*permission))
        })
        .map(|account| account.login.as_str())
}

#[tokio::test]
async fn a_wrong_role_gets_past_no_guard() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let mut browsers = BTreeMap::new();
    let routes = features::routes();
    for route in routes.listed() {
        let Some(needed) = needed(route.guard).filter(|needed| !needed.is_empty()) else {
            continue;
        };
        let login =
            stranger(&house, &needed).unwrap_or_else(|| panic!("everybody may {}", needed[0].name));
        let status = if is_api(route) {
            let path = filled(route.path.strip_prefix("/api/v1").unwrap_or(route.path));
            let request = house.program(login).ask(method(route), &path);
            request.send().await.unwrap().status().as_u16()
        } else {
            if !browsers.contains_key(login) {
                browsers.insert(login.to_owned(), house.signed_in(login).await);
            }
            let browser = &browsers[login];
            match route.method {
                "GET" => browser.get(&filled(route.path)).await.status().as_u16(),
                _ => browser
                    .post(&filled(route.path), &[])
                    .await
                    .status()
                    .as_u16(),
            }
        };
        assert_eq!(status, 403, "{} {} as {login}", route.method, route.path);
    }
}

#[tokio::test]
async fn every_other_method_is_refused() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let browser = house.signed_in("receptionist").await;
    let routes = features::routes();
    let mut known: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for route in routes.listed() {
        known.entry(route.path).or_default().push(route.method);
    }
    for (path, methods) in known {
        if path.starts_with("/api/") {
            continue;
        }
        for other in [Method::PUT, Method::DELETE, Method::PATCH] {
            assert!(!methods.contains(&other.as_str()));
            let answer = browser
                .ask(other.clone(), &filled(path))
                .send()
                .await
                .unwrap();
            let status = answer.status().as_u16();
            assert!(
                matches!(status, 405 | 409),
                "{other} {path} answered {status}"
            );
        }
    }
}

#[tokio::test]
async fn a_form_without_the_sessions_token_changes_nothing() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let browser = house.signed_in("receptionist").await;
    for route in features::routes().listed() {
        if route.method != "POST" || is_api(route) || needed(route.guard).is_none() {
            continue;
        }
        let answer = browser
            .ask(Method::POST, &filled(route.path))
            .form(&[("_csrf", "of another session")])
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 409, "{}", route.path);
    }
}

#[tokio::test]
async fn a_page_elsewhere_cannot_ask_for_a_change() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let answer = house
        .browser()
        .ask(Method::POST, "/sign-in")
        .header("origin", "http://elsewhere.example")
        .form(&[("login", "receptionist"), ("password", "x")])
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 409);
}
