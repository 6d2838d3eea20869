//! The head of the case page leads everybody through the inquiry.

use axum::http::StatusCode;
use serde_json::json;
use tongli_kernel::Viewer;

use crate::{Cast, with_cast};

/// What the head offers, or says of who is awaited.
async fn head(cast: &Cast, who: &Viewer, path: &str) -> String {
    let (status, page) = cast.house.get(who, path).await;
    assert_eq!(status, StatusCode::OK);
    let at = page.find("class=\"case-actions\"").unwrap();
    let (head, _) = page[at..].split_once("<details").unwrap();
    head.to_owned()
}

#[tokio::test]
async fn each_step_of_the_inquiry_is_offered_to_whoever_takes_it() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let number = case.number.as_str();
        let path = format!("/cases/{number}");
        let leads = |link: &str| format!("btn-primary\" href=\"{link}");
        let zhao = head(&cast, &cast.zhao, &path).await;
        assert!(zhao.contains(&leads(&format!("{path}/request-statement"))));
        assert!(
            head(&cast, &cast.ward, &path)
                .await
                .contains("等zhao调查核实")
        );

        let ask = json!({ "departments": ["GK2"], "question": "请说明当晚呼叫与应答的经过" });
        house
            .done(&cast.zhao, number, "request-statement", ask)
            .await;
        assert!(
            head(&cast, &cast.ward, &path)
                .await
                .contains(&leads("/statements/"))
        );
        assert!(
            head(&cast, &cast.zhao, &path)
                .await
                .contains("等 1 份科室说明")
        );
        let given = json!({ "text": "当班两人，一人外出送检，二十一分钟后应答" });
        house
            .done(&cast.ward, number, "submit-statement", given)
            .await;
        assert!(
            head(&cast, &cast.ward, &path)
                .await
                .contains("等zhao调查核实")
        );

        let zhao = head(&cast, &cast.zhao, &path).await;
        assert!(zhao.contains(&leads(&format!("{path}/investigation"))));
        cast.investigated(number).await;
        let zhao = head(&cast, &cast.zhao, &path).await;
        assert!(zhao.contains(&leads(&format!("{path}/find"))));
        house
            .done(&cast.zhao, number, "find", Cast::findings())
            .await;
        assert!(
            head(&cast, &cast.zhao, &path)
                .await
                .contains("等另一位审核调查")
        );
        let chief = head(&cast, &cast.chief, &path).await;
        assert!(chief.contains(&leads(&format!("{path}/review"))));
    })
    .await;
}
