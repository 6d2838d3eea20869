//! What each viewer's screens say of an answer: the next step, how it is told, and
//! nothing that is not theirs to know.

use axum::http::StatusCode;
use serde_json::json;
use tongli_cases::{Doing, Finding};
use tongli_kernel::Viewer;
use tongli_patients::ReplyBy;

use crate::house::TENANT;
use crate::{Cast, with_cast};

/// The head of the case page: what stands before the two columns.
async fn head(cast: &Cast, who: &Viewer, path: &str) -> String {
    let (status, page) = cast.house.get(who, path).await;
    assert_eq!(status, StatusCode::OK);
    let at = page.find("class=\"case-actions\"").unwrap();
    let (head, _) = page[at..].split_once("<details").unwrap();
    head.to_owned()
}

#[tokio::test]
async fn a_department_reads_no_draft_and_never_who_speaks_for_the_patient() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(None).await;
        let number = case.number.as_str();
        let path = format!("/cases/{number}");
        let said = json!({
            "mode": "phone", "answers": Cast::answers(), "spoken_at": "2026-09-28T09:12", "read_back": true,
        });
        house.done(&cast.zhao, number, "answer", said).await;
        let (_, page) = house.get(&cast.ward, &path).await;
        for draft in ["二十一分钟后应答，我们道歉", "夜班增派一名护士", "电话方式答复"] {
            assert!(!page.contains(draft), "a draft is the office's: {draft}");
        }
        house.done(&cast.chief, number, "approve", json!({})).await;
        let signed = json!({
            "mode": "face", "delivered_at": "2026-09-28T09:12",
            "proof": { "signer": "李强", "relation": "self" },
        });
        house.done(&cast.zhao, number, "prove-delivery", signed).await;
        let (_, page) = house.get(&cast.ward, &path).await;
        assert!(page.contains("二十一分钟后应答，我们道歉"), "given, it may be read");
        assert!(page.contains("已答复（当面）"));
        for secret in ["李强", "李＊", "李*", "2204", "本人"] {
            assert!(!page.contains(secret), "{secret} is nothing for a ward");
        }
        let (_, page) = house.get(&cast.zhao, &path).await;
        assert!(page.contains("李强 签收"));
    })
    .await;
}

#[tokio::test]
async fn the_head_shows_the_next_step_or_who_is_awaited() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(Some(ReplyBy::Letter)).await;
        let number = case.number.as_str();
        let path = format!("/cases/{number}");
        let leads = |link: &str| format!("btn-primary\" href=\"{path}{link}\"");
        assert!(
            head(&cast, &cast.zhao, &path)
                .await
                .contains(&leads("/answer"))
        );
        assert!(
            head(&cast, &cast.ward, &path)
                .await
                .contains("等zhao写答复")
        );

        let answer = json!({ "mode": "letter", "answers": Cast::answers() });
        house.done(&cast.zhao, number, "answer", answer).await;
        let phone = json!({ "contact_phone": "0531-88000000" });
        house.done(&cast.zhao, number, "letter", phone).await;
        assert!(
            head(&cast, &cast.chief, &path)
                .await
                .contains(&leads("/approve"))
        );
        assert!(head(&cast, &cast.zhao, &path).await.contains("批准答复"));

        house.done(&cast.chief, number, "approve", json!({})).await;
        assert!(
            head(&cast, &cast.zhao, &path)
                .await
                .contains(&leads("#release"))
        );
        house.done(&cast.zhao, number, "release", json!({})).await;
        assert!(
            head(&cast, &cast.zhao, &path)
                .await
                .contains(&leads("/deliver"))
        );
        let signed = json!({
            "mode": "letter", "delivered_at": "2026-09-28T09:12",
            "proof": { "signer": "李强", "relation": "self" },
        });
        house
            .done(&cast.zhao, number, "prove-delivery", signed)
            .await;
        assert!(
            head(&cast, &cast.zhao, &path)
                .await
                .contains(&leads("/close"))
        );
        cast.close(number).await;
        assert!(
            head(&cast, &cast.zhao, &path)
                .await
                .contains(&leads("/follow-up"))
        );
        let talk = json!({
            "reached": true, "satisfaction": 4, "identity_checked": true,
            "rated_by_patient": true, "understood": true, "measures_done": true,
        });
        house.done(&cast.zhao, number, "follow-up", talk).await;
        assert!(
            head(&cast, &cast.zhao, &path)
                .await
                .contains(&leads("/archive"))
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_approves_sees_how_and_when_it_is_told() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(Some(ReplyBy::Phone)).await;
        let number = case.number.as_str();
        let path = format!("/cases/{number}/approve");
        let draft = json!({ "mode": "phone", "answers": Cast::answers() });
        house.done(&cast.zhao, number, "answer", draft).await;
        let (_, page) = house.get(&cast.chief, &path).await;
        assert!(page.contains("<dd>电话</dd>") && page.contains("还没有告诉患方"));
        // The way alone may change.
        let draft = json!({ "mode": "face", "answers": Cast::answers() });
        house.done(&cast.zhao, number, "answer", draft).await;
        let (_, page) = house.get(&cast.chief, &path).await;
        assert!(page.contains("<dd>当面</dd>"));

        let mut said = json!({
            "mode": "face", "answers": Cast::answers(), "spoken_at": "2026-09-28T09:12", "read_back": true,
        });
        house.done(&cast.zhao, number, "answer", said.clone()).await;
        let (_, page) = house.get(&cast.chief, &path).await;
        assert!(page.contains("以当面方式答复，已复述确认") && !page.contains("说过之后"));
        said["answers"][0]["answer"] = json!("当晚两次呼叫，二十一分钟后才有人来，我们道歉");
        said["spoken_at"] = json!(null);
        house.done(&cast.zhao, number, "answer", said).await;
        let (_, page) = house.get(&cast.chief, &path).await;
        assert!(page.contains("说过之后答复又改过"));
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_was_told_has_its_time_and_one_to_be_told_needs_none() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(None).await;
        let path = format!("/cases/{}/answer", case.number);
        let version = case.version.to_string();
        let typed = [
            ("version", version.as_str()),
            ("mode", "phone"),
            ("seq", "1"),
            ("answer-1", "当晚人手不足，向您道歉"),
            ("next_step-1", "夜班增派一人"),
            ("spoken_at", ""),
        ];
        let told = [typed.as_slice(), &[("was_said", "yes")]].concat();
        let (status, page) = house.post(&cast.zhao, &path, &told).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("请填什么时候告诉对方的") && page.contains("当晚人手不足，向您道歉"));
        let (status, page) = house.post(&cast.zhao, &path, &typed).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    })
    .await;
}

#[tokio::test]
async fn where_there_is_no_letter_nothing_is_printed_and_the_way_to_one_is_shown() {
    with_cast(async |cast| {
        let case = cast.handled(None).await;
        let path = format!("/cases/{}", case.number);
        let letter = format!("{path}/letter");
        let (status, page) = cast.house.get(&cast.zhao, &letter).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!page.contains("data-print"));
        assert!(page.contains("这一件还没有答复函") && page.contains(&format!("{path}/answer")));
    })
    .await;
}

#[tokio::test]
async fn the_number_to_call_stands_first_until_the_person_wishes_no_call() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.answered().await;
        let number = case.number.as_str();
        cast.close(number).await;
        let path = format!("/cases/{number}/follow-up");
        let (_, page) = house.get(&cast.zhao, &path).await;
        let dial = page.find("href=\"tel:13800002204\"").unwrap();
        assert!(dial < page.find("name=\"outcome\"").unwrap());
        let wish = json!({ "reached": false, "do_not_contact": true });
        house.done(&cast.zhao, number, "follow-up", wish).await;
        let (_, page) = house.get(&cast.zhao, &path).await;
        assert!(!page.contains("tel:") && page.contains("不希望再被联系"));
    })
    .await;
}

#[tokio::test]
async fn an_earlier_round_has_its_card_for_whoever_might_read_it_then() {
    with_cast(async |cast| {
        let house = &cast.house;
        // Told and closed: a department had read it before it was taken up again.
        let case = cast.answered().await;
        let number = case.number.as_str();
        cast.close(number).await;
        house.to("2026-09-30T09:00");
        cast.reopened(number).await;
        for who in [&cast.zhao, &cast.ward] {
            let (_, page) = house.get(who, &format!("/cases/{number}")).await;
            assert!(
                page.contains("第 1 次受理 · 2026-09-28 收到 · 2026-09-28 答复 · 2026-09-28 办结")
            );
            assert!(
                page.contains("二十一分钟后才应答") && page.contains("二十一分钟后应答，我们道歉")
            );
        }

        // Settled before anybody reviewed what was written: that stays with the office.
        let case = house.complaint(&cast.desk, None).await;
        let settle = Doing::Settle {
            result: Some("当场说明".into()),
        };
        let case = house.take(&cast.desk, &case.number, settle).await;
        let id = case.id;
        let write = async |tx: &mut tongli_store::Tx| {
            let one = &tongli_cases::allegations(tx, TENANT, id).await?[0];
            tongli_cases::set_finding(tx, TENANT, one, Finding::Upheld, "未经审核的看法").await?;
            tongli_cases::set_answer(tx, TENANT, one, "没有给出的答复", None).await?;
            Ok(())
        };
        house.app.db.write(write).await.unwrap();
        cast.reopened(&case.number).await;
        let path = format!("/cases/{}", case.number);
        let (_, page) = house.get(&cast.zhao, &path).await;
        assert!(page.contains("未经审核的看法") && page.contains("没有给出的答复"));
        let (_, page) = house.get(&cast.ward, &path).await;
        assert!(!page.contains("未经审核的看法") && !page.contains("没有给出的答复"));
    })
    .await;
}
