//! The answer library as it is described.

use serde_json::json;

use super::described::Described;
use crate::house::House;

pub(super) async fn the_library(house: &House, described: &mut Described) {
    let (desk, office) = (house.program("receptionist"), house.program("coordinator"));
    let stranger = house.program("contact");
    let (all, one) = ("/api/v1/answers", "/api/v1/answers/{id}");
    let new = json!({"kind": "answer", "title": "停车怎么收费？", "body": "前半小时免费。",
        "owner": "coordinator", "valid_until": "2027-01-31", "tags": ["停车"]});
    let (status, entry) = described.post(&office, all, "/answers", new.clone()).await;
    assert_eq!(status, 201, "{entry}");
    let (status, _) = described.post(&desk, all, "/answers", new.clone()).await;
    assert_eq!(status, 403);
    let past = json!({"kind": "answer", "title": "停车", "body": "免费。",
        "owner": "coordinator", "valid_until": "2020-01-31"});
    let (status, _) = described.post(&office, all, "/answers", past).await;
    assert_eq!(status, 422);
    let found = described.get(&desk, all, "/answers?q=tingche").await;
    assert_eq!(found["answers"][0]["id"], entry["id"], "{found}");
    described.get(&desk, all, "/answers?kind=umbrella").await;
    described.get(&stranger, all, "/answers").await;

    let id = entry["id"].as_str().unwrap();
    let path = |verb: &str| format!("/answers/{id}{verb}");
    described.get(&desk, one, &path("")).await;
    described.get(&desk, one, "/answers/1").await;
    let mut changed = new;
    changed["version"] = json!(1);
    changed["body"] = json!("前一小时免费。");
    let rewrite = format!("{one}/rewrite");
    for expected in [200, 200] {
        let answer = described
            .post(&office, &rewrite, &path("/rewrite"), changed.clone())
            .await;
        assert_eq!(answer.0, expected, "{}", answer.1);
    }
    changed["body"] = json!("前两小时免费。");
    let (status, _) = described
        .post(&office, &rewrite, &path("/rewrite"), changed)
        .await;
    assert_eq!(status, 409, "it was seen before it was changed");
    let used = format!("{one}/used");
    described
        .post(&desk, &used, &path("/used"), json!({}))
        .await;
    for (verb, version) in [("/withdraw", 2), ("/put-back", 3)] {
        let place = format!("{one}{verb}");
        let body = json!({"version": version, "reason": "核对"});
        let (status, answer) = described.post(&office, &place, &path(verb), body).await;
        assert_eq!(status, 200, "{answer}");
    }
    the_questions(house, described).await;
}

async fn the_questions(house: &House, described: &mut Described) {
    let (desk, office) = (house.program("receptionist"), house.program("coordinator"));
    let all = "/api/v1/answers/questions";
    let asked = json!({"question": "食堂在哪里？"});
    let (status, question) = described
        .post(&desk, all, "/answers/questions", asked)
        .await;
    assert_eq!(status, 201, "{question}");
    let wrong = json!({"question": "13800000001"});
    let (status, _) = described
        .post(&desk, all, "/answers/questions", wrong)
        .await;
    assert_eq!(status, 422);
    described.get(&desk, all, "/answers/questions").await;
    described
        .get(&desk, all, "/answers/questions?state=x")
        .await;
    let drop = format!("{all}/{{id}}/drop");
    let id = question["id"].as_str().unwrap();
    for (who, id, expected) in [(&office, id, 200), (&office, "1", 404), (&desk, id, 403)] {
        let path = format!("/answers/questions/{id}/drop");
        let answer = described.post(who, &drop, &path, json!({})).await;
        assert_eq!(answer.0, expected, "{}", answer.1);
    }
    let top = "/api/v1/answers/top";
    let found = described.get(&desk, top, "/answers/top").await;
    assert_eq!(found["used"][0]["times"], 1, "{found}");
    described
        .get(&desk, top, "/answers/top?month=2020-13")
        .await;
}
