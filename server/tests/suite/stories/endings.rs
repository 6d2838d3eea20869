//! How cases end: refused in part, unreachable, promised, reviewed; by the API, with
//! dates in hand, on both engines.

use serde_json::{Value, json};
use tongli_kernel::{Fault, Lang};
use tongli_public::{Report, ReportTyped};

use super::complaint::{done, due_day, end_of};
use crate::house::{ENGINES, House, Program};

async fn registered(house: &House, body: Value) -> String {
    let (status, case) = house.program("receptionist").post("/cases", body).await;
    assert_eq!(status, 201, "{case}");
    case["number"].as_str().unwrap().to_owned()
}

fn two_things() -> Value {
    json!({
        "kind": "complaint", "channel": "phone",
        "narrative": "挂号排队三小时，停车场收费也太高。",
        "contact": {"name": "高远", "phone": "13800000024", "reply_by": "letter",
            "relation": "self", "identity_check": "oral"},
        "allegations": [
            {"category": "T05", "departments": ["SF"], "text": "挂号排队三小时"},
            {"category": "T06", "text": "停车场收费太高"}
        ]
    })
}

async fn read(program: &Program<'_>, number: &str) -> Value {
    let (status, case) = program.get(&format!("/cases/{number}")).await;
    assert_eq!(status, 200, "{case}");
    case
}

/// From the acceptance to the handling, on what is left of the case.
async fn inquired(house: &House, number: &str) {
    let (owner, director) = (house.program("coordinator"), house.program("director"));
    done(&director, number, "assign", json!({"owner": "coordinator"})).await;
    let form = json!({"not_applicable": {"condition": "排队与呼叫，没有诊疗"},
        "course": "九点到十二点排队", "communication": "没有人向排队者说明"});
    done(&owner, number, "investigate", form).await;
    let found = json!({"findings": [
        {"allegation": 1, "finding": "not_upheld", "reason": "录像显示等候四十分钟"}]});
    done(&owner, number, "find", found).await;
    done(&director, number, "review", json!({"ok": true})).await;
    let handled = json!({"modes": ["explain"], "result": "已向来电人说明"});
    done(&owner, number, "handle", handled).await;
}

#[tokio::test]
async fn what_is_refused_stands_in_the_letter_beside_what_is_answered() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let (owner, director) = (house.program("coordinator"), house.program("director"));
        let number = registered(&house, two_things()).await;
        done(&owner, &number, "accept", json!({})).await;
        let refusal = json!({"allegations": [{
            "allegation": 2, "reason": "outside_power",
            "explanation": "停车场由市政公司经营，收费由物价部门核定。",
            "instead": "请拨打12315向市场监管部门反映"
        }]});
        let after = done(&owner, &number, "refuse", refusal).await;
        assert_eq!(after["refusal_proposed"], true);
        let after = done(&director, &number, "refuse", json!({})).await;
        assert_eq!(
            (&after["stage"], &after["refusal_proposed"]),
            (&json!("accepted"), &json!(false))
        );
        inquired(&house, &number).await;
        let refused = json!({"mode": "letter", "answers": [
            {"allegation": 2, "answer": "停车费我们也管不了", "next_step": "无需后续"}]});
        let case = read(&owner, &number).await;
        let mut body = refused;
        body["version"] = case["version"].clone();
        let (status, _) = owner.post(&format!("/cases/{number}/answer"), body).await;
        assert_eq!(status, 422, "what is refused is not answered as well");
        let answer = json!({"mode": "letter", "answers": [
            {"allegation": 1, "answer": "录像显示等候四十分钟，已增开窗口。", "next_step": "增开一个窗口"}]});
        done(&owner, &number, "answer", answer).await;
        let letter = json!({"salutation": "高远先生", "steps": "调阅了录像。", "result": "已增开窗口一个",
            "contact_name": "沈知远", "contact_phone": "0000-1234567", "dated": "2026-09-28"});
        done(&owner, &number, "letter", letter).await;
        done(&director, &number, "approve", json!({})).await;
        done(&owner, &number, "release", json!({})).await;
        let browser = house.signed_in("coordinator").await;
        let page = browser.get(&format!("/cases/{number}/letter")).await;
        let page = page.text().await.unwrap();
        for said in [
            "停车场由市政公司经营",
            "请拨打12315",
            "不属于投诉办理范围",
            "已增开窗口",
        ] {
            assert!(page.contains(said), "{said}");
        }
        let notice = browser
            .get(&format!("/cases/{number}/refusal-notice"))
            .await;
        let notice = notice.text().await.unwrap();
        assert!(notice.contains("停车场收费太高") && !notice.contains("挂号排队三小时"));
        let months = browser
            .get("/months?month=2026-09")
            .await
            .text()
            .await
            .unwrap();
        assert!(months.contains("不属于投诉办理范围"));
        let case = read(&owner, &number).await;
        assert_eq!(case["allegations"][1]["refusal"]["reason"], "outside_power");
        let (_, list) = owner.get("/cases?refused=outside_power").await;
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        let (_, list) = owner.get("/cases?refused=in_court").await;
        assert!(list["items"].as_array().unwrap().is_empty());
        house.chains_hold().await;
    }
}

/// A report of the public page, and the code of its receipt.
async fn reported(house: &House) -> (String, String) {
    let report = Report::check(&ReportTyped {
        kind: "complaint",
        narrative: "夜里按铃二十分钟没人来",
        department: "GK2",
        name: "何先生",
        phone: "13800000031",
        reply: "phone",
        topic: "",
        clue: "",
    })
    .unwrap();
    let key = "5d".repeat(32);
    let code = tongli_public::submit(&house.app, Lang::Zh, house.app.now(), &key, &report)
        .await
        .unwrap();
    let (_, list) = house.program("coordinator").get("/cases").await;
    let number = list["items"][0]["number"].as_str().unwrap().to_owned();
    // Whoever reports on the page classes nothing; somebody of the office does.
    let classed = "UPDATE case_allegations SET category = 'T05'";
    let db = &house.app.db;
    db.write(async |tx| Ok::<_, Fault>(tx.run(classed, vec![]).await.map(|_| ())?))
        .await
        .unwrap();
    (number, code.letters().to_owned())
}

async fn status_page(house: &House, code: &str) -> String {
    let browser = house.browser();
    let page = browser.post("/r/status", &[("code", code)]).await;
    assert_eq!(page.status().as_u16(), 200);
    page.text().await.unwrap()
}

#[tokio::test]
async fn whom_nobody_reaches_finds_the_answer_ready() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let (owner, director) = (house.program("coordinator"), house.program("director"));
        let (number, code) = reported(&house).await;
        done(&owner, &number, "accept", json!({})).await;
        let ask = json!({"missing": "请告诉我们是哪一床", "until": "2026-09-30", "by": "phone"});
        done(&owner, &number, "request-supplement", ask).await;
        assert!(
            status_page(&house, &code)
                .await
                .contains("请告诉我们是哪一床")
        );
        inquired(&house, &number).await;
        let answer = json!({"mode": "phone", "answers": [
            {"allegation": 1, "answer": "呼叫三分钟内已应答，录像可查。", "next_step": "无需后续"}]});
        done(&owner, &number, "answer", answer).await;
        done(&director, &number, "approve", json!({})).await;
        let held = |at: &str| {
            json!({"mode": "on_file", "delivered_at": at, "proof": {
            "reason": "三次去电无人接听，答复备查"}})
        };
        let case = read(&owner, &number).await;
        let mut early = held("2026-09-28T09:12:00+08:00");
        early["version"] = case["version"].clone();
        let path = format!("/cases/{number}/prove-delivery");
        assert_eq!(owner.post(&path, early).await.0, 422);
        for at in ["2026-10-09 09:00", "2026-10-09 15:00", "2026-10-12 10:00"] {
            house.clock_to(at);
            let moment = house.app.time.rfc3339(house.app.now());
            let tried = json!({"at": moment, "way": "phone", "outcome": "no_answer"});
            done(&owner, &number, "try-contact", tried).await;
        }
        let after = done(
            &owner,
            &number,
            "prove-delivery",
            held("2026-10-12T10:00:00+08:00"),
        )
        .await;
        assert_eq!(after["stage"], "replied");
        // Held after the tenth is late, and the clock says so.
        let page = status_page(&house, &code).await;
        assert!(page.contains("您的答复已经备好") && !page.contains("录像可查"));
        let browser = house.signed_in("coordinator").await;
        let page = browser
            .get(&format!("/cases/{number}"))
            .await
            .text()
            .await
            .unwrap();
        assert!(page.contains("已完成，晚于期限") && page.contains("凭回执来取"));
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn an_interim_word_is_counted_apart_and_its_promise_escalates() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let owner = house.program("coordinator");
        let (number, code) = reported(&house).await;
        done(&owner, &number, "accept", json!({})).await;
        house.clock_to("2026-10-09 10:00");
        let word =
            json!({"text": "已调取呼叫记录，正在核对", "promised": "2026-10-16", "by": "phone"});
        done(&owner, &number, "interim", word).await;
        let case = read(&owner, &number).await;
        let clocks = case["clocks"].as_array().unwrap();
        let met = clocks.iter().find(|clock| clock["rule"] == "C03").unwrap();
        assert_eq!(
            (met["met_by"].as_str(), met["met_at"].is_string()),
            (Some("interim"), true)
        );
        assert_eq!(due_day(&case["clocks"], "C32"), end_of("2026-10-16"));
        let page = status_page(&house, &code).await;
        assert!(
            page.contains("已调取呼叫记录") && page.contains("10月16日"),
            "{page}"
        );
        let browser = house.signed_in("director").await;
        let months = browser
            .get("/months?month=2026-10")
            .await
            .text()
            .await
            .unwrap();
        assert!(months.contains("其中阶段性反馈"));
        for at in ["2026-10-17 00:01", "2026-10-17 00:03"] {
            house.clock_to(at);
            house.rounds().await;
        }
        // The session of the ninth has run out since.
        let browser = house.signed_in("director").await;
        let notices = browser.get("/notices").await.text().await.unwrap();
        assert!(
            notices.contains(&number),
            "the director hears of a promise not kept"
        );
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn the_pages_of_endings_speak_both_languages() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let owner = house.program("coordinator");
        let number = registered(&house, two_things()).await;
        done(&owner, &number, "accept", json!({})).await;
        let browser = house.signed_in("coordinator").await;
        for verb in [
            "refuse",
            "request-supplement",
            "withdraw",
            "try-contact",
            "interim",
        ] {
            let page = browser.get(&format!("/cases/{number}/{verb}")).await;
            assert_eq!(page.status().as_u16(), 200, "{verb}");
        }
        let typed = [
            ("version", "2"),
            ("missing", "请告诉我们是哪一个窗口"),
            ("until", "2026-09-30"),
            ("by", "phone"),
        ];
        let sent = browser
            .post(&format!("/cases/{number}/request-supplement"), &typed)
            .await;
        assert_eq!(sent.status().as_u16(), 303, "it is done");
        let page = browser.get(&format!("/cases/{number}")).await;
        let page = page.text().await.unwrap();
        assert!(page.contains("请告诉我们是哪一个窗口") && page.contains("补充材料通知"));
        let notice = browser.get(&format!("/cases/{number}/notice")).await;
        assert!(notice.text().await.unwrap().contains("2026-09-30"));
        let none = browser
            .get(&format!("/cases/{number}/refusal-notice"))
            .await;
        assert_eq!(
            none.status().as_u16(),
            404,
            "no paper about what nobody decided"
        );
    }
}

#[tokio::test]
async fn whoever_is_not_satisfied_is_reviewed_once_by_another_hand() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let (owner, director) = (house.program("coordinator"), house.program("director"));
        let (number, _) = reported(&house).await;
        done(&owner, &number, "accept", json!({})).await;
        inquired(&house, &number).await;
        let answer = json!({"mode": "phone", "spoken_at": "2026-09-28T09:12:00+08:00", "read_back": true,
            "answers": [{"allegation": 1, "answer": "呼叫三分钟内已应答。", "next_step": "无需后续"}]});
        done(&owner, &number, "answer", answer).await;
        done(&director, &number, "approve", json!({})).await;
        let proof = json!({"mode": "phone", "delivered_at": "2026-09-28T09:12:00+08:00",
            "proof": {"read_back": true}});
        done(&owner, &number, "prove-delivery", proof).await;
        done(&director, &number, "close", json!({})).await;
        let unhappy = json!({"reached": true, "satisfaction": 2, "reason": "没有当面道歉",
            "identity_checked": true, "understood": true, "measures_done": true,
            "rated_by_patient": true});
        done(&owner, &number, "follow-up", unhappy).await;
        let case = read(&director, &number).await;
        assert_eq!(due_day(&case["clocks"], "C31"), end_of("2026-10-10"));
        let gate = |answer: &Value| answer["missing"][0]["gate"].as_str().map(str::to_owned);
        let version = &case["version"];
        let path = format!("/cases/{number}/archive");
        let (status, answer) = director.post(&path, json!({"version": version})).await;
        assert_eq!(
            (status, gate(&answer).as_deref()),
            (422, Some("review_again"))
        );
        let decided = json!({"outcome": "kept", "reason": "录像与记录一致", "by": "phone",
            "version": version});
        let path = format!("/cases/{number}/review-again");
        let (status, answer) = director.post(&path, decided.clone()).await;
        assert_eq!(
            (status, gate(&answer).as_deref()),
            (422, Some("second_person"))
        );
        assert_eq!(owner.post(&path, decided.clone()).await.0, 403);
        done(
            &house.program("vice-president"),
            &number,
            "review-again",
            decided,
        )
        .await;
        let again = json!({"wish": "还是不满意"});
        done(&owner, &number, "ask-review", again).await;
        let case = read(&director, &number).await;
        assert_eq!(case["endings"]["review"]["outcome"], "kept");
        assert_eq!(
            case["endings"]["review"]["further"][0]["wish"],
            "还是不满意"
        );
        let reviews = case["clocks"].as_array().unwrap();
        let reviews = reviews.iter().filter(|clock| clock["rule"] == "C31");
        assert!(
            reviews.clone().count() == 1 && reviews.clone().all(|one| one["met_at"].is_string())
        );
        // A review that kept the answer is no ground to handle it again.
        let bare = json!({"reason": "还是不满意", "channel": "phone", "version": case["version"],
            "received_at": "2026-09-28T09:12:00+08:00"});
        let path = format!("/cases/{number}/reopen");
        let (status, answer) = director.post(&path, bare).await;
        assert_eq!((status, gate(&answer).as_deref()), (422, Some("evidence")));
        done(&director, &number, "archive", json!({})).await;
        house.chains_hold().await;
    }
}
