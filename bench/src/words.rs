//! Words to search for: how often each is said decides what finding it costs.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use tongli_kernel::Tenant;
use tongli_store::{Db, Value, args};

/// Narratives in which words are counted: the oldest, for the newest are those that an
/// earlier run brought in.
const LOOKED_AT: i64 = 5_000;
const TENANT: Tenant = Tenant(1);

/// Words with their share of these narratives, in per cent.
pub struct Words {
    pub common: (String, f64),
    pub also_common: (String, f64),
    pub medium: (String, f64),
    pub rare: (String, f64),
    /// In no narrative.
    pub absent: String,
}

impl Words {
    /// Pairs of characters nearest to 66, 8 and 0.2 of a hundred.
    pub async fn choose(db: &Db) -> anyhow::Result<Words> {
        let mut tx = db.read().await?;
        let narratives: Vec<String> = tx
            .all(
                "SELECT narrative FROM cases WHERE tenant = $1 ORDER BY id LIMIT $2",
                args![TENANT, LOOKED_AT],
                |row| row.get("narrative"),
            )
            .await?;
        let mut said: BTreeMap<String, usize> = BTreeMap::new();
        for narrative in &narratives {
            for pair in pairs(narrative) {
                *said.entry(pair).or_default() += 1;
            }
        }
        let all = narratives.len().max(1) as f64;
        let shares: Vec<(String, f64)> = said
            .into_iter()
            .map(|(pair, many)| (pair, 100.0 * many as f64 / all))
            .collect();
        let nearest = |share: f64, not: &str| {
            let others = shares.iter().filter(|(pair, _)| pair != not);
            let near = |one: &(String, f64)| (one.1.max(1e-9) / share).ln().abs();
            others
                .min_by(|one, two| near(one).total_cmp(&near(two)))
                .cloned()
                .context("no narratives to choose words from")
        };
        let common = nearest(66.0, "")?;
        Ok(Words {
            also_common: nearest(60.0, &common.0)?,
            medium: nearest(8.0, "")?,
            rare: nearest(0.2, "")?,
            absent: "犇骉".to_owned(),
            common,
        })
    }

    /// What is searched, with its name.
    pub fn searches(&self) -> Vec<(String, String)> {
        let told = |name: &str, (word, share): &(String, f64)| {
            (format!("{name} {share:.1} %"), word.clone())
        };
        vec![
            told("common", &self.common),
            told("medium", &self.medium),
            told("rare", &self.rare),
            ("absent".to_owned(), self.absent.clone()),
            (
                "two common and the rare".to_owned(),
                format!("{} {} {}", self.common.0, self.also_common.0, self.rare.0),
            ),
        ]
    }
}

fn pairs(text: &str) -> BTreeSet<String> {
    let signs: Vec<char> = text.chars().collect();
    let han = |sign: &char| ('\u{4e00}'..='\u{9fff}').contains(sign);
    signs
        .windows(2)
        .filter(|pair| pair.iter().all(han))
        .map(|pair| pair.iter().collect())
        .collect()
}

/// Numbers of cases from everywhere in time.
pub async fn numbers(db: &Db, many: i64) -> anyhow::Result<Vec<String>> {
    let mut tx = db.read().await?;
    let (first, last) = tx
        .one(
            "SELECT MIN(id) AS least, MAX(id) AS most FROM cases WHERE tenant = $1",
            args![TENANT],
            |row| Ok((row.get::<i64>("least")?, row.get::<i64>("most")?)),
        )
        .await?;
    let mut found = BTreeSet::new();
    for nth in 0..many {
        let from = first + (last - first) / many * nth;
        let one: Option<String> = tx
            .find(
                "SELECT number FROM cases WHERE tenant = $1 AND id >= $2 AND confidentiality = 0
                 ORDER BY id LIMIT 1",
                vec![Value::Int(Some(TENANT.0)), Value::Int(Some(from))],
                |row| row.get("number"),
            )
            .await?;
        found.extend(one);
    }
    Ok(found.into_iter().collect())
}
