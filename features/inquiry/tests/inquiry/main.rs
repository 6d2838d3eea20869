//! Statements, findings and their review over HTTP, in both databases.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects"
)]

mod closed;
mod findings;
mod head;
mod house;
mod rounds;
mod statements;
mod typed;

use serde_json::json;
use tongli_cases::{Case, Doing};
use tongli_inquiry::Statement;
use tongli_kernel::Viewer;
use tongli_people::roles;
use tongli_store::testing::on_both;

use crate::house::{Hospital, TENANT, steps};

/// The people of a ride.
pub struct Cast {
    pub house: Hospital,
    pub desk: Viewer,
    pub zhao: Viewer,
    pub chief: Viewer,
    pub deputy: Viewer,
    /// Contact of the ward complained of.
    pub ward: Viewer,
    pub clinic: Viewer,
}

pub async fn with_cast(test: impl AsyncFn(Cast)) {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let cast = Cast {
            desk: house.staff("desk", roles::RECEPTIONIST, &[]).await,
            zhao: house.staff("zhao", roles::COORDINATOR, &[]).await,
            chief: house.staff("chief", roles::DIRECTOR, &[]).await,
            deputy: house.staff("deputy", roles::DEPUTY, &[]).await,
            ward: house.staff("ward", roles::CONTACT, &[house.ward]).await,
            clinic: house.staff("clinic", roles::CONTACT, &[house.clinic]).await,
            house,
        };
        test(cast).await;
    })
    .await;
}

impl Cast {
    /// A complaint somebody handles.
    pub async fn assigned(&self) -> Case {
        let case = self.house.complaint(&self.desk).await;
        self.taken_up(&case).await
    }

    pub async fn taken_up(&self, case: &Case) -> Case {
        let accept = Doing::Accept {
            anonymity_reason: None,
        };
        self.house.take(&self.desk, &case.number, accept).await;
        let assign = Doing::Assign {
            owner: self.zhao.staff(),
            speaker: None,
        };
        self.house.take(&self.chief, &case.number, assign).await
    }

    /// The three sections of the form, written by whoever handles the case.
    pub async fn investigated(&self, number: &str) {
        let form = json!({
            "condition": "术后第一天，疼痛评分六分",
            "course": "21:40 与 21:52 两次呼叫，22:01 应答",
            "communication": "当晚没有向家属说明",
        });
        self.house
            .done(&self.zhao, number, "investigate", form)
            .await;
    }

    /// Both allegations judged.
    pub fn findings() -> serde_json::Value {
        json!({ "findings": [
            { "allegation": 1, "finding": "upheld", "reason": "记录与陈述一致" },
            { "allegation": 2, "finding": "unclear", "reason": "记录缺失无法查清" },
        ] })
    }

    /// The statement a department was asked for first.
    pub async fn statement(&self, case: &Case) -> Statement {
        let mut tx = self.house.app.db.read().await.unwrap();
        let all = tongli_inquiry::statements_of(&mut tx, &self.house.app, TENANT, case.id.raw());
        all.await.unwrap().remove(0)
    }
}
