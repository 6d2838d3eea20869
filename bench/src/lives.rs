//! A matter's first hour through the API: taken down, accepted, given to somebody, found.

use std::sync::Arc;

use anyhow::{Context, ensure};
use serde_json::json;

use crate::hospital::{Hospital, Served};
use crate::load::spread;
use crate::stopwatch::Rounds;

/// Calls of a life.
pub const CALLS: usize = 4;

/// So many lives by several people at once.
pub async fn live(
    hospital: &Hospital,
    served: &Served,
    tasks: usize,
    lives: usize,
) -> anyhow::Result<Rounds> {
    let [desk, coordinator, director] =
        ["receptionist", "coordinator", "director"].map(|login| hospital.robot(served, login));
    let people = Arc::new((desk?, coordinator?, director?));
    let (run, _) = spread(tasks, lives, move |at| {
        let people = people.clone();
        async move {
            let (desk, coordinator, director) = &*people;
            let said = json!({
                "kind": "complaint", "channel": "phone",
                "narrative": format!("候诊时无人说明原因，等了{at}分钟，病区呼叫也无人应答。"),
                "contact": {"name": "高远", "phone": format!("1390000{at:04}"),
                            "reply_by": "phone", "relation": "self", "identity_check": "oral"},
                "allegations": [{"category": "T02", "departments": ["GK2"], "text": "无人应答"}]
            });
            let taken = desk.post("/api/v1/cases", &said).await?;
            let number = taken["number"].as_str().context("a number")?;
            let verb = |verb: &str| format!("/api/v1/cases/{number}/{verb}");
            let accepting = json!({"version": taken["version"]});
            let accepted = coordinator.post(&verb("accept"), &accepting).await?;
            let given = json!({"owner": "coordinator", "version": accepted["version"]});
            director.post(&verb("assign"), &given).await?;
            let found = coordinator
                .get(&format!("/api/v1/cases?q={number}"))
                .await?;
            let found = found["items"].as_array().map_or(0, Vec::len);
            ensure!(found == 1, "{number} is found {found} times");
            Ok(())
        }
    })
    .await?;
    Ok(Rounds(vec![run]))
}
