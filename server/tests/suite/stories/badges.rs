//! Every count on the first page is the length of the list it leads to, whoever looks.

use crate::house::{Browser, ENGINES, House};

/// The address and the count of every tab and figure.
fn counted(page: &str) -> Vec<(String, String)> {
    let links = page.split("<a class=\"").skip(1);
    links
        .filter(|rest| rest.starts_with("tab") || rest.starts_with("figure"))
        .filter_map(|rest| {
            let href = rest.split("href=\"").nth(1)?.split('"').next()?;
            let link = rest.split("</a>").next()?;
            let count = ["figure-value", "tab-count"]
                .iter()
                .find_map(|class| link.split(class).nth(1))?;
            let count = count.split_once('>')?.1.split('<').next()?;
            Some((href.replace("&#38;", "&"), count.to_owned()))
        })
        .collect()
}

/// How many rows a list has on all its pages.
async fn length(browser: &Browser<'_>, href: &str) -> usize {
    let (mut rows, mut next) = (0, Some(href.to_owned()));
    while let Some(path) = next {
        let page = browser.get(&path).await.text().await.unwrap();
        rows += page.matches("data-row-link").count();
        next = page
            .split("rel=\"next\"")
            .next()
            .filter(|before| before.len() < page.len())
            .and_then(|before| before.rsplit_once("href=\""))
            .and_then(|(_, rest)| rest.split('"').next())
            .map(|href| href.replace("&#38;", "&"));
    }
    rows
}

#[tokio::test]
async fn every_count_of_the_first_page_is_the_length_of_its_list() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        tongli::demo::fill(&house.app).await.unwrap();
        house.clock_to("2026-10-13 09:00");
        house.rounds().await;
        let logins: Vec<String> = ["coordinator", "director", "receptionist", "discipline"]
            .iter()
            .filter(|login| house.accounts().any(|account| account.login == **login))
            .map(|login| (*login).to_owned())
            .collect();
        let mut compared = 0;
        for login in &logins {
            let browser = house.signed_in(login).await;
            let page = browser.get("/").await.text().await.unwrap();
            for (href, count) in counted(&page) {
                let rows = length(&browser, &href).await;
                let expected = match rows {
                    0..=50 => rows.to_string(),
                    _ => "50+".to_owned(),
                };
                // The figure of all of mine leads to groups, each with its first rows.
                let is_grouped = href == "/?queue=mine";
                if !is_grouped || rows < 20 {
                    assert_eq!(count, expected, "{login} {href}");
                    compared += usize::from(rows > 0);
                }
            }
        }
        assert!(compared > 5, "only {compared} lists held anything");
    }
}
