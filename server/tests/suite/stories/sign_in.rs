//! Somebody comes to work.

use crate::house::{ENGINES, House};

#[tokio::test]
async fn a_receptionist_signs_in_and_out() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 08:00").await;
        let browser = house.signed_in("receptionist").await;
        let page = browser.get("/me").await.text().await.unwrap();
        assert!(page.contains("林晓禾"));
        assert_eq!(browser.post("/sign-out", &[]).await.status(), 303);
        assert_eq!(browser.get("/me").await.status(), 303);
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let house = House::at(ENGINES[0], "2026-09-28 08:00").await;
    let browser = house.signed_in("receptionist").await;
    assert_eq!(browser.get("/me").await.status(), 200);
    house.clock_to("2026-09-28 09:00");
    let answer = browser.get("/me").await;
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["location"], "/sign-in?back=/me");
}
