//! What is kept back from those who may not know, though the case itself is theirs to
//! read or to hear of.

use serde_json::{Value, json};

use super::complaint::done;
use super::orders::{order_of, read, step, stepped};
use super::privacy::given;
use super::restricted::{page, parted, registered, unclassed};
use super::told::{complaint, file, friend, gates, girl, handled, mother, patient};
use crate::house::{Browser, ENGINES, House, Program};

const EXPLAINED: &str = "镇痛泵由厂家召回，用药不当的结论由鉴定机构作出";

/// The whole complaint is not acted on.
async fn refused(house: &House, body: Value) -> String {
    let owner = house.program("coordinator");
    let number = registered(&house.program("receptionist"), body).await;
    done(&owner, &number, "accept", json!({})).await;
    let ground = json!({"allegations": [{"allegation": 1, "reason": "outside_power",
        "explanation": EXPLAINED, "instead": "请向医疗器械监管部门反映"}]});
    done(&owner, &number, "refuse", ground).await;
    done(&house.program("director"), &number, "refuse", json!({})).await;
    number
}

#[tokio::test]
async fn the_notice_of_a_refusal_tells_a_friend_no_more_than_the_letter_would() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let owner = house.program("coordinator");
        let number = refused(&house, complaint(patient(), friend())).await;
        let browser = house.signed_in("coordinator").await;
        let path = format!("/cases/{number}/refusal-notice");
        let paper = page(&browser, &path).await;
        assert!(!paper.contains(EXPLAINED), "{engine:?}");

        let mandate = json!({
            "mandate_file": file(&owner, &number, "授权委托书.pdf").await,
            "mandate_giver": "patient", "mandate_hear": true, "mandate_letters": true,
            "mandate_from": "2026-09-28", "mandate_until": "2026-10-28"
        });
        done(&owner, &number, "addressee", mandate).await;
        assert!(page(&browser, &path).await.contains(EXPLAINED));
        let ward = house.signed_in("contact-ward").await;
        assert_eq!(ward.get(&path).await.status(), 403, "a ward tells nobody");
    }
}

#[tokio::test]
async fn where_nothing_may_leave_not_even_how_far_it_is_does() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let (owner, director) = (house.program("coordinator"), house.program("director"));
        let number = handled(&house, complaint(girl(), mother())).await;
        let word = json!({"by": "phone", "text": "正在核实，十月上旬答复。"});
        done(&owner, &number, "inform", word.clone()).await;
        let kept = json!({"guardian_hears": "nothing",
                          "guardian_reason": "本人不愿母亲知道，已满十四周岁"});
        done(&director, &number, "addressee", kept).await;
        assert_eq!(gates(&owner, &number, "inform", word).await, ["standing"]);
        let interim = json!({"by": "phone", "text": "已调阅记录", "promised": "2026-10-12"});
        assert_eq!(
            gates(&owner, &number, "interim", interim).await,
            ["standing"]
        );
        house.chains_hold().await;
    }
}

const SAID: &str = "主任收红包一事";
const CLUE: &str = "LJ-20260930-0001";

/// A case with words about a bribe in all the places that are not the narrative.
async fn with_words(house: &House) -> (String, String) {
    let number = registered(&house.program("receptionist"), unclassed()).await;
    let (owner, director) = (house.program("coordinator"), house.program("director"));
    done(&owner, &number, "accept", json!({})).await;
    done(
        &director,
        &number,
        "assign",
        json!({"owner": "coordinator"}),
    )
    .await;
    house.clock_to("2026-09-30 16:45");
    let order = order_of(&owner, &number).await;
    let longer = json!({"until": "2026-10-14T17:30:00+08:00", "reason": format!("{SAID}还在核实")});
    stepped(&owner, &order, "ask-extension", longer).await;
    let interim = json!({"by": "phone", "text": format!("{SAID}正在核实"),
                         "promised": "2026-10-12"});
    done(&owner, &number, "interim", interim).await;
    let version = read(&owner, &format!("/cases/{number}")).await["version"].clone();
    let mut line = given(1, "市公安局");
    line["version"] = version;
    line["what"] = json!(format!("{SAID}的谈话记录"));
    let (status, answer) = owner.post(&format!("/cases/{number}/disclose"), line).await;
    assert_eq!(status, 200, "{answer}");
    (number, order)
}

/// Where a program or a person of the office reads the words.
async fn places_that_tell(house: &House, login: &str, number: &str, order: &str) -> Vec<String> {
    let (program, browser): (Program<'_>, Browser<'_>) =
        (house.program(login), house.signed_in(login).await);
    let mut telling = Vec::new();
    for path in [
        format!("/cases/{number}"),
        format!("/orders/{order}"),
        "/privacy/disclosures".to_owned(),
    ] {
        let (status, told) = program.get(&path).await;
        assert_eq!(status, 200, "{path} as {login}: {told}");
        if told.to_string().contains(SAID) {
            telling.push(format!("program {path}"));
        }
        if page(&browser, &path).await.contains(SAID) {
            telling.push(path);
        }
    }
    telling
}

#[tokio::test]
async fn words_from_before_a_clue_was_found_are_told_nowhere() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-30 15:12").await;
        let (number, order) = with_words(&house).await;
        let before = places_that_tell(&house, "coordinator", &number, &order).await;
        assert!(before.len() >= 5, "{engine:?}: only {before:?}");
        house.clock_to("2026-09-30 17:10");
        parted(&house.signed_in("coordinator").await, &number).await;
        // Whoever found it knows of it until discipline has signed for it.
        done(&house.program("discipline"), CLUE, "receive", json!({})).await;
        for login in ["coordinator", "deputy"] {
            let after = places_that_tell(&house, login, &number, &order).await;
            assert_eq!(after, [""; 0], "{engine:?} {login}");
        }
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn whoever_is_complained_of_decides_nothing_about_the_case() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-30 15:12").await;
        let (director, owner) = (house.program("director"), house.program("coordinator"));
        let mut body = complaint(patient(), friend());
        body["allegations"][0]["respondents"] = json!(["1005"]);
        let number = registered(&house.program("receptionist"), body).await;
        let path = format!("/cases/{number}");
        done(&owner, &number, "accept", json!({})).await;
        house.clock_to("2026-09-30 16:45");
        let order = order_of(&owner, &number).await;
        let signed = json!({"at": "2026-09-30T16:45:00+08:00"});
        assert_eq!(step(&director, &order, "sign", signed).await.0, 403);

        let version = read(&owner, &path).await["version"].clone();
        let hold =
            json!({"version": version, "reason": "法院要求", "reference": "（2026）民初1号"});
        let (status, hold) = house
            .program("counsel")
            .post(&format!("{path}/hold"), hold)
            .await;
        assert_eq!(status, 200, "{hold}");
        let lift = json!({"version": 1, "reason": "不再需要"});
        let lifting = format!("/holds/{}/lift", hold["id"].as_str().unwrap());
        assert_eq!(director.post(&lifting, lift).await.0, 403);

        let version = read(&owner, &path).await["version"].clone();
        let wrong = json!({"version": version, "reason": "登记到了另一位患者名下"});
        let (status, aside) = owner.post(&format!("{path}/set-aside"), wrong).await;
        assert_eq!(status, 200, "{aside}");
        let deciding = format!("/asides/{}/decide", aside["id"].as_str().unwrap());
        let agreed = json!({"version": 1, "agreed": true});
        assert_eq!(director.post(&deciding, agreed).await.0, 403);
        house.chains_hold().await;
    }
}
