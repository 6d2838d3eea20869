//! Somebody was faster, or something stands in the way: what was typed comes back
//! with the reason, and sending it again works.

use axum::http::StatusCode;
use serde_json::json;
use tongli_store::drafts;

use crate::house::TENANT;
use crate::{Cast, with_cast};

/// The version a page's form carries.
fn version_in(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"version\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

impl Cast {
    /// Sent late, the form comes back with its words; sent again it is taken.
    async fn comes_back(&self, who: &str, path: &str, typed: &[(&str, &str)], words: &str) {
        let who = match who {
            "zhao" => &self.zhao,
            _ => &self.chief,
        };
        let late = [&[("version", "1")], typed].concat();
        let (status, page) = self.house.post(who, path, &late).await;
        assert_eq!(status, StatusCode::CONFLICT, "{path}");
        assert!(page.contains(words) && page.contains("没有丢"), "{path}");
        let fresh = version_in(&page);
        let again = [&[("version", fresh.as_str())], typed].concat();
        let (status, page) = self.house.post(who, path, &again).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {page}");
    }
}

#[tokio::test]
async fn forms_sent_late_come_back_with_what_was_typed() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let number = case.number.as_str();
        let at = |step: &str| format!("/cases/{number}/{step}");
        let ward = house.ward.to_string();
        let ask = [
            ("department", ward.as_str()),
            ("question", "请说明铃声由谁接听"),
        ];
        cast.comes_back("zhao", &at("request-statement"), &ask, "请说明铃声由谁接听")
            .await;
        let given = json!({ "text": "铃声由护士站接听。" });
        house
            .done(&cast.ward, number, "submit-statement", given)
            .await;

        cast.investigated(number).await;
        cast.investigated(number).await;
        let late = [("version", "1"), ("condition", "写在同事之后")];
        let (_, page) = house.post(&cast.zhao, &at("investigation"), &late).await;
        assert!(
            page.contains("现在保存的是 zhao"),
            "what overtook it is shown"
        );
        let form = [
            ("condition", "术后第一天"),
            ("what[0]", "铃声由护士站接听"),
            ("communication", "当晚没有说明，次日致歉"),
        ];
        cast.comes_back("zhao", &at("investigation"), &form, "次日致歉")
            .await;

        let find = [
            ("seq", "1"),
            ("finding-1", "upheld"),
            ("reason-1", "呼叫记录与家属所述一致"),
            ("seq", "2"),
            ("finding-2", "unclear"),
            ("reason-2", "分诊记录缺失无法查清"),
        ];
        cast.comes_back("zhao", &at("find"), &find, "呼叫记录与家属所述一致")
            .await;
        let review = [("ok", "no"), ("reason", "请补充护士站录像")];
        cast.comes_back("chief", &at("review"), &review, "请补充护士站录像")
            .await;
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn a_review_that_waits_keeps_what_was_typed() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let path = format!("/cases/{}/review", case.number);
        let version = case.version.to_string();
        let typed = [
            ("ok", "yes"),
            ("reason", "结论清楚，同意处理"),
            ("version", version.as_str()),
        ];
        let (status, page) = house.post(&cast.chief, &path, &typed).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("结论清楚，同意处理") && page.contains("现在还不能这样做"));
    })
    .await;
}

#[tokio::test]
async fn words_whose_form_has_gone_are_shown_to_be_copied() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let ask = json!({ "departments": ["GK2"], "question": "请说明当晚呼叫的情况" });
        house
            .done(&cast.zhao, &case.number, "request-statement", ask)
            .await;
        let path = format!("/statements/{}", cast.statement(&case).await.id);
        let head = house
            .staff("head", tongli_people::roles::DEPARTMENT_HEAD, &[house.ward])
            .await;
        let first = [("text", "21:40 与 21:52 两次呼叫。"), ("version", "1")];
        let (status, _) = house.post(&head, &path, &first).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let second = [("text", "另有一名护士外出送检。"), ("version", "1")];
        let (status, page) = house.post(&cast.ward, &path, &second).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("id=\"left-over\"") && page.contains("另有一名护士外出送检。"));

        let excuse = [("excuse", "当事人已离职，改查记录"), ("version", "1")];
        let (status, page) = house
            .post(&cast.zhao, &format!("{path}/excuse"), &excuse)
            .await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("当事人已离职，改查记录"));
        let back = |version| [("reason", "请写明呼叫的时间"), ("version", version)];
        let late = format!("{path}/return");
        let (status, page) = house.post(&cast.zhao, &late, &back("1")).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("请写明呼叫的时间"));
        let fresh = version_in(&page);
        let (status, _) = house.post(&cast.zhao, &late, &back(&fresh)).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let more = [("amendment", "补充一份排班表的说明")];
        let (status, page) = house
            .post(&cast.ward, &format!("{path}/amend"), &more)
            .await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("补充一份排班表的说明"));
    })
    .await;
}

#[tokio::test]
async fn half_written_findings_and_questions_wait_for_their_author() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let number = case.number.to_ascii_lowercase();
        let zhao = cast.zhao.staff().unwrap();
        for (form, page, fields) in [
            ("find", "find", vec![("reason-1", "记录与陈述一")]),
            (
                "request-statement",
                "request-statement",
                vec![("question", "请说明当晚是谁")],
            ),
        ] {
            let name = format!("{form}-{number}-1");
            let fields: Vec<(String, String)> = fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            let kept = (&name, &fields);
            house
                .app
                .db
                .write(async |tx| {
                    drafts::keep(tx, TENANT, zhao, kept.0, kept.1, house.app.now()).await?;
                    Ok(())
                })
                .await
                .unwrap();
            let path = format!("/cases/{}/{page}", case.number);
            let (_, page) = house.get(&cast.zhao, &path).await;
            assert!(page.contains(&format!("data-draft-url=\"/drafts/{name}\"")));
            assert!(page.contains(&fields[0].1), "{form}");
        }
        house
            .done(&cast.zhao, &case.number, "find", Cast::findings())
            .await;
        let mut tx = house.app.db.read().await.unwrap();
        let left = drafts::list(&mut tx, TENANT, zhao).await.unwrap();
        assert_eq!(left.len(), 1, "what was sent is no draft: {left:?}");
    })
    .await;
}
