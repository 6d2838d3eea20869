//! Inquiry, answer and follow-up over HTTP, in both databases.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects"
)]

mod delivery;
mod house;
mod letter;
mod ride;
mod rounds;
mod screens;
mod times;
mod typed;

use serde_json::json;
use tongli_cases::{Case, Doing, FactChange, Handling, Verb};
use tongli_kernel::Viewer;
use tongli_patients::ReplyBy;
use tongli_people::roles;
use tongli_store::testing::on_both;

use crate::house::{Hospital, steps};

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
    pub async fn assigned(&self, reply_by: Option<ReplyBy>) -> Case {
        let case = self.house.complaint(&self.desk, reply_by).await;
        self.assigned_from(&case).await
    }

    async fn assigned_from(&self, case: &Case) -> Case {
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

    /// A complaint found, reviewed and handled: what is left is to answer.
    pub async fn handled(&self, reply_by: Option<ReplyBy>) -> Case {
        let case = self.assigned(reply_by).await;
        self.judged(&case.number).await
    }

    pub async fn handled_from(&self, case: &Case) -> Case {
        let case = self.assigned_from(case).await;
        self.judged(&case.number).await
    }

    async fn judged(&self, number: &str) -> Case {
        let house = &self.house;
        let form = json!({ "condition": "术后第一天", "course": "21:40 与 21:52 两次呼叫", "communication": "未向家属说明" });
        house.done(&self.zhao, number, "investigate", form).await;
        let findings = json!({ "findings": [
            { "allegation": 1, "finding": "partly_upheld", "reason": "二十一分钟后才应答" },
            { "allegation": 2, "finding": "not_upheld", "reason": "分诊记录显示等候九分钟" },
        ] });
        let stage = house.done(&self.zhao, number, "find", findings).await;
        assert_eq!(stage, "reviewing");
        let stage = house
            .done(&self.chief, number, "review", json!({ "ok": true }))
            .await;
        assert_eq!(stage, "handling");
        self.handle(number).await
    }

    async fn handle(&self, number: &str) -> Case {
        let handle = Doing::Handle {
            modes: vec![Handling::Explain, Handling::Apologise],
            result: Some("护士长当面说明并道歉，夜班增派一人".into()),
            refunded_fen: None,
            waived_fen: None,
        };
        self.house.take(&self.zhao, number, handle).await
    }

    /// A complaint answered by telephone, approved, and told.
    pub async fn told(&self, number: &str) {
        let said = json!({
            "mode": "phone", "answers": Cast::answers(), "read_back": true,
            "spoken_at": self.house.app.time.field(self.house.app.now()),
        });
        let stage = self.house.done(&self.zhao, number, "answer", said).await;
        assert_eq!(stage, "replied");
    }

    /// The complaint of [`Cast::handled`], answered, approved and told.
    pub async fn answered(&self) -> Case {
        let case = self.house.complaint(&self.desk, None).await;
        self.answered_from(&case).await
    }

    /// The same for a complaint registered otherwise, with two allegations.
    pub async fn answered_from(&self, case: &Case) -> Case {
        let case = self.handled_from(case).await;
        let draft = json!({ "mode": "phone", "answers": Cast::answers() });
        self.house
            .done(&self.zhao, &case.number, "answer", draft)
            .await;
        self.house
            .done(&self.chief, &case.number, "approve", json!({}))
            .await;
        self.told(&case.number).await;
        self.house.case(&self.zhao, &case.number).await
    }

    pub async fn close(&self, number: &str) -> Case {
        let close = Doing::Close {
            improvement: Some("夜班增派一名护士".into()),
            no_improvement_reason: None,
        };
        self.house.take(&self.zhao, number, close).await
    }

    /// A closed case taken up again and handled anew, as far as its answer.
    pub async fn reopened(&self, number: &str) -> Case {
        let reopen = Doing::Reopen {
            reason: Some("家属带来了新的录音".into()),
            received_at: Some(self.house.app.now()),
            channel: Some(tongli_cases::Channel::Phone),
            evidence: tongli_cases::Evidence {
                stated: Some("家属带来的录音".into()),
                ..Default::default()
            },
        };
        self.house.take(&self.chief, number, reopen).await;
        let assign = Doing::Assign {
            owner: self.zhao.staff(),
            speaker: None,
        };
        self.house.take(&self.chief, number, assign).await;
        let house = &self.house;
        house
            .advance(&self.zhao, number, Verb::Find, FactChange::Found)
            .await;
        house
            .advance(&self.chief, number, Verb::Review, FactChange::Reviewed)
            .await;
        self.handle(number).await
    }

    /// The answers to both allegations.
    pub fn answers() -> serde_json::Value {
        json!([
            { "allegation": 1, "answer": "当晚两次呼叫，二十一分钟后应答，我们道歉", "next_step": "夜班增派一名护士" },
            { "allegation": 2, "answer": "分诊记录显示等候九分钟", "next_step": "无需后续" },
        ])
    }
}
