//! Registering: each field wrong, and each of another kind.

use serde_json::{Value, json};

use super::{faults_of, good};
use crate::house::{ENGINES, House};

/// The good body with one value in another's place: `/contact/phone`.
fn with(pointer: &str, value: Value) -> Value {
    let mut body = good();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
    body
}

fn bad_values() -> Vec<(&'static str, Value, &'static str)> {
    let long = |most: usize| json!("字".repeat(most + 1));
    let thirty_one: Vec<Value> = (0..31).map(|_| json!({"text": "窗口无故关闭"})).collect();
    vec![
        ("/kind", json!(""), "kind"),
        ("/kind", json!("??"), "kind"),
        ("/channel", json!(""), "channel"),
        ("/channel", json!("??"), "channel"),
        ("/narrative", json!(""), "narrative"),
        ("/narrative", json!("痛"), "narrative"),
        ("/narrative", long(20_000), "narrative"),
        ("/demand", long(4_000), "demand"),
        ("/underlying_need", long(4_000), "underlying_need"),
        ("/incident_place", long(4_000), "incident_place"),
        ("/leader_instruction", long(4_000), "leader_instruction"),
        ("/anonymity_reason", long(4_000), "anonymity_reason"),
        ("/settled_result", long(4_000), "settled_result"),
        (
            "/received_at",
            json!("2026-09-28T09:13:00+08:00"),
            "received_at",
        ),
        ("/received_at", json!("28.9."), "received_at"),
        (
            "/incident_at",
            json!("2026-09-29T00:00:00+08:00"),
            "incident_at",
        ),
        ("/incident_at", json!("??"), "incident_at"),
        ("/urgency", json!("??"), "urgency"),
        ("/visit_type", json!("??"), "visit_type"),
        ("/mood", json!("??"), "mood"),
        ("/already_in_court", json!("??"), "already_in_court"),
        ("/help_needs", json!(["??"]), "help_needs"),
        ("/persons_present", json!(-1), "persons_present"),
        ("/persons_present", json!(1001), "persons_present"),
        ("/department", json!("??"), "department"),
        ("/patient/name", long(100), "patient.name"),
        ("/patient/sex", json!("??"), "patient.sex"),
        (
            "/patient/birth_date",
            json!("7.3.1959"),
            "patient.birth_date",
        ),
        (
            "/patient/birth_date",
            json!("2026-09-29"),
            "patient.birth_date",
        ),
        (
            "/patient/birth_date",
            json!("1870-01-01"),
            "patient.birth_date",
        ),
        (
            "/patient/record_no",
            json!("9".repeat(41)),
            "patient.record_no",
        ),
        ("/contact/name", long(100), "contact.name"),
        ("/contact/phone", json!("1380000"), "contact.phone"),
        ("/contact/relation", json!("??"), "contact.relation"),
        ("/contact/reply_by", json!("??"), "contact.reply_by"),
        ("/allegations", json!(thirty_one), "allegations"),
        (
            "/allegations/0/category",
            json!("??"),
            "allegations[0].category",
        ),
        ("/allegations/0/text", json!(" "), "allegations[0].text"),
        ("/allegations/0/text", long(4_000), "allegations[0].text"),
        (
            "/allegations/0/severity",
            json!(4),
            "allegations[0].severity",
        ),
        (
            "/allegations/0/departments",
            json!(["??"]),
            "allegations[0].departments",
        ),
    ]
}

fn wrong_types() -> Vec<(&'static str, Value, &'static str)> {
    vec![
        ("/kind", json!(5), "kind"),
        ("/narrative", json!(["窗口"]), "narrative"),
        ("/received_at", json!(5), "received_at"),
        ("/urgency", json!(true), "urgency"),
        ("/persons_present", json!("5"), "persons_present"),
        ("/persons_present", json!(1.5), "persons_present"),
        ("/read_back", json!("yes"), "read_back"),
        ("/already_in_court", json!(5), "already_in_court"),
        ("/help_needs", json!("elder"), "help_needs"),
        ("/patient", json!("何小满"), "patient"),
        ("/patient/name", json!(5), "patient.name"),
        ("/contact/phone", json!(13_800_000_001_i64), "contact.phone"),
        ("/allegations", json!({}), "allegations"),
        (
            "/allegations/0/departments",
            json!("SF"),
            "allegations[0].departments",
        ),
        (
            "/allegations/0/severity",
            json!("2"),
            "allegations[0].severity",
        ),
    ]
}

#[tokio::test]
async fn a_wrong_value_is_refused_by_its_field_in_both_languages() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.program("receptionist");
        let mut faults = Vec::new();
        for (pointer, value, field) in bad_values() {
            faults.extend(faults_of(&desk, "/cases", &with(pointer, value), 422, field).await);
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert_eq!(desk.get("/cases").await.1["items"], json!([]));
    }
}

#[tokio::test]
async fn a_value_of_another_kind_is_refused_by_its_field_in_both_languages() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.program("receptionist");
        let mut faults = Vec::new();
        for (pointer, value, field) in wrong_types() {
            faults.extend(faults_of(&desk, "/cases", &with(pointer, value), 422, field).await);
        }
        for whole in [json!([]), json!("x"), json!(5)] {
            faults.extend(faults_of(&desk, "/cases", &whole, 422, "").await);
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert_eq!(desk.get("/cases").await.1["items"], json!([]));
    }
}
