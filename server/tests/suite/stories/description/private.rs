//! What concerns somebody's own data, as it is described.

use serde_json::json;

use super::described::Described;
use super::registered;
use crate::house::{House, Program};

/// Consents, what is handed outside, a request about one's own data.
pub(super) async fn in_private(house: &House, described: &mut Described) {
    let number = registered(house, described).await;
    let owner = house.program("coordinator");
    let case = format!("/cases/{number}");
    for (verb, body) in [
        (
            "consent",
            json!({"version": 0, "kind": "photo", "whom": "other", "name": "李梅",
                   "decision": "given", "how": "word"}),
        ),
        (
            "withdraw-consent",
            json!({"version": 1, "kind": "photo", "whom": "other", "name": "李梅", "how": "word"}),
        ),
        (
            "disclose",
            json!({"version": 1, "recipient": "court", "body": "某区法院", "basis": "law",
                   "ground": "调查令", "purpose": "审理", "what": "登记表", "files": [],
                   "way": "letter", "approver": "director"}),
        ),
    ] {
        let template = format!("/api/v1/cases/{{number}}/{verb}");
        for expected in [200, 409] {
            let path = format!("{case}/{verb}");
            let mut body = body.clone();
            if verb == "disclose" && expected == 409 {
                body["version"] = json!(9);
            }
            let (status, answer) = described.post(&owner, &template, &path, body).await;
            assert_eq!(status, expected, "{verb}: {answer}");
        }
    }
    let consents = "/api/v1/cases/{number}/consents";
    described
        .get(&owner, consents, &format!("{case}/consents"))
        .await;
    for list in ["/privacy/purposes", "/privacy/disclosures"] {
        described.get(&owner, &format!("/api/v1{list}"), list).await;
    }
    own_data(described, &owner, &number).await;
}

async fn own_data(described: &mut Described, owner: &Program<'_>, number: &str) {
    let list = "/api/v1/privacy/requests";
    let body = json!({"asks": "read", "asker": "高远", "standing": "oneself", "about": "contact",
                      "what": "登记的信息", "cases": [number]});
    let (status, answer) = described
        .post(owner, list, "/privacy/requests", body.clone())
        .await;
    assert_eq!(status, 201, "{answer}");
    let mut wrong = body;
    wrong["asks"] = json!("");
    let refused = owner.post("/privacy/requests", wrong).await;
    described.fits("post", list, &refused);
    let path = format!("/privacy/requests/{}", answer["number"].as_str().unwrap());
    let one = format!("{list}/{{number}}");
    for (verb, body) in [
        ("check", json!({"version": 1, "checked_how": "身份证原件"})),
        (
            "answer",
            json!({"version": 2, "outcome": "handed", "result": "病案室"}),
        ),
    ] {
        let template = format!("{one}/{verb}");
        for expected in [200, 409] {
            let there = format!("{path}/{verb}");
            let (status, answer) = described.post(owner, &template, &there, body.clone()).await;
            assert_eq!(status, expected, "{verb}: {answer}");
        }
    }
    described.get(owner, &one, &path).await;
    described
        .get(owner, &one, "/privacy/requests/GR-20200101-9999")
        .await;
    described
        .get(owner, list, "/privacy/requests?show=all")
        .await;
}
