//! A case that comes back is investigated anew; what was written before stays.

use serde_json::json;
use tongli_cases::Doing;
use tongli_kernel::Moment;
use tongli_store::args;
use tongli_store::migrate::migrate;
use tongli_store::testing::on_both;

use crate::house::{TENANT, steps};
use crate::{Cast, with_cast};

impl Cast {
    async fn reopened(&self, number: &str) {
        let steps = [
            Doing::HandOver {
                to: Some(tongli_cases::Receiver::Authority),
                reason: Some("属于主管部门职权".into()),
            },
            Doing::Reopen {
                reason: Some("主管部门退回，家属带来录音".into()),
                received_at: Some(self.house.app.now()),
                channel: Some(tongli_cases::Channel::Phone),
                evidence: tongli_cases::Evidence {
                    stated: Some("家属带来的录音".into()),
                    ..Default::default()
                },
            },
            Doing::Assign {
                owner: self.zhao.staff(),
                speaker: None,
            },
        ];
        for doing in steps {
            self.house.take(&self.chief, number, doing).await;
        }
    }
}

#[tokio::test]
async fn a_second_round_is_found_and_reviewed_on_its_own_form() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let number = case.number.as_str();
        let path = format!("/cases/{number}/investigation");
        let ok = || json!({ "ok": true });
        cast.investigated(number).await;
        house
            .done(&cast.zhao, number, "find", Cast::findings())
            .await;
        house.done(&cast.chief, number, "review", ok()).await;
        cast.reopened(number).await;

        let (_, page) = house.get(&cast.zhao, &path).await;
        let (form, rounds) = page.split_once("id=\"rounds\"").unwrap();
        assert!(!form.contains("22:01 应答"), "the new form is empty");
        assert!(rounds.contains("第 1 次受理，chief") && rounds.contains("22:01 应答"));
        let form = json!({ "condition": "同前", "course": "录音显示无人应答",
            "not_applicable": { "communication": "家属没有再与科室见面" } });
        house.done(&cast.zhao, number, "investigate", form).await;
        let stage = house
            .done(&cast.zhao, number, "find", Cast::findings())
            .await;
        assert_eq!(stage, "reviewing");
        let stage = house.done(&cast.chief, number, "review", ok()).await;
        assert_eq!(stage, "handling");
        house.chain_holds(&case).await;
    })
    .await;
}

/// A form of the time before there were rounds belongs to the round whose review
/// counts; one reviewed before the reopening stays behind.
#[tokio::test]
async fn forms_of_before_keep_their_words_and_find_their_round() {
    let old: Vec<_> = steps()
        .into_iter()
        .filter(|step| step.id != "20261127_0710_inquiry_rounds")
        .collect();
    on_both(&old, async |db| {
        db.write(async |tx| {
            // Case 1 is in its first round, 2 was reopened, 3 reviewed in its second.
            for (id, round, reviewed) in [(1, 1, None), (2, 2, None), (3, 2, Some(70))] {
                tx.run(
                    "INSERT INTO investigations (tenant, case_id, body, changed_by, changed_at, finders,
                         found_at, reviewed_at, sent_back, review_reason, version, retention_class)
                     VALUES ($1,$2,'sealed',7,50,'[7]',60,$3,1,'why',4,'case')",
                    args![TENANT, id, (id > 1).then_some(65_i64)],
                )
                .await?;
                tx.run(
                    "INSERT INTO cases (tenant, id, number, version, stage, kind, channel, confidentiality,
                         urgency, narrative, court, help_needs, received_at, registered_at,
                         paused, owner_conflicted, statements_asked, statements_open, handling,
                         letter_wanted, answered_in_writing, follow_up_tries, do_not_contact,
                         round, reviewed_at, retention_class)
                     VALUES ($1,$2,$3,1,'assigned','complaint','visit',0,'ordinary','x','no','[]',1,1,
                         0,0,0,0,'[]',0,0,0,0,$4,$5,'case')",
                    args![TENANT, id, format!("TS-{id}"), round, reviewed],
                )
                .await?;
            }
            Ok(())
        })
        .await
        .unwrap();
        let taken = migrate(&db, &steps(), Moment::from_millis(0)).await.unwrap();
        assert_eq!(taken, ["20261127_0710_inquiry_rounds"]);
        let mut tx = db.read().await.unwrap();
        let rounds: Vec<(i64, i64, String, i64)> = tx
            .all(
                "SELECT case_id, round, body || finders || review_reason AS words, version
                 FROM investigations ORDER BY case_id",
                vec![],
                |row| {
                    Ok((
                        row.get("case_id")?,
                        row.get("round")?,
                        row.get("words")?,
                        row.get("version")?,
                    ))
                },
            )
            .await
            .unwrap();
        let words = || "sealed[7]why".to_owned();
        assert_eq!(
            rounds,
            [(1, 1, words(), 4), (2, 1, words(), 4), (3, 2, words(), 4)]
        );
    })
    .await;
}
