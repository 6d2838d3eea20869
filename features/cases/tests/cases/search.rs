//! Finding a case again.

use tongli_cases::{Channel, Due, Filter, Kind, NewCase, Stage};
use tongli_people::roles::RECEPTIONIST;
use tongli_store::testing::on_both;

use crate::house::{Hospital, steps};

async fn found(house: &Hospital, viewer: &tongli_kernel::Viewer, filter: Filter) -> Vec<String> {
    let mut tx = house.app.db.read().await.unwrap();
    tongli_cases::list(&mut tx, &house.app, viewer, &filter, house.app.now(), 50)
        .await
        .unwrap()
        .into_iter()
        .map(|line| line.number)
        .collect()
}

fn words(words: &str) -> Filter {
    Filter {
        words: words.into(),
        ..Filter::default()
    }
}

#[tokio::test]
async fn a_case_is_found_by_number_and_by_words() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let mut new = NewCase::new(
            Kind::Enquiry,
            Channel::Phone,
            "ＣＴ报告单几天能取，100%能邮寄吗",
        );
        new.demand = Some("寄到家里".into());
        let case = house.register(&desk, &new).await.unwrap().case;
        house
            .register(
                &desk,
                &NewCase::new(Kind::Praise, Channel::Letter, "感谢护士单独送报告"),
            )
            .await
            .unwrap();
        for query in [
            "报告单",
            "ct报告",
            "CT",
            "寄到家",
            "ZX-2026",
            "zx-20260928-0001",
            "100%",
            "报告单 邮寄",
        ] {
            assert_eq!(
                found(&house, &desk, words(query)).await,
                [case.number.as_str()],
                "{query}"
            );
        }
        // A whole sentence is one word; of its pairs not all are asked of the index.
        let sentence = "排队等了将近三个小时才叫到号期间没有任何人说明原因孩子一直在发烧";
        let told = NewCase::new(Kind::Help, Channel::Phone, format!("我们{sentence}。"));
        let told = house.register(&desk, &told).await.unwrap().case;
        let other = sentence.replace("三个", "四个");
        house
            .register(&desk, &NewCase::new(Kind::Help, Channel::Phone, other))
            .await
            .unwrap();
        let hits = found(&house, &desk, words(sentence)).await;
        assert_eq!(hits, [told.number.as_str()]);
        for query in ["告报", "住院", "，！", "ZX-2025", "ZX-20261399", "TS-2026"] {
            assert!(
                found(&house, &desk, words(query)).await.is_empty(),
                "{query}"
            );
        }
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn lists_narrow_by_kind_stage_and_time() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let late = house
            .register(
                &desk,
                &NewCase::new(Kind::Complaint, Channel::Visit, "等了三小时"),
            )
            .await
            .unwrap()
            .case;
        let praise = house
            .register(
                &desk,
                &NewCase::new(Kind::Praise, Channel::Visit, "谢谢大夫"),
            )
            .await
            .unwrap()
            .case;
        let kind = Filter {
            kind: Some(Kind::Praise),
            ..Filter::default()
        };
        assert_eq!(found(&house, &desk, kind).await, [praise.number.as_str()]);
        let before = Filter {
            before: Some(praise.id),
            ..Filter::default()
        };
        assert_eq!(found(&house, &desk, before).await, [late.number.as_str()]);
        let overdue = || Filter {
            due: Some(Due::Overdue),
            stages: vec![Stage::Registered],
            ..Filter::default()
        };
        assert!(found(&house, &desk, overdue()).await.is_empty());
        house.clock.set(late.due_at.unwrap());
        assert_eq!(
            found(&house, &desk, overdue()).await,
            [late.number.as_str()]
        );
        house.chain_holds(&late).await;
    })
    .await;
}
