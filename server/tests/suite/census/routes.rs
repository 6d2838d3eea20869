//! Every route, called as nobody and as everybody it is not for.

use std::collections::BTreeMap;

use reqwest::{Method, Response};
use tongli::demo::DemoAccount;
use tongli::features;
use tongli_kernel::{Permission, Viewer};
use tongli_store::Engine;
use tongli_web::{Guard, Listed};

use crate::house::{Browser, House};

/// A path with something in the place of its parameters.
fn filled(path: &str) -> String {
    filled_with(path, "1")
}

pub fn filled_with(path: &str, value: &str) -> String {
    path.split('/')
        .map(|part| if part.starts_with('{') { value } else { part })
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

pub fn method(route: &Listed) -> Method {
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

fn may_any(house: &House, account: &DemoAccount, needed: &[Permission]) -> bool {
    let role = tongli_people::roles::named(&account.role).unwrap();
    let mut viewer = Viewer::public(house.app.tenant, tongli_kernel::Lang::Zh);
    viewer.kind = tongli_kernel::ViewerKind::Staff(tongli_kernel::Id::new(1));
    viewer.roles.insert(role);
    needed.is_empty() || needed.iter().any(|permission| viewer.may(*permission))
}

/// Everybody as a browser that is signed in and as a program.
pub struct Everybody<'h> {
    house: &'h House,
    browsers: BTreeMap<String, Browser<'h>>,
}

impl<'h> Everybody<'h> {
    pub fn of(house: &'h House) -> Self {
        Everybody {
            house,
            browsers: BTreeMap::new(),
        }
    }

    pub async fn ask(&mut self, login: &str, method: Method, path: &str) -> Response {
        if let Some(below) = path.strip_prefix("/api/v1") {
            let request = self.house.program(login).ask(method, below);
            return request.send().await.unwrap();
        }
        if !self.browsers.contains_key(login) {
            let browser = self.house.signed_in(login).await;
            self.browsers.insert(login.to_owned(), browser);
        }
        let request = self.browsers[login].change(method, path);
        request.send().await.unwrap()
    }
}

impl Everybody<'_> {
    /// The same with a body that holds whatever a verb may ask for.
    pub async fn send(&mut self, login: &str, path: &str, body: &serde_json::Value) -> Response {
        if let Some(below) = path.strip_prefix("/api/v1") {
            let request = self.house.program(login).ask(Method::POST, below);
            return request.json(body).send().await.unwrap();
        }
        if !self.browsers.contains_key(login) {
            let browser = self.house.signed_in(login).await;
            self.browsers.insert(login.to_owned(), browser);
        }
        let request = self.browsers[login].change(Method::POST, path);
        request.form(body).send().await.unwrap()
    }
}

/// One account a role: it is called as the role.
pub fn one_a_role(house: &House) -> impl Iterator<Item = &DemoAccount> {
    house
        .accounts()
        .filter(|account| account.login == account.role)
}

#[tokio::test]
async fn no_wrong_role_gets_past_a_guard() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let mut everybody = Everybody::of(&house);
    let routes = features::routes();
    for route in routes.listed() {
        let Some(needed) = needed(route.guard).filter(|needed| !needed.is_empty()) else {
            continue;
        };
        let mut strangers = 0;
        for account in one_a_role(&house) {
            if may_any(&house, account, &needed) {
                continue;
            }
            strangers += 1;
            let path = filled(route.path);
            let answer = everybody.ask(&account.login, method(route), &path).await;
            let status = answer.status().as_u16();
            assert_eq!(
                status, 403,
                "{} {} as {}",
                route.method, route.path, account.login
            );
        }
        assert!(strangers > 0, "everybody may {}", needed[0].name);
    }
}

/// Whoever may call a route, if it is not open to all.
fn holder<'h>(house: &'h House, route: &Listed) -> &'h str {
    let needed = needed(route.guard).unwrap_or_default();
    let account = one_a_role(house)
        .find(|account| may_any(house, account, &needed))
        .unwrap_or_else(|| panic!("nobody may {} {}", route.method, route.path));
    &account.login
}

#[tokio::test]
async fn every_other_method_is_refused() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let mut everybody = Everybody::of(&house);
    let routes = features::routes();
    let mut known: BTreeMap<&str, Vec<&Listed>> = BTreeMap::new();
    for route in routes.listed() {
        known.entry(route.path).or_default().push(route);
    }
    for (path, listed) in known {
        for other in [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::DELETE,
            Method::PATCH,
        ] {
            if listed.iter().any(|route| route.method == other.as_str()) {
                continue;
            }
            let login = holder(&house, listed[0]);
            let answer = everybody.ask(login, other.clone(), &filled(path)).await;
            let status = answer.status().as_u16();
            assert_eq!(status, 405, "{other} {path} as {login}");
        }
    }
}

#[tokio::test]
async fn a_parameter_that_is_nothing_is_answered_with_words() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let mut everybody = Everybody::of(&house);
    let routes = features::routes();
    for route in routes.listed() {
        if !route.path.contains('{') {
            continue;
        }
        let login = holder(&house, route);
        let path = filled_with(route.path, "x");
        let answer = everybody.ask(login, method(route), &path).await;
        let status = answer.status().as_u16();
        let kind = answer
            .headers()
            .get("content-type")
            .map_or(String::new(), |kind| kind.to_str().unwrap().to_owned());
        let place = format!("{} {} as {login}: {status} {kind}", route.method, path);
        assert!(!matches!(status, 400 | 500..), "{place}");
        assert!(!kind.starts_with("text/plain"), "{place}");
        let is_file = kind.is_empty() || status < 400;
        let worded = kind.starts_with("text/html") || kind.starts_with("application/problem+json");
        assert!(is_file || worded, "{place}");
        if route.method == "GET" {
            assert_eq!(status, 404, "{place}");
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
