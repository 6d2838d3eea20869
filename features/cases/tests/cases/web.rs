//! Pages and API as browsers and programs see them.

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value as Json, json};
use tongli_people::roles::{
    CONTACT, COORDINATOR, DEPARTMENT_HEAD, DIRECTOR, RECEPTIONIST, SUPERVISOR,
};
use tongli_store::testing::on_both;
use tongli_web::with_layers;
use tower::ServiceExt;

use crate::house::{Hospital, TENANT, steps};

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", self.text()))
    }

    pub(crate) fn to(&self) -> &str {
        self.headers[header::LOCATION].to_str().unwrap()
    }
}

async fn send(house: &Hospital, request: Request<Body>) -> Reply {
    let site = with_layers(house.app.clone(), (tongli_cases::feature().routes)());
    let response = site.oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let body = to_bytes(response.into_body(), 4 << 20)
        .await
        .unwrap()
        .to_vec();
    Reply {
        status,
        headers,
        body,
    }
}

pub async fn api(house: &Hospital, who: &str, method: Method, path: &str, body: Json) -> Reply {
    api_with(house, who, method, path, body, None).await
}

async fn api_with(
    house: &Hospital,
    who: &str,
    method: Method,
    path: &str,
    body: Json,
    key: Option<&str>,
) -> Reply {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {who}"))
        .header(header::ACCEPT_LANGUAGE, "zh");
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    send(house, request.body(Body::from(body.to_string())).unwrap()).await
}

pub async fn open(house: &Hospital, who: &str, path: &str) -> Reply {
    let request = Request::builder()
        .uri(path)
        .header(header::COOKIE, format!("tongli={who}; lang=zh"));
    send(house, request.body(Body::empty()).unwrap()).await
}

async fn post(house: &Hospital, who: &str, path: &str, form: &str) -> Reply {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::COOKIE, format!("tongli={who}; lang=zh"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = format!("_csrf=t&{form}");
    send(house, request.body(Body::from(body)).unwrap()).await
}

pub fn new_case() -> Json {
    json!({
        "kind": "complaint", "channel": "visit", "narrative": "夜间呼叫二十分钟无人应答",
        "demand": "说明原因", "department": "骨科二病区", "urgency": "pressing",
        "patient": { "name": "李建国", "sex": "male", "birth_date": "1959-03-02", "record_no": "Z10086" },
        "contact": { "name": "李强", "phone": "13800002204", "relation": "child", "reply_by": "phone" },
        "visit_type": "inpatient", "incident_at": "2026-09-27T21:40:00+08:00",
        "incident_place": "12 床", "already_in_court": "none", "persons_present": 2,
        "allegations": [{ "category": "T02", "departments": ["GK2"], "text": "呼叫无人应答" }],
        "received_at": "2026-09-28T09:00:00+08:00"
    })
}

#[tokio::test]
async fn a_program_registers_reads_and_moves_a_case() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        house.staff("zhao", &[COORDINATOR], &[]).await;
        let made = api(&house, "desk", Method::POST, "/api/v1/cases", new_case()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let made = made.json();
        assert_eq!(made["number"], "TS-20260928-0001");
        assert_eq!(made["stage"], "registered");
        assert_eq!(made["clocks"][1]["rule"], "C03");
        let due = made["clocks"][1]["due_at"].as_str().unwrap();
        assert!(due.ends_with("T00:00:00+08:00"), "{due}");

        let path = "/api/v1/cases/TS-20260928-0001";
        let read = api(&house, "desk", Method::GET, path, Json::Null)
            .await
            .json();
        assert_eq!(read["patient"]["name"], "李建国");
        assert_eq!(read["department"], "骨科二病区");
        assert_eq!(read["allegations"][0]["departments"][0], "骨科二病区");
        let listed = api(
            &house,
            "desk",
            Method::GET,
            "/api/v1/cases?kind=complaint&category=T02&department=GK2&q=%E5%91%BC%E5%8F%AB",
            Json::Null,
        )
        .await
        .json();
        assert_eq!(listed["items"][0]["number"], "TS-20260928-0001");
        assert_eq!(listed["next"], Json::Null);

        let version = made["version"].clone();
        let accept = api(
            &house,
            "desk",
            Method::POST,
            &format!("{path}/accept"),
            json!({ "version": version }),
        )
        .await;
        assert_eq!(accept.json()["stage"], "accepted");
        let stale = api(
            &house,
            "desk",
            Method::POST,
            &format!("{path}/accept"),
            json!({ "version": version }),
        )
        .await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        let gated = api(
            &house,
            "zhao",
            Method::POST,
            &format!("{path}/close"),
            json!({ "version": 2 }),
        )
        .await;
        assert_eq!(gated.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(gated.json()["missing"][0]["gate"], "stage");
        let forbidden = api(
            &house,
            "desk",
            Method::POST,
            &format!("{path}/assign"),
            json!({ "version": 2, "owner": "zhao" }),
        )
        .await;
        assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
        let assigned = api(
            &house,
            "zhao",
            Method::POST,
            &format!("{path}/assign"),
            json!({ "version": 2, "owner": "zhao" }),
        )
        .await;
        assert_eq!(assigned.json()["stage"], "assigned", "{}", assigned.text());
        let bare = api(
            &house,
            "zhao",
            Method::POST,
            &format!("{path}/pause"),
            json!({ "version": 3 }),
        )
        .await;
        assert_eq!(bare.json()["missing"][0]["gate"], "reason");
    })
    .await;
}

#[tokio::test]
async fn what_does_not_hold_is_named() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        let mut wrong = new_case();
        wrong["received_at"] = json!("2026-09-28T10:00:00+08:00");
        wrong["narrative"] = json!("痛");
        wrong["department"] = json!("没有的科");
        wrong["contact"]["phone"] = json!("1380000220");
        let refused = api(&house, "desk", Method::POST, "/api/v1/cases", wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let fields: Vec<String> = refused.json()["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["field"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(fields, ["contact.phone", "narrative", "received_at"]);
        let mut lost = new_case();
        lost["department"] = json!("没有的科");
        let refused = api(&house, "desk", Method::POST, "/api/v1/cases", lost)
            .await
            .json();
        assert_eq!(refused["errors"][0]["field"], "department");
        let empty = api(&house, "desk", Method::POST, "/api/v1/cases", json!({}))
            .await
            .json();
        assert_eq!(empty["errors"][0]["field"], "kind");
    })
    .await;
}

#[tokio::test]
async fn the_same_call_twice_is_one_case() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        let first = api_with(
            &house,
            "desk",
            Method::POST,
            "/api/v1/cases",
            new_case(),
            Some("k1"),
        )
        .await;
        let second = api_with(
            &house,
            "desk",
            Method::POST,
            "/api/v1/cases",
            new_case(),
            Some("k1"),
        )
        .await;
        assert_eq!((first.status, &first.body), (second.status, &second.body));
        let other = api_with(
            &house,
            "desk",
            Method::POST,
            "/api/v1/cases",
            json!({ "kind": "help" }),
            Some("k1"),
        )
        .await;
        assert!(other.status.is_client_error());
        let listed = api(&house, "desk", Method::GET, "/api/v1/cases", Json::Null)
            .await
            .json();
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
        let path = "/api/v1/cases/TS-20260928-0001/note";
        for _ in 0..2 {
            let noted = api_with(
                &house,
                "desk",
                Method::POST,
                path,
                json!({ "text": "来电催问" }),
                Some("k2"),
            )
            .await;
            assert_eq!(noted.status, StatusCode::OK, "{}", noted.text());
        }
        let page = open(&house, "desk", "/cases/TS-20260928-0001").await.text();
        assert_eq!(page.matches("来电催问").count(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_desk_registers_by_form_and_sees_the_page() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        house.staff("overseer", &[SUPERVISOR], &[]).await;
        let form = open(&house, "desk", "/cases/new").await;
        assert_eq!(form.status, StatusCode::OK);
        assert!(form.text().contains("骨科二病区"));
        let typed = "kind=complaint&channel=phone&urgency=ordinary&narrative=%E7%AD%89%E4%BA%86%E4%B8%89%E5%B0%8F%E6%97%B6\
            &allegations%5B0%5D.text=%E7%AD%89%E4%BA%86%E4%B8%89%E5%B0%8F%E6%97%B6&allegations%5B0%5D.departments=JZ\
            &allegations%5B3%5D.text=&contact_phone=13800002204&contact_name=%E6%9D%8E%E5%BC%BA";
        let done = post(&house, "desk", "/cases/new", typed).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        assert_eq!(done.to(), "/cases/TS-20260928-0001?done=cases-registered-done");
        let page = open(&house, "desk", done.to()).await.text();
        assert!(page.contains("已登记。") && page.contains("急诊科") && page.contains("138****2204"));
        assert!(!page.contains("13800002204"), "a number stands open");
        let full = open(&house, "desk", "/cases/TS-20260928-0001?contact=1").await.text();
        assert!(full.contains("138 0000 2204") || full.contains("13800002204"), "masked still");
        let seen = open(&house, "overseer", "/cases/TS-20260928-0001?contact=1").await.text();
        assert!(!seen.contains("138****2204") && !seen.contains("2204"));
        let list = open(&house, "desk", "/cases").await.text();
        assert!(list.contains("TS-20260928-0001"));
        let none = open(&house, "desk", "/cases?q=%E4%B8%8D%E5%AD%98%E5%9C%A8").await.text();
        assert!(none.contains("没有符合条件的来件"));
        for paper in ["print", "slip?size=a5", "slip?size=80mm"] {
            let sheet = open(&house, "desk", &format!("/cases/TS-20260928-0001/{paper}")).await;
            assert_eq!(sheet.status, StatusCode::OK);
            assert!(sheet.text().contains("<svg"));
        }
        let mut tx = house.app.db.read().await.unwrap();
        let case = tongli_cases::read(&mut tx, &tongli_kernel::Viewer::operator(TENANT), tongli_cases::Verb::Read, "TS-20260928-0001").await.unwrap();
        let readings = tongli_store::access_log::of_subject(&mut tx, TENANT, case.subject(), 9).await.unwrap();
        assert!(readings.iter().any(|one| one.what == "contact"), "{readings:?}");
        drop(tx);
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn severity_is_chosen_and_read_as_a_word() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        let page = open(&house, "desk", "/cases/new").await.text();
        assert!(page.contains("<option value=\"3\">重：造成或险些造成伤害</option>"));
        let form = "kind=complaint&channel=visit&narrative=%E7%AD%89%E5%BE%85&allegations%5B0%5D.text=%E7%AD%89%E5%BE%85\
                    &allegations%5B0%5D.severity=3";
        let done = post(&house, "desk", "/cases/new", form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let path = "/cases/TS-20260928-0001";
        assert!(open(&house, "desk", path).await.text().contains("严重程度：重"));
        let paper = open(&house, "desk", &format!("{path}/print")).await.text();
        assert!(paper.contains("严重程度：重") && !paper.contains("险些造成伤害"));
        let amend = open(&house, "desk", &format!("{path}/amend")).await.text();
        assert!(amend.contains("<option value=\"3\" selected>"));
    })
    .await;
}

#[tokio::test]
async fn a_list_says_how_many_conditions_it_has_and_how_to_be_rid_of_them() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        let page = open(&house, "desk", "/cases?stage=open&due=near&q=x")
            .await
            .text();
        assert!(page.contains("收起条件</span><span class=\"tab-count\">2</span>"));
        assert!(page.contains("清除条件"));
        let page = open(&house, "desk", "/cases").await.text();
        assert!(!page.contains("清除条件") && !page.contains("收起条件</span><span"));
    })
    .await;
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        let typed = "kind=complaint&channel=phone&narrative=x&demand=keep-me&department=Nowhere\
            &allegations%5B2%5D.text=late&allegations%5B2%5D.departments=Elsewhere";
        let page = post(&house, "desk", "/cases/new", typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text().contains("keep-me") && page.text().contains("至少两个字"));
        let typed = typed.replace("narrative=x", "narrative=waited");
        let page = post(&house, "desk", "/cases/new", &typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.text().contains("没有找到科室“Nowhere”")
                && page.text().contains("没有找到科室“Elsewhere”")
        );
        let more = post(
            &house,
            "desk",
            "/cases/new",
            &format!("{typed}&add_row=allegation"),
        )
        .await;
        assert_eq!(more.status, StatusCode::OK);
        assert!(more.text().contains("allegations[1].text"));
    })
    .await;
}

#[tokio::test]
async fn verbs_have_pages_that_say_what_is_missing() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        house.staff("chief", &[DIRECTOR], &[]).await;
        house.staff("ward", &[CONTACT], &[house.ward]).await;
        api(&house, "desk", Method::POST, "/api/v1/cases", new_case()).await;
        let path = "/cases/TS-20260928-0001";
        for verb in ["accept", "refuse", "settle", "pause", "amend", "hand-over"] {
            let page = open(&house, "chief", &format!("{path}/{verb}")).await;
            assert_eq!(page.status, StatusCode::OK, "{verb}: {}", page.text());
        }
        assert_eq!(open(&house, "chief", &format!("{path}/archive")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(open(&house, "ward", &format!("{path}/accept")).await.status, StatusCode::FORBIDDEN);
        assert_eq!(open(&house, "ward", path).await.status, StatusCode::OK);
        assert_eq!(open(&house, "ward", "/cases/TS-20260928-0009").await.status, StatusCode::NOT_FOUND);
        let bare = post(&house, "chief", &format!("{path}/settle"), "version=1&result=").await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bare.text().contains("请写明当场怎样处理"));
        let done = post(&house, "desk", &format!("{path}/accept"), "version=1").await;
        assert_eq!(done.to(), format!("{path}?done=cases-accept-done"));
        let stale = post(&house, "chief", &format!("{path}/pause"), "version=1&reason=keep-me").await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert!(stale.text().contains("keep-me") && stale.text().contains("别人刚刚改动了这一件"));
        let amended = post(&house, "chief", &format!("{path}/amend"), "version=2&channel=phone&urgency=urgent&department=JZ&already_in_court=none&confidentiality=sensitive").await;
        assert_eq!(amended.status, StatusCode::SEE_OTHER, "{}", amended.text());
        let assign = open(&house, "chief", &format!("{path}/assign")).await;
        assert!(assign.text().contains("chief"));
        let stranger = post(&house, "ward", &format!("{path}/note"), "visibility=shared&text=hello").await;
        assert_eq!(stranger.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn what_is_classed_as_ethics_later_leaves_the_case() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        house.staff("zhao", &[COORDINATOR], &[]).await;
        house.staff("jw", &[tongli_people::roles::DISCIPLINE], &[]).await;
        house.staff("chief", &[DIRECTOR], &[]).await;
        api(&house, "desk", Method::POST, "/api/v1/cases", new_case()).await;
        let path = "/cases/TS-20260928-0001";
        let page = open(&house, "chief", &format!("{path}/amend")).await.text();
        let at = page.find("allegations[0].id\" value=\"").unwrap() + 26;
        let id: String = page[at..].chars().take_while(char::is_ascii_digit).collect();
        let typed = format!(
            "version=1&channel=visit&urgency=ordinary&already_in_court=none&confidentiality=ordinary\
             &allegations%5B0%5D.id={id}&allegations%5B0%5D.category=T02&allegations%5B0%5D.departments=GK2\
             &allegations%5B1%5D.id=&allegations%5B1%5D.text=red+envelope&allegations%5B1%5D.category=T09\
             &allegations%5B1%5D.departments=JZ&allegations%5B1%5D.severity=3"
        );
        let done = post(&house, "chief", &format!("{path}/amend"), &typed).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        for login in ["zhao", "chief"] {
            let page = open(&house, login, path).await.text();
            assert!(!page.contains("red envelope") && !page.contains("T09"), "{login}");
        }
        // Whoever took it down sees it until discipline signs; so does the director, for
        // it is known to be about a ward.
        let clue = "/cases/LJ-20260928-0001";
        assert_eq!(open(&house, "zhao", clue).await.status, StatusCode::NOT_FOUND);
        let page = open(&house, "chief", clue).await.text();
        assert!(page.contains("red envelope") && page.contains("急诊科"));
        assert!(page.contains("TS-20260928-0001"), "the other half");
        let found = api(&house, "chief", Method::GET, "/api/v1/cases?q=envelope", Json::Null).await.json();
        assert_eq!(found["items"].as_array().unwrap().len(), 1);
        let entrust = format!("{clue}/entrust");
        let refused = post(&house, "chief", &entrust, "staff=zhao").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let named = post(&house, "jw", &entrust, "staff=zhao").await;
        assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.text());
        assert_eq!(open(&house, "zhao", clue).await.status, StatusCode::OK);
        let unknown = post(&house, "jw", &entrust, "staff=nobody").await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn a_file_is_saved_and_never_run() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        house.staff("other", &[CONTACT], &[house.clinic]).await;
        api(&house, "desk", Method::POST, "/api/v1/cases", new_case()).await;
        let body = "--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\nt\r\n\
            --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"照片.pdf\"\r\n\r\n%PDF-1.7 x\r\n--b--\r\n";
        let request = Request::builder()
            .method(Method::POST)
            .uri("/cases/TS-20260928-0001/attach")
            .header(header::COOKIE, "tongli=desk")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
        let done = send(&house, request.body(Body::from(body)).unwrap()).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let page = open(&house, "desk", "/cases/TS-20260928-0001").await.text();
        let at = page.find("/files/").unwrap();
        let href: String = page[at..].chars().take_while(|letter| *letter != '"').collect();
        let href = format!("/cases/TS-20260928-0001{href}");
        let file = open(&house, "desk", &href).await;
        assert_eq!(file.text(), "%PDF-1.7 x");
        assert!(file.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
        assert_eq!(file.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(open(&house, "other", &href).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_receipt_before_the_rules_is_refused_at_its_field_and_their_first_day_holds() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        let mut old = new_case();
        old["incident_at"] = Json::Null;
        for (received, status) in [
            ("2019-04-09T23:59:00+08:00", 422),
            ("2019-04-10T00:00:00+08:00", 201),
        ] {
            old["received_at"] = json!(received);
            let reply = api(&house, "desk", Method::POST, "/api/v1/cases", old.clone()).await;
            let text = String::from_utf8_lossy(&reply.body);
            assert_eq!(reply.status.as_u16(), status, "{text}");
            assert_eq!(
                text.contains("2019-04-10：投诉管理办法"),
                status == 422,
                "{text}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_month_is_counted_inside_the_scope_and_balances() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        house
            .staff("head", &[DEPARTMENT_HEAD], &[house.clinic])
            .await;
        api(&house, "desk", Method::POST, "/api/v1/cases", new_case()).await;
        let seen = |page: &Reply| -> Vec<String> {
            let text = String::from_utf8_lossy(&page.body).into_owned();
            text.split("figure-value\">")
                .skip(1)
                .map(|rest| rest.split('<').next().unwrap_or_default().to_owned())
                .collect()
        };
        let month = open(&house, "desk", "/months?month=2026-09").await;
        assert_eq!(seen(&month), ["1", "0", "1", "22", "1,100"]);
        let text = String::from_utf8_lossy(&month.body).into_owned();
        assert!(
            text.contains("2026-10-13")
                && text.contains("上月结转 0 + 本月新增 1 = 办结 0 + 在办 1"),
            "{text}"
        );
        // Next month it is carried over; another clinic's head sees nothing of it.
        let next = open(&house, "desk", "/months?month=2026-10").await;
        assert!(
            String::from_utf8_lossy(&next.body)
                .contains("上月结转 1 + 本月新增 0 = 办结 0 + 在办 1")
        );
        let other = open(&house, "head", "/months?month=2026-09").await;
        assert_eq!(seen(&other)[..3], ["0", "0", "0"]);
        // The report of December ends in a year nobody knows, and January has no days.
        let december = open(&house, "desk", "/months?month=2026-12").await;
        assert!(String::from_utf8_lossy(&december.body).contains("2027年的放假调休安排尚未导入"));
        let january = open(&house, "desk", "/months?month=2027-01").await;
        assert_eq!(seen(&january).len(), 3);
    })
    .await;
}
