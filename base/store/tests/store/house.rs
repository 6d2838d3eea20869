//! What every test here stands on: one hospital, one case, one person, one noon.

use std::sync::Arc;

use serde_json::json;
use tongli_kernel::{Fault, Id, Lang, Moment, Role, SeededChance, Tenant, Viewer, ViewerKind};
use tongli_store::history::{self, Event};
use tongli_store::keys::Keys;
use tongli_store::{Db, Subject, Vault};

pub const T: Tenant = Tenant(1);
pub const CASE: Subject = Subject::new("case", 42);

pub fn noon() -> Moment {
    Moment::from_rfc3339("2026-09-28T12:00:00+08:00").unwrap()
}

pub fn wang() -> Viewer {
    Viewer {
        tenant: T,
        kind: ViewerKind::Staff(Id::new(7)),
        name: "王敏".into(),
        roles: [Role("coordinator")].into(),
        departments: vec![],
        lang: Lang::Zh,
    }
}

/// What the house gives its database.
pub fn vault() -> Vault {
    let chance = SeededChance::new(8);
    Vault::new(Keys::generate(&chance), Arc::new(chance))
}

pub async fn append(db: &Db, verb: &'static str) -> Result<i64, Fault> {
    let chance = SeededChance::new(3);
    let viewer = wang();
    db.write(async |tx| {
        history::append(
            tx,
            &viewer,
            noon(),
            &chance,
            CASE,
            Event::new(verb).with(json!({"note": verb})),
        )
        .await
    })
    .await
}
