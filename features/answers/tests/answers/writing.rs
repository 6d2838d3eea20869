//! Writing, changing, withdrawing: nothing is lost, nobody is overtaken unseen.

use serde_json::json;
use tongli_people::roles::{CONTACT, COORDINATOR, DIRECTOR, RECEPTIONIST};
use tongli_store::testing::on_both;

use crate::house::{World, answer, between, steps, world};

const FORM: [(&str, &str); 6] = [
    ("kind", "answer"),
    ("title", "住院要带什么？"),
    ("body", "身份证和医保卡。"),
    ("owner", "zhou"),
    ("valid_until", "2026-12-31"),
    ("once", "a1"),
];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form: Vec<(&str, &str)> = FORM.to_vec();
    for (name, value) in changes {
        form.retain(|(known, _)| known != name);
        form.push((name, value));
    }
    form
}

async fn people(world: &World) {
    world.somebody("zhou", COORDINATOR).await;
    world.somebody("chief", DIRECTOR).await;
    world.somebody("lin", RECEPTIONIST).await;
}

#[tokio::test]
async fn a_form_sent_twice_writes_once() {
    on_both(&steps(), async |db| {
        let world = world(db);
        people(&world).await;
        let first = world.post("zhou", "/answers/new", &FORM).await;
        let again = world.post("zhou", "/answers/new", &FORM).await;
        assert_eq!(first.leads_to(), again.leads_to());
        assert_eq!(world.rows("answers").await, 1);
        assert_eq!(world.rows("answer_versions").await, 1);
        // Somebody goes back to the form and writes something else.
        let other = world
            .post("zhou", "/answers/new", &with(&[("body", "再加押金。")]))
            .await;
        assert_eq!(other.status, 409);
        assert!(other.text.contains("已经保存过一次") && other.text.contains("再加押金。"));
        let once = between(&other.text, "name=\"once\" value=\"", "\"");
        assert_ne!(once, "a1", "saved once more it is another entry");
        assert_eq!(world.rows("answers").await, 1);
        let body = || answer("停车", "减半。", "zhou", "2026-12-31");
        let one = world.call_once("zhou", "/answers", body(), "k1").await;
        let two = world.call_once("zhou", "/answers", body(), "k1").await;
        assert_eq!((one.status.as_u16(), &one.text), (201, &two.text));
        assert_eq!(world.rows("answers").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_form_comes_back_with_every_word_and_the_field_s_name() {
    on_both(&steps(), async |db| {
        let world = world(db);
        people(&world).await;
        world.somebody("ward", CONTACT).await;
        let pasted = "很长".repeat(10_000);
        for (field, value, said) in [
            ("title", "", "请写上问题或标题"),
            ("body", pasted.as_str(), "现在 20000 个字，最多 4000 个字"),
            ("valid_until", "2026-09-27", "有效期不能早于今天"),
            ("valid_until", "", "问答要填有效期"),
            ("owner", "", "问答要有一位负责人"),
            ("owner", "nobody", "没有找到“nobody”"),
            ("owner", "ward", "ward的岗位不能编写答案库"),
            (
                "department",
                "没有这个科",
                "没有找到正在使用的科室“没有这个科”",
            ),
        ] {
            let reply = world
                .post("zhou", "/answers/new", &with(&[(field, value)]))
                .await;
            assert_eq!(reply.status, 422, "{field}: {value}");
            let error = between(&reply.text, &format!("id=\"{field}-error\">"), "</div>");
            assert!(error.contains(said), "{field}: {error}");
            if field != "body" {
                assert!(
                    reply.text.contains("身份证和医保卡。"),
                    "what was typed stays"
                );
            } else {
                assert!(reply.text.contains(&pasted), "also what is too long");
            }
        }
        assert_eq!(world.rows("answers").await, 0);
        let rare = with(&[("title", "𬭎、䶮怎么读？"), ("body", "hóng、yǎn。")]);
        let reply = world.post("zhou", "/answers/new", &rare).await;
        let page = world.open("lin", reply.leads_to()).await.text;
        assert!(page.contains("𬭎、䶮怎么读？"));
        let evil = with(&[("title", "<script>alert(1)</script>"), ("once", "a2")]);
        let reply = world.post("zhou", "/answers/new", &evil).await;
        let page = world.open("lin", reply.leads_to()).await.text;
        assert!(
            !page.contains("<script>alert"),
            "what people type is escaped"
        );
    })
    .await;
}

#[tokio::test]
async fn an_owner_who_left_is_seen_and_cannot_be_chosen() {
    on_both(&steps(), async |db| {
        let world = world(db);
        people(&world).await;
        world.somebody("wu", COORDINATOR).await;
        let id = world
            .written("wu", "探视几点到几点？", "下午三点到五点。", "2026-12-31")
            .await;
        world
            .app
            .db
            .write(async |tx| {
                tx.run(
                    "UPDATE staff SET disabled_at = 1 WHERE tenant = 1 AND login = 'wu'",
                    vec![],
                )
                .await?;
                Ok(())
            })
            .await
            .unwrap();
        let list = world.open("lin", "/answers").await.text;
        assert!(list.contains("已不在岗"));
        let form = world
            .open("zhou", &format!("/answers/{id}/edit"))
            .await
            .text;
        assert!(form.contains("原负责人wu已不在这里编写"), "{form}");
        let body = json!({ "version": 1, "kind": "answer", "title": "探视", "body": "三点。",
            "owner": "wu", "valid_until": "2026-12-31" });
        let refused = world
            .call("zhou", &format!("/answers/{id}/rewrite"), body)
            .await;
        assert_eq!(refused.status, 422);
        assert_eq!(refused.json()["errors"][0]["field"], "owner");
        assert!(refused.text.contains("账号已停用"), "{}", refused.text);
    })
    .await;
}

#[tokio::test]
async fn of_two_who_save_at_once_the_second_loses_no_word() {
    on_both(&steps(), async |db| {
        let world = world(db);
        people(&world).await;
        let id = world
            .written("zhou", "住院要带什么？", "身份证。", "2026-12-31")
            .await;
        let path = format!("/answers/{id}/edit");
        let page = world.open("zhou", &path).await.text;
        assert!(page.contains("name=\"version\" value=\"1\""));
        let theirs = with(&[("version", "1"), ("body", "身份证、医保卡。")]);
        let mine = with(&[("version", "1"), ("body", "身份证、押金。")]);
        let (one, two) = tokio::join!(
            world.post("chief", &path, &theirs),
            world.post("zhou", &path, &mine)
        );
        let (won, lost) = match one.status.as_u16() {
            303 => (one, two),
            _ => (two, one),
        };
        assert_eq!(won.status, 303, "{}", won.text);
        assert_eq!(lost.status, 409);
        assert!(lost.text.contains("刚刚改过这一条，您的修改还没有保存"));
        assert!(lost.text.contains("身份证、医保卡。") && lost.text.contains("身份证、押金。"));
        assert!(
            lost.text.contains("name=\"version\" value=\"2\""),
            "saved again it holds"
        );
        let again = with(&[("version", "2"), ("body", "身份证、医保卡、押金。")]);
        assert_eq!(world.post("zhou", &path, &again).await.status, 303);
        // The same form once more is no change.
        assert_eq!(world.post("zhou", &path, &again).await.status, 303);
        let entry = world.get("lin", &format!("/answers/{id}")).await.json();
        let bodies: Vec<&str> = (entry["versions"].as_array().unwrap().iter())
            .map(|one| one["body"].as_str().unwrap())
            .collect();
        assert_eq!(bodies.len(), 3);
        assert_eq!(bodies[0], "身份证、医保卡、押金。");
        assert_eq!(bodies[2], "身份证。");
        assert_eq!(world.titles("lin", "q=yjxydsm").await.len(), 0);
        assert_eq!(world.titles("lin", "q=zyyd").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_withdrawn_entry_is_read_and_not_offered() {
    on_both(&steps(), async |db| {
        let world = world(db);
        people(&world).await;
        let id = world
            .written("zhou", "口罩要求", "门诊要戴口罩。", "2026-12-31")
            .await;
        let path = format!("/answers/{id}/withdraw");
        let without = world
            .post("zhou", &path, &[("version", "1"), ("reason", " ")])
            .await;
        assert_eq!(without.status, 422);
        assert!(without.text.contains("请写一句原因"));
        let fields = [("version", "1"), ("reason", "政策已变")];
        for _ in 0..2 {
            assert_eq!(world.post("zhou", &path, &fields).await.status, 303);
        }
        assert!(world.titles("lin", "").await.is_empty());
        assert!(world.titles("lin", "q=kouzhao").await.is_empty());
        assert_eq!(
            world.titles("lin", "q=kouzhao&state=withdrawn").await,
            ["口罩要求"]
        );
        let offered = world.open("lin", "/answers/find?q=kz").await.json();
        assert_eq!(offered["found"], json!([]));
        let used = world.post("lin", &format!("/answers/{id}/used"), &[]).await;
        assert_eq!(used.status, 404, "what is withdrawn is not used");
        let page = world.open("lin", &format!("/answers/{id}")).await.text;
        assert!(page.contains("政策已变") && page.contains("门诊要戴口罩。"));
        let late = with(&[("version", "2"), ("body", "改了")]);
        let refused = world
            .post("chief", &format!("/answers/{id}/edit"), &late)
            .await;
        assert_eq!(refused.status, 409);
        assert!(refused.text.contains("刚刚被停用"), "{}", refused.text);
        let back = world
            .post(
                "chief",
                &format!("/answers/{id}/put-back"),
                &[("version", "2"), ("reason", "仍需要")],
            )
            .await;
        assert_eq!(back.status, 303);
        assert_eq!(world.titles("lin", "q=kouzhao").await, ["口罩要求"]);
        assert_eq!(world.rows("answer_versions").await, 3);
    })
    .await;
}

#[tokio::test]
async fn who_only_reads_writes_nothing_and_a_ward_sees_nothing() {
    on_both(&steps(), async |db| {
        let world = world(db);
        people(&world).await;
        world.somebody("ward", CONTACT).await;
        let id = world.written("zhou", "停车", "减半。", "2026-12-31").await;
        assert_eq!(world.post("lin", "/answers/new", &FORM).await.status, 403);
        for path in ["edit", "withdraw", "put-back"] {
            let reply = world
                .post("lin", &format!("/answers/{id}/{path}"), &FORM)
                .await;
            assert_eq!(reply.status, 403, "{path}");
        }
        for path in [
            "/answers",
            "/answers/find?q=tc",
            "/answers/top",
            "/answers/questions",
        ] {
            assert_eq!(world.open("ward", path).await.status, 403, "{path}");
            assert_eq!(world.open("lin", path).await.status, 200, "{path}");
        }
        let page = world.open("lin", &format!("/answers/{id}")).await.text;
        assert!(
            !page.contains("/edit\""),
            "no button that leads to a refusal"
        );
        assert_eq!(world.open("lin", "/answers/x").await.status, 404);
        assert_eq!(world.open("lin", "/answers/99").await.status, 404);
        assert_eq!(world.rows("answer_versions").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_owner_sees_at_home_what_runs_out() {
    on_both(&steps(), async |db| {
        let world = world(db);
        people(&world).await;
        world
            .written("zhou", "流感疫苗", "周二下午。", "2026-10-28")
            .await;
        world
            .written("zhou", "体检预约", "提前三天。", "2026-10-29")
            .await;
        world
            .written("chief", "探视时间", "三点。", "2026-10-01")
            .await;
        let home = world.open("zhou", "/").await.text;
        assert!(
            home.contains("流感疫苗") && home.contains("30 天后到期"),
            "{home}"
        );
        assert!(!home.contains("体检预约") && !home.contains("探视时间"));
        let (work, renewal) = (home.find("class=\"tabs\""), home.find("流感疫苗"));
        assert!(
            work.is_some() && work < renewal,
            "the day's work comes first"
        );
        assert!(
            !world
                .open("lin", "/")
                .await
                .text
                .contains("我负责的答案要更新")
        );
        let all = world
            .open("zhou", "/answers?show=renew&whose=all")
            .await
            .text;
        let at = |title: &str| all.find(title).unwrap();
        assert!(at("探视时间") < at("流感疫苗"), "the most urgent first");
        assert!(!all.contains("体检预约"));
        let mine = world.open("zhou", "/answers?show=renew").await.text;
        assert!(!mine.contains("探视时间"));
    })
    .await;
}
