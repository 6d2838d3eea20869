//! Nothing typed is lost, whatever stands in the way.

use axum::http::StatusCode;
use serde_json::json;
use tongli_cases::Channel;
use tongli_kernel::Confidentiality;
use tongli_patients::{NewContact, ReplyBy};
use tongli_store::{access_log, drafts};

use crate::house::{TENANT, the_patient};
use crate::{Cast, with_cast};

#[tokio::test]
async fn what_was_typed_comes_back_with_the_reason_and_the_fresh_version() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(Some(ReplyBy::Letter)).await;
        let number = case.number.as_str();
        let page = async |who, step: &str, form: &[(&str, &str)]| {
            house
                .post(who, &format!("/cases/{number}/{step}"), form)
                .await
        };

        // Somebody was faster.
        let answer = [
            ("version", "1"),
            ("mode", "letter"),
            ("seq", "1"),
            ("answer-1", "当晚人手不足，向您道歉"),
            ("next_step-1", "夜班增派一人"),
        ];
        let (status, said) = page(&cast.zhao, "answer", &answer).await;
        assert_eq!(status, StatusCode::CONFLICT);
        let version = format!(
            "name=\"version\" value=\"{}\"",
            house.case(&cast.zhao, number).await.version
        );
        assert!(
            said.contains("当晚人手不足，向您道歉")
                && said.contains("夜班增派一人")
                && said.contains(&version)
        );
        house
            .done(
                &cast.zhao,
                number,
                "answer",
                json!({ "mode": "letter", "answers": Cast::answers() }),
            )
            .await;

        let letter = [
            ("version", "99"),
            ("salutation", "李先生：您好"),
            ("steps", "调阅了呼叫记录"),
            ("result", "夜班增派一人"),
        ];
        let (status, said) = page(&cast.zhao, "letter", &letter).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(said.contains("李先生：您好") && said.contains("调阅了呼叫记录"));

        // The letter lacks its telephone number.
        let (status, said) = page(
            &cast.chief,
            "approve",
            &[("ok", "yes"), ("reason", "同意，请尽快寄出")],
        )
        .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(said.contains("同意，请尽快寄出") && said.contains("答复函缺联系人或电话"));

        let delivery = [
            ("mode", "letter"),
            ("signer", "李强"),
            ("relation", "self"),
            ("delivered_at", "2026-09-28T09:12"),
        ];
        let (status, said) = house
            .post_file(
                &cast.zhao,
                &format!("/cases/{number}/deliver"),
                &delivery,
                b"\x89PNG\r\n\x1a\nreceipt",
            )
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            said.contains("答复还没有审批同意")
                && said.contains("李强")
                && said.contains("请重新选择文件"),
            "{said}"
        );

        let tried = [
            ("outcome", "no-answer"),
            ("tried_at", "2026-09-28T09:12"),
            ("note", "改天再打"),
        ];
        let (status, said) = page(&cast.zhao, "follow-up", &tried).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "not answered yet");
        assert!(said.contains("改天再打"));
    })
    .await;
}

#[tokio::test]
async fn a_letter_released_while_somebody_writes_keeps_their_words() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(Some(ReplyBy::Letter)).await;
        let number = case.number.as_str();
        house
            .done(
                &cast.zhao,
                number,
                "answer",
                json!({ "mode": "letter", "answers": Cast::answers() }),
            )
            .await;
        house
            .done(
                &cast.zhao,
                number,
                "letter",
                json!({ "contact_phone": "0531-88000000" }),
            )
            .await;
        house.done(&cast.chief, number, "approve", json!({})).await;
        house.done(&cast.zhao, number, "release", json!({})).await;
        let form = [
            ("version", "3"),
            ("salutation", "李先生：您好"),
            ("steps", "又调阅了监控"),
        ];
        let (status, page) = house
            .post(&cast.zhao, &format!("/cases/{number}/letter"), &form)
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("又调阅了监控") && page.contains("已经定稿或撤下"));
    })
    .await;
}

#[tokio::test]
async fn half_written_words_come_back_until_they_are_sent_or_thrown_away() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(None).await;
        let number = case.number.as_str();
        let path = format!("/cases/{number}/answer");
        let name = format!("answer-{}", number.to_lowercase());
        let (_, page) = house.get(&cast.zhao, &path).await;
        assert!(page.contains(&format!("data-draft-url=\"/drafts/{name}\"")));
        let staff = cast.zhao.staff().unwrap();
        let fields: drafts::Fields = [
            ("version", "1"),
            ("mode", "face"),
            ("answer-2", "候诊记录写到一半"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let (app, name, fields) = (&house.app, &name, &fields);
        let keep = async || {
            let now = app.now();
            app.db
                .write(async |tx| {
                    Ok::<_, tongli_kernel::Fault>(
                        drafts::keep(tx, TENANT, staff, name, fields, now).await?,
                    )
                })
                .await
                .unwrap();
        };
        keep().await;
        let (_, page) = house.get(&cast.zhao, &path).await;
        assert!(page.contains("候诊记录写到一半") && page.contains("存下草稿之后，这一件又有变动"));
        let (status, _) = house.post(&cast.zhao, &path, &[("discard", "yes")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = house.get(&cast.zhao, &path).await;
        assert!(!page.contains("候诊记录写到一半"));
        keep().await;
        house
            .done(
                &cast.zhao,
                number,
                "answer",
                json!({ "mode": "phone", "answers": Cast::answers() }),
            )
            .await;
        let (_, page) = house.get(&cast.zhao, &path).await;
        assert!(
            !page.contains("候诊记录写到一半"),
            "what was sent is no draft any more"
        );
    })
    .await;
}

#[tokio::test]
async fn reading_a_confidential_answer_is_written_down() {
    with_cast(async |cast| {
        let house = &cast.house;
        let contact = NewContact {
            phone: Some("13800002204".into()),
            ..the_patient()
        };
        let mut hidden = house.words(Channel::Visit, contact);
        hidden.confidentiality = Confidentiality::Sensitive;
        let case = house.register(&cast.desk, &hidden).await;
        let case = cast.handled_from(&case).await;
        let (number, subject) = (case.number.as_str(), case.subject());
        for (who, step) in [
            (&cast.zhao, "answer"),
            (&cast.chief, "approve"),
            (&cast.deputy, "deliver"),
        ] {
            let (status, _) = house.get(who, &format!("/cases/{number}/{step}")).await;
            assert_eq!(status, StatusCode::OK);
            let mut tx = house.app.db.read().await.unwrap();
            let noted = access_log::noted(&mut tx, who, house.app.now(), subject, "case")
                .await
                .unwrap();
            assert!(noted, "{step}");
        }
    })
    .await;
}
