//! Questions without an answer, and what a month counted.

use serde_json::{Value as Json, json};
use tongli_people::roles::{COORDINATOR, INFORMATION, RECEPTIONIST};
use tongli_store::testing::on_both;

use crate::house::{World, answer, between, steps, world};

async fn people(world: &World) {
    world.somebody("zhou", COORDINATOR).await;
    world.somebody("lin", RECEPTIONIST).await;
    world.somebody("figures", INFORMATION).await;
}

async fn open(world: &World) -> Vec<Json> {
    let found = world.get("lin", "/answers/questions").await.json();
    found["questions"].as_array().unwrap().clone()
}

#[tokio::test]
async fn nothing_found_goes_on_the_list_with_one_press_and_counts_again() {
    on_both(&steps(), async |db| {
        let world = world(db);
        people(&world).await;
        let page = world
            .open(
                "lin",
                "/answers?q=%E8%BD%AE%E6%A4%85%E5%93%AA%E9%87%8C%E5%80%9F",
            )
            .await
            .text;
        assert!(page.contains("没有找到") && page.contains("不要写姓名"));
        let form = between(&page, "action=\"/answers/questions\"", "</form>");
        assert!(form.contains("value=\"轮椅哪里借\""), "{form}");
        let once = between(form, "name=\"once\" value=\"", "\"");
        let fields = [("once", once), ("question", "轮椅哪里借")];
        for _ in 0..2 {
            let reply = world.post("lin", "/answers/questions", &fields).await;
            assert!(reply.leads_to().ends_with("answers-question-put-done"));
        }
        let other = [("once", "b1"), ("question", "輪椅，哪里借？")];
        let reply = world.post("zhou", "/answers/questions", &other).await;
        assert!(reply.leads_to().ends_with("answers-question-again-done"));
        world
            .post("lin", "/answers/questions", &[("question", "食堂在哪")])
            .await;
        let found = open(&world).await;
        assert_eq!(found.len(), 2);
        assert_eq!(
            (&found[0]["question"], &found[0]["times"]),
            (&json!("轮椅哪里借"), &json!(2))
        );
        for (typed, said) in [
            ("13800000001 问轮椅", "像是有电话或号码"),
            ("", "请写上问题"),
            (&"问".repeat(121), "最多 120 个字"),
        ] {
            let reply = world
                .post("lin", "/answers/questions", &[("question", typed)])
                .await;
            assert_eq!(reply.status, 422, "{typed}");
            assert!(reply.text.contains(said), "{typed}");
            assert!(
                reply.text.contains(&format!("value=\"{typed}\"")),
                "what was typed stays"
            );
        }
        let refused = world
            .post("figures", "/answers/questions", &[("question", "食堂")])
            .await;
        assert_eq!(refused.status, 403);
        assert_eq!(open(&world).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn answering_a_question_makes_an_entry_and_closes_it() {
    on_both(&steps(), async |db| {
        let world = world(db);
        people(&world).await;
        let asked = json!({ "question": "轮椅哪里借？" });
        let question = world
            .call("lin", "/answers/questions", asked.clone())
            .await
            .json();
        let id = question["id"].as_str().unwrap();
        let form = world
            .open("zhou", &format!("/answers/new?question={id}"))
            .await
            .text;
        assert!(form.contains("value=\"轮椅哪里借？\"") && form.contains("问过 1 次"));
        let fields = [
            ("kind", "answer"),
            ("title", "轮椅哪里借？"),
            ("body", "一楼服务台，凭身份证。"),
            ("owner", "zhou"),
            ("valid_until", "2026-12-31"),
            ("once", "c1"),
            ("question", id),
        ];
        let first = world.post("zhou", "/answers/new", &fields).await;
        let again = world.post("zhou", "/answers/new", &fields).await;
        assert_eq!(first.leads_to(), again.leads_to());
        assert!(open(&world).await.is_empty());
        // A second answer to the same question is refused, and nothing of it is kept.
        let mut late = answer("轮椅", "二楼。", "zhou", "2026-12-31");
        late["question"] = json!(id);
        let reply = world.call("zhou", "/answers", late).await;
        assert_eq!(reply.status, 409, "{}", reply.text);
        assert_eq!(world.rows("answers").await, 1);
        // By the page nothing typed is lost: saved once more it is an entry of its own.
        let late = [
            ("kind", "answer"),
            ("title", "轮椅几点还？"),
            ("body", "下班前归还。"),
            ("owner", "zhou"),
            ("valid_until", "2026-12-31"),
            ("once", "c2"),
            ("question", id),
        ];
        let reply = world.post("zhou", "/answers/new", &late).await;
        assert_eq!(reply.status, 409);
        assert!(reply.text.contains("刚刚有人答了") && reply.text.contains("下班前归还。"));
        assert!(reply.text.contains("name=\"question\" value=\"\""));
        assert_eq!(world.rows("answers").await, 1);
        // Asked again, it leads to its entry, until that no longer holds.
        let fields = [("question", "轮椅哪里借")];
        let reply = world.post("lin", "/answers/questions", &fields).await;
        assert!(
            reply.leads_to().starts_with("/answers/") && reply.leads_to().contains("has-answer")
        );
        assert!(open(&world).await.is_empty());
        world.clock_to("2027-01-01T08:00");
        world.post("lin", "/answers/questions", &fields).await;
        let found = open(&world).await;
        assert_eq!((found.len(), &found[0]["times"]), (1, &json!(3)));
        let dropped = format!("/answers/questions/{id}/drop");
        for _ in 0..2 {
            let reply = world.call("zhou", &dropped, json!({})).await;
            assert_eq!(reply.json()["state"], "dropped", "{}", reply.text);
        }
        assert_eq!(world.call("lin", &dropped, json!({})).await.status, 403);
        assert!(open(&world).await.is_empty());
        world.post("lin", "/answers/questions", &fields).await;
        assert_eq!(open(&world).await.len(), 1, "asked again it comes back");
    })
    .await;
}

#[tokio::test]
async fn a_month_counts_each_press_once_and_nobody_s_name() {
    on_both(&steps(), async |db| {
        let world = world(db);
        people(&world).await;
        let (parking, visits) = (
            world.written("zhou", "停车", "减半。", "2026-12-31").await,
            world.written("zhou", "探视", "三点。", "2026-12-31").await,
        );
        for (id, once) in [
            (&parking, "a"),
            (&parking, "a"),
            (&parking, "b"),
            (&visits, "a"),
        ] {
            let path = format!("/answers/{id}/used");
            let reply = world.post("lin", &path, &[("once", once)]).await;
            assert!(reply.leads_to().ends_with("answers-used-done"));
        }
        world.clock_to("2026-10-01T00:00");
        for _ in 0..2 {
            world
                .call_once("lin", &format!("/answers/{visits}/used"), json!({}), "k1")
                .await;
        }
        world
            .call(
                "lin",
                "/answers/questions",
                json!({ "question": "食堂在哪" }),
            )
            .await;
        let top = async |month: &str| {
            let path = format!("/answers/top?month={month}");
            world.get("figures", &path).await.json()
        };
        let september = top("2026-09").await;
        let of = |at: usize, json: &Json| {
            (
                json["used"][at]["title"].clone(),
                json["used"][at]["times"].clone(),
            )
        };
        assert_eq!(of(0, &september), (json!("停车"), json!(2)));
        assert_eq!(of(1, &september), (json!("探视"), json!(1)));
        assert_eq!(september["asked"], json!([]));
        let october = top("2026-10").await;
        assert_eq!(of(0, &october), (json!("探视"), json!(1)));
        assert_eq!(october["asked"][0]["question"], "食堂在哪");
        let page = world
            .open("figures", "/answers/top?month=2026-09")
            .await
            .text;
        assert!(page.contains("month=2026-08") && page.contains("month=2026-10"));
        let path = "/answers/top/export?month=2026-10&format=csv";
        let file = world.open("figures", path).await.text;
        assert!(
            file.contains("用得最多,1,探视,1") && file.contains("食堂在哪"),
            "{file}"
        );
        for wrong in ["2026-11", "2026-13", "x"] {
            let path = format!("/answers/top?month={wrong}");
            assert_eq!(world.open("figures", &path).await.status, 404, "{wrong}");
            assert_eq!(world.get("figures", &path).await.status, 422, "{wrong}");
        }
    })
    .await;
}

#[tokio::test]
async fn words_that_speak_of_somebody_are_taken_away_for_good() {
    on_both(&steps(), async |db| {
        let world = world(db);
        people(&world).await;
        let asked = || json!({ "question": "何一鸣的报告出了吗" });
        let question = world
            .call("lin", "/answers/questions", asked())
            .await
            .json();
        let id = question["id"].as_str().unwrap();
        let path = format!("/answers/questions/{id}/erase");
        assert_eq!(world.post("lin", &path, &[]).await.status, 403);
        for _ in 0..2 {
            assert_eq!(world.post("zhou", &path, &[]).await.status, 303);
        }
        assert!(open(&world).await.is_empty());
        for page in ["/answers/questions?show=dropped", "/answers/top"] {
            let text = world.open("zhou", page).await.text;
            assert!(
                text.contains("文字已抹去") && !text.contains("何一鸣"),
                "{page}"
            );
        }
        let file = world
            .open("zhou", "/answers/top/export?format=csv")
            .await
            .text;
        assert!(!file.contains("何一鸣"), "{file}");
        // The same words again are another question: nothing leads to the first.
        world.call("lin", "/answers/questions", asked()).await;
        assert_eq!(open(&world).await[0]["times"], 1);
    })
    .await;
}
