//! The screens over HTTP, in both languages.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use tongli_people::actions::{self, Opened};
use tongli_people::{NewDepartment, roles};
use tongli_store::testing::on_both;
use tower::ServiceExt;

use crate::house::{PASSWORD, World, steps, world};

/// A browser: one router, one cookie.
struct Browser {
    router: Router,
    cookie: String,
    csrf: String,
}

struct Seen {
    status: StatusCode,
    location: String,
    cookies: Vec<String>,
    text: String,
}

impl Browser {
    fn new(world: &World) -> Browser {
        let routes = (tongli_people::feature().routes)();
        Browser {
            router: tongli_web::with_layers(world.app.clone(), routes),
            cookie: "lang=zh".into(),
            csrf: String::new(),
        }
    }

    async fn of(world: &World, opened: &Opened) -> Browser {
        let mut browser = Browser::new(world);
        browser.cookie = format!("tongli={}; lang=zh", opened.secret.open());
        browser.csrf = world.who(opened).await.unwrap().csrf;
        browser
    }

    async fn send(&self, request: Request<Body>) -> Seen {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let headers = response.headers();
        let text = |name| {
            headers
                .get(name)
                .map_or("", |value| value.to_str().unwrap())
        };
        let (status, location) = (response.status(), text(header::LOCATION).to_owned());
        let cookies = headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .collect();
        let bytes = to_bytes(response.into_body(), 1_000_000).await.unwrap();
        Seen {
            status,
            location,
            cookies,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    async fn get(&self, path: &str) -> Seen {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, fields: &str) -> Seen {
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = format!("_csrf={}&{fields}", self.csrf);
        self.send(request.body(Body::from(body)).unwrap()).await
    }
}

#[tokio::test]
async fn a_fresh_house_is_set_up_over_the_browser() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let code = actions::make_set_up_code(&world.app)
            .await
            .unwrap()
            .unwrap();
        let browser = Browser::new(&world);
        assert_eq!(browser.get("/sign-in").await.location, "/set-up");
        assert!(browser.get("/set-up").await.text.contains("启用码"));
        let fields =
            "hospital=%E4%BB%81%E5%92%8C%E5%8C%BB%E9%99%A2&login=sun&name=%E5%AD%99%E5%BC%BA";
        let wrong = browser
            .post(
                "/set-up",
                &format!("{fields}&code=AAAA&password={PASSWORD}"),
            )
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("仁和医院") && !wrong.text.contains(PASSWORD));
        let right = browser
            .post(
                "/set-up",
                &format!("{fields}&code={code}&password={PASSWORD}"),
            )
            .await;
        assert_eq!(right.location, "/admin/staff?done=people-set-up-done");
        assert!(
            right.cookies[0].starts_with("tongli=")
                && right.cookies[0].contains("HttpOnly; SameSite=Lax")
        );
        assert_eq!(browser.get("/set-up").await.location, "/sign-in");
        assert!(browser.get("/sign-in").await.text.contains("仁和医院"));
    })
    .await;
}

#[tokio::test]
async fn signing_in_leads_back_only_to_this_site() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world
            .somebody("wangmin", "王敏", &[roles::RECEPTIONIST])
            .await;
        let browser = Browser::new(&world);
        let sign_in = async |back: &str| {
            let fields = format!("login=wangmin&password={PASSWORD}&back={back}");
            browser.post("/sign-in", &fields).await
        };
        assert_eq!(
            sign_in("/cases/TS-1%3Ftab=2").await.location,
            "/cases/TS-1?tab=2"
        );
        assert_eq!(sign_in("//evil.example").await.location, "/");
        assert_eq!(sign_in("https://evil.example").await.location, "/");
        let wrong = browser
            .post("/sign-in", "login=wangmin&password=x&back=/me")
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("登录名或密码不对") && wrong.cookies.is_empty());
        assert!(wrong.text.contains("value=\"/me\""));
        assert_eq!(browser.get("/me").await.location, "/sign-in?back=/me");
        let lang = browser.get("/language?to=en&back=//evil.example").await;
        assert_eq!(lang.location, "/");
        assert!(lang.cookies[0].starts_with("lang=en; Path=/; SameSite=Lax; Max-Age=31536000"));
    })
    .await;
}

#[tokio::test]
async fn signing_out_forgets_the_cookie_here_and_the_session_there() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world
            .somebody("wangmin", "王敏", &[roles::RECEPTIONIST])
            .await;
        let opened = world.sign_in("wangmin", PASSWORD).await.unwrap();
        let mut browser = Browser::of(&world, &opened).await;
        let token = std::mem::take(&mut browser.csrf);
        assert_eq!(
            browser.post("/sign-out", "").await.status,
            StatusCode::CONFLICT
        );
        browser.csrf = token;
        let out = browser.post("/sign-out", "").await;
        assert!(out.cookies[0].contains("Max-Age=0"));
        assert!(world.who(&opened).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn drafts_are_kept_without_secrets_and_discarded() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let id = world
            .somebody("wangmin", "王敏", &[roles::RECEPTIONIST])
            .await;
        let opened = world.sign_in("wangmin", PASSWORD).await.unwrap();
        let browser = Browser::of(&world, &opened).await;
        let kept = browser
            .post("/drafts/desk-new", "narrative=abc&pin=1234")
            .await;
        assert_eq!(kept.status, StatusCode::NO_CONTENT);
        let draft = async || {
            let mut tx = world.app.db.read().await.unwrap();
            tongli_store::drafts::find(&mut tx, world.app.tenant, id, "desk-new")
                .await
                .unwrap()
        };
        assert_eq!(
            draft().await.unwrap().0,
            [("narrative".to_owned(), "abc".to_owned())]
        );
        assert_eq!(
            browser.post("/drafts/Desk_New", "a=b").await.status,
            StatusCode::NOT_FOUND
        );
        browser.post("/drafts/desk-new/discard", "").await;
        assert_eq!(draft().await, None);
    })
    .await;
}

/// Every page of this room for the one who may see it, without unknown words.
#[tokio::test]
async fn every_screen_speaks_both_languages() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let (app, operator) = (&world.app, world.operator());
        let department = NewDepartment {
            code: "GK2".into(),
            name: "骨科二病区".into(),
            is_ward: true,
            ..NewDepartment::default()
        };
        let department = actions::add_department(app, &operator, department)
            .await
            .unwrap();
        let person = world
            .somebody("wangmin", "王敏", &[roles::RECEPTIONIST])
            .await;
        world
            .somebody("system", "孙强", &[roles::SYSTEM_ADMIN])
            .await;
        world
            .somebody("security", "周安", &[roles::SECURITY_ADMIN])
            .await;
        world.somebody("audit", "郑明", &[roles::AUDIT_ADMIN]).await;
        let screens = [
            (
                "wangmin",
                vec!["/me".to_owned(), "/me/password".into(), "/take-over".into()],
            ),
            (
                "system",
                vec![
                    "/admin/staff".into(),
                    "/admin/staff?q=zzz&disabled=1".into(),
                    "/admin/staff/new".into(),
                    format!("/admin/staff/{person}"),
                    "/admin/departments".into(),
                    "/admin/departments?q=zzz".into(),
                    "/me".into(),
                    "/admin/departments/new".into(),
                    format!("/admin/departments/{department}"),
                ],
            ),
            ("security", vec![format!("/admin/staff/{person}")]),
            (
                "audit",
                vec![
                    "/admin/audit".into(),
                    "/admin/audit?verb=locked".into(),
                    format!("/admin/staff/{person}"),
                ],
            ),
        ];
        for (login, paths) in screens {
            let opened = world.sign_in(login, PASSWORD).await.unwrap();
            let mut browser = Browser::of(&world, &opened).await;
            for path in paths {
                for lang in ["zh", "en"] {
                    browser.cookie = format!("tongli={}; lang={lang}", opened.secret.open());
                    let seen = browser.get(&path).await;
                    assert_eq!(seen.status, StatusCode::OK, "{login} {path}");
                    for raw in [">people-", ">audit-", ">role-", ">background-", "\"people-"] {
                        assert!(!seen.text.contains(raw), "{path} in {lang} shows {raw}");
                    }
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_account_is_opened_and_given_a_role_over_the_browser() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world
            .somebody("system", "孙强", &[roles::SYSTEM_ADMIN])
            .await;
        world
            .somebody("security", "周安", &[roles::SECURITY_ADMIN])
            .await;
        let opened = world.sign_in("system", PASSWORD).await.unwrap();
        let system = Browser::of(&world, &opened).await;
        let wrong = system
            .post(
                "/admin/staff/new",
                "login=lihua&number=&name=%E6%9D%8E%E5%8D%8E",
            )
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("number-error") && wrong.text.contains("李华"));
        let made = system
            .post(
                "/admin/staff/new",
                "login=lihua&number=77&name=%E6%9D%8E%E5%8D%8E&background=law",
            )
            .await;
        assert_eq!(made.status, StatusCode::OK);
        assert!(made.text.contains("一次性密码"));
        let mut tx = world.app.db.read().await.unwrap();
        let known = tongli_people::find_by_login(&mut tx, world.app.tenant, "lihua")
            .await
            .unwrap()
            .unwrap();
        drop(tx);
        let roles_of = format!("/admin/staff/{}/roles", known.id);
        let refused = system.post(&roles_of, "version=1&roles=director").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let opened = world.sign_in("security", PASSWORD).await.unwrap();
        let guard = Browser::of(&world, &opened).await;
        let refused = guard
            .post(&roles_of, "version=1&roles=audit-admin&roles=director")
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("管理员不能同时担任办理来件的岗位"));
        let given = guard.post(&roles_of, "version=1&roles=director").await;
        assert_eq!(given.status, StatusCode::SEE_OTHER);
        assert!(world.viewer(known.id).await.has(roles::DIRECTOR));
        let reset = system
            .post(&format!("/admin/staff/{}/reset-password", known.id), "")
            .await;
        assert_eq!(reset.status, StatusCode::OK);
        let off = system
            .post(&format!("/admin/staff/{}/disable", known.id), "version=2")
            .await;
        assert_eq!(
            off.location,
            format!("/admin/staff/{}?done=people-disabled-done", known.id)
        );
    })
    .await;
}
