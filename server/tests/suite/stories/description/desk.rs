//! The reception desk as it is described.

use serde_json::json;

use super::described::Described;
use crate::house::House;

pub(super) async fn the_desk(house: &House, described: &mut Described) {
    let (desk, reader) = (house.program("receptionist"), house.program("director"));
    let taps = "/api/v1/desk/taps";
    let way = json!({"kind": "way"});
    let (status, tap) = described.post(&desk, taps, "/desk/taps", way.clone()).await;
    assert_eq!(status, 201, "{tap}");
    let (status, _) = described.post(&reader, taps, "/desk/taps", way).await;
    assert_eq!(status, 403);
    let there = json!({"kind": "phone", "window": "1号窗口"});
    let (status, at) = described.post(&desk, taps, "/desk/taps", there).await;
    assert_eq!((status, &at["window"]), (201, &json!("1号窗口")));
    let long = json!({"kind": "phone", "window": "台".repeat(13)});
    let (status, refused) = described.post(&desk, taps, "/desk/taps", long).await;
    assert_eq!(status, 422, "{refused}");
    let unknown = json!({"kind": "umbrella"});
    let (status, _) = described.post(&desk, taps, "/desk/taps", unknown).await;
    assert_eq!(status, 422);

    let day = "/api/v1/desk/tally";
    let found = described.get(&reader, day, "/desk/tally").await;
    assert_eq!(found["tally"], 2, "{found}");
    described
        .get(&reader, day, "/desk/tally?day=2026-02-30")
        .await;
    let stranger = house.program("contact");
    described.get(&stranger, day, "/desk/tally").await;

    let undo = format!("{taps}/{{id}}/undo");
    let path = |id: &str| format!("/desk/taps/{id}/undo");
    let id = tap["id"].as_str().unwrap();
    for (who, id, expected) in [(&desk, id, 200), (&desk, "1", 404), (&reader, id, 403)] {
        let answer = described.post(who, &undo, &path(id), json!({})).await;
        assert_eq!(answer.0, expected, "{}", answer.1);
    }
}
