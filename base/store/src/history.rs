//! Who did what to which subject, when: one hash chain a subject.
//!
//! The hash covers the typed columns and a salted digest of the payload, so a
//! payload may lawfully be destroyed and the chain still verifies: a missing payload holds
//! only where a later link of the same chain says that it was destroyed.

use serde_json::Value as Json;
use tongli_kernel::{Chance, DepartmentId, Fault, Moment, Said, Tenant, Viewer, ViewerKind};

use crate::{OnUnique, Query, Row, StoreError, Subject, Tx, Value, args, sha256};

mod check;
mod copies;
mod proof;
mod seals;
mod signers;
mod tree;

pub use check::{ChainFlaw, Checked, check_all, check_subject};
pub use copies::bind_copies;
pub use proof::{SealFlaw, check_seals};
pub use seals::{Inclusion, inclusion, seal_changed};
pub use signers::hand_over;

/// How the columns are laid out before hashing; a new layout is a new number.
const FORM: i64 = 1;
const ALGORITHM: &str = "sha256";
/// What the first link of a chain names as its predecessor.
const NOTHING: &str = "";

/// What happened, as the verb that did it writes it down.
#[derive(Debug, Clone)]
pub struct Event {
    pub verb: &'static str,
    pub from: Option<&'static str>,
    pub to: Option<&'static str>,
    pub department: Option<DepartmentId>,
    /// Details for the timeline. Names, phones and medical text stay sealed in
    /// their own tables and are never repeated here.
    pub payload: Json,
}

impl Event {
    pub fn new(verb: &'static str) -> Self {
        Self {
            verb,
            from: None,
            to: None,
            department: None,
            payload: Json::Null,
        }
    }

    /// A typed transition between two stages.
    #[must_use]
    pub fn moved(mut self, from: &'static str, to: &'static str) -> Self {
        self.from = Some(from);
        self.to = Some(to);
        self
    }

    #[must_use]
    pub fn with(mut self, payload: Json) -> Self {
        self.payload = payload;
        self
    }

    #[must_use]
    pub fn department(mut self, department: Option<DepartmentId>) -> Self {
        self.department = department;
        self
    }
}

/// One link as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    pub subject_kind: String,
    pub subject_id: i64,
    pub seq: i64,
    pub at: Moment,
    pub by_kind: String,
    pub by_id: Option<i64>,
    pub by_name: String,
    pub department: Option<DepartmentId>,
    pub verb: String,
    pub from: Option<String>,
    pub to: Option<String>,
    /// `None` once destroyed.
    pub payload: Option<String>,
    salt: String,
    payload_digest: String,
    form: i64,
    algorithm: String,
    previous: String,
    pub hash: String,
}

impl Link {
    /// The details; `null` where they were destroyed.
    pub fn details(&self) -> Json {
        self.payload
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or(Json::Null)
    }

    /// What the hash is taken over: a JSON list, in which no two different
    /// contents can look alike.
    fn computed(&self, tenant: Tenant) -> String {
        let content = serde_json::json!([
            self.form,
            self.algorithm,
            tenant.0,
            self.subject_kind,
            self.subject_id,
            self.seq,
            self.at.millis(),
            self.by_kind,
            self.by_id,
            self.by_name,
            self.department.map(tongli_kernel::Id::raw),
            self.verb,
            self.from,
            self.to,
            self.payload_digest,
            self.previous,
        ]);
        sha256(content.to_string().as_bytes())
    }
}

/// Adds a link to a subject's chain; answers its place, counted from 1. Of two
/// writers at once the slower waits and adds its link after the other's; whether what
/// it does still fits is for the subject's version to say.
pub async fn append(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    chance: &dyn Chance,
    subject: Subject,
    event: Event,
) -> Result<i64, Fault> {
    let head = tx
        .find(
            // Written and not read, so that PostgreSQL holds the row until the commit.
            "UPDATE history_heads SET unsealed = 1
             WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3
             RETURNING seq, hash",
            args![viewer.tenant, subject.kind, subject.id],
            |row| Ok((row.get::<i64>("seq")?, row.get::<String>("hash")?)),
        )
        .await?;
    let head = head.unwrap_or((0, NOTHING.to_owned()));
    let link = made(viewer, now, chance, (subject, event), head);
    insert(tx, viewer.tenant, &link).await?;
    Ok(link.seq)
}

/// Rows of one statement.
const AT_ONCE: usize = 50;

/// Begins the chains of subjects that have none, many in one statement.
pub async fn begin_many(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    chance: &dyn Chance,
    begun: Vec<(Subject, Event)>,
) -> Result<(), Fault> {
    let links: Vec<Link> = begun
        .into_iter()
        .map(|one| made(viewer, now, chance, one, (0, NOTHING.to_owned())))
        .collect();
    let faster = || Fault::Conflict(Said::new("fault-somebody-was-faster"));
    for chunk in links.chunks(AT_ONCE) {
        let mut query = Query::new(
            "INSERT INTO history (tenant, subject_kind, subject_id, seq, at, by_kind, by_id,
                 by_name, department, verb, from_stage, to_stage, payload, salt, payload_digest,
                 form, algorithm, previous, hash) VALUES ",
        );
        push_rows(&mut query, chunk, |link| columns(viewer.tenant, link));
        let (sql, args) = query.finish();
        tx.run(sql, args).await.on_unique(faster)?;
        let mut query = Query::new(
            "INSERT INTO history_heads (tenant, subject_kind, subject_id, seq, hash, unsealed)
             VALUES ",
        );
        push_rows(&mut query, chunk, |link| {
            let (kind, hash) = (&link.subject_kind, &link.hash);
            args![viewer.tenant, kind, link.subject_id, link.seq, hash, 1_i64]
        });
        let (sql, args) = query.finish();
        tx.run(sql, args).await.on_unique(faster)?;
    }
    Ok(())
}

fn push_rows(query: &mut Query, links: &[Link], row: impl Fn(&Link) -> Vec<Value>) {
    for (at, link) in links.iter().enumerate() {
        query.push(if at == 0 { "(" } else { ", (" });
        for (column, value) in row(link).into_iter().enumerate() {
            query.push(if column == 0 { "" } else { ", " });
            query.bind_value(value);
        }
        query.push(")");
    }
}

/// A link behind a head: its place and hash.
fn made(
    viewer: &Viewer,
    now: Moment,
    chance: &dyn Chance,
    (subject, event): (Subject, Event),
    (last, previous): (i64, String),
) -> Link {
    let payload = event.payload.to_string();
    let salt = chance.secret();
    let (by_kind, by_id) = author(viewer);
    let mut link = Link {
        subject_kind: subject.kind.to_owned(),
        subject_id: subject.id,
        seq: last + 1,
        at: now,
        by_kind: by_kind.to_owned(),
        by_id,
        by_name: viewer.signature(),
        department: event.department,
        verb: event.verb.to_owned(),
        from: event.from.map(str::to_owned),
        to: event.to.map(str::to_owned),
        payload_digest: sha256(format!("{salt}{payload}").as_bytes()),
        payload: Some(payload),
        salt,
        form: FORM,
        algorithm: ALGORITHM.to_owned(),
        previous,
        hash: String::new(),
    };
    link.hash = link.computed(viewer.tenant);
    link
}

fn columns(tenant: Tenant, link: &Link) -> Vec<Value> {
    args![
        tenant,
        &link.subject_kind,
        link.subject_id,
        link.seq,
        link.at,
        &link.by_kind,
        link.by_id,
        &link.by_name,
        link.department,
        &link.verb,
        link.from.as_deref(),
        link.to.as_deref(),
        link.payload.as_deref(),
        &link.salt,
        &link.payload_digest,
        link.form,
        &link.algorithm,
        &link.previous,
        &link.hash,
    ]
}

fn author(viewer: &Viewer) -> (&'static str, Option<i64>) {
    match viewer.kind {
        ViewerKind::Staff(id) => ("staff", Some(id.raw())),
        ViewerKind::Clock(_) => ("clock", None),
        ViewerKind::Operator => ("operator", None),
        ViewerKind::Public => ("public", None),
    }
}

async fn insert(tx: &mut Tx, tenant: Tenant, link: &Link) -> Result<(), Fault> {
    let inserted = tx
        .run(
            "INSERT INTO history (tenant, subject_kind, subject_id, seq, at, by_kind, by_id, by_name,
                 department, verb, from_stage, to_stage, payload, salt, payload_digest, form,
                 algorithm, previous, hash)
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19)
             ON CONFLICT DO NOTHING",
            columns(tenant, link),
        )
        .await?;
    if inserted == 0 {
        return Err(Fault::Conflict(Said::new("fault-somebody-was-faster")));
    }
    tx.run(
        "INSERT INTO history_heads (tenant, subject_kind, subject_id, seq, hash, unsealed)
         VALUES ($1, $2, $3, $4, $5, 1)
         ON CONFLICT (tenant, subject_kind, subject_id)
         DO UPDATE SET seq = excluded.seq, hash = excluded.hash, unsealed = 1",
        args![
            tenant,
            &link.subject_kind,
            link.subject_id,
            link.seq,
            &link.hash
        ],
    )
    .await?;
    Ok(())
}

/// A subject's links after `after`, oldest first, at most `limit`.
pub async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
    after: i64,
    limit: i64,
) -> Result<Vec<Link>, StoreError> {
    tx.all(
        "SELECT subject_kind, subject_id, seq, at, by_kind, by_id, by_name, department, verb,
                from_stage, to_stage, payload, salt, payload_digest, form, algorithm, previous, hash
         FROM history
         WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3 AND seq > $4
         ORDER BY seq LIMIT $5",
        args![tenant, subject.kind, subject.id, after, limit],
        link,
    )
    .await
}

/// Who took the newest of these steps with a subject; nothing where nobody did.
pub async fn last_by(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
    verbs: &[&'static str],
) -> Result<Option<i64>, StoreError> {
    let mut query = Query::new("SELECT by_id FROM history WHERE tenant = ");
    query
        .bind(tenant)
        .push(" AND subject_kind = ")
        .bind(subject.kind)
        .push(" AND subject_id = ")
        .bind(subject.id)
        .push(" AND verb IN (")
        .bind_all(verbs.iter().copied())
        .push(") ORDER BY seq DESC LIMIT 1");
    let (sql, args) = query.finish();
    let found = tx
        .find(sql, args, |row| row.get::<Option<i64>>("by_id"))
        .await?;
    Ok(found.flatten())
}

/// The verb of a link that says the payloads before it were destroyed.
pub const DESTROYED: &str = "destroyed";

/// Destroys what the links so far say, and the salt by which it could be guessed; the
/// links stay, the chain still verifies, and one more link says by which record it was
/// done. Twice changes nothing. Only the two-person destruction may call this.
pub async fn destroy_payloads(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    chance: &dyn Chance,
    subject: Subject,
    record: Json,
) -> Result<(), Fault> {
    let tenant = viewer.tenant;
    let last = tx
        .find(
            "SELECT MAX(seq) AS last FROM history
             WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3
               AND payload IS NOT NULL AND verb <> $4",
            args![tenant, subject.kind, subject.id, DESTROYED],
            |row| row.get::<Option<i64>>("last"),
        )
        .await?
        .flatten();
    let Some(last) = last else {
        return Ok(());
    };
    let event = Event::new(DESTROYED).with(record);
    append(tx, viewer, now, chance, subject, event).await?;
    tx.run(
        "UPDATE history SET payload = NULL, salt = ''
         WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3 AND seq <= $4
           AND payload IS NOT NULL AND verb <> $5",
        args![tenant, subject.kind, subject.id, last, DESTROYED],
    )
    .await?;
    Ok(())
}

fn link(row: &Row) -> Result<Link, StoreError> {
    Ok(Link {
        subject_kind: row.get("subject_kind")?,
        subject_id: row.get("subject_id")?,
        seq: row.get("seq")?,
        at: row.get("at")?,
        by_kind: row.get("by_kind")?,
        by_id: row.get("by_id")?,
        by_name: row.get("by_name")?,
        department: row.get("department")?,
        verb: row.get("verb")?,
        from: row.get("from_stage")?,
        to: row.get("to_stage")?,
        payload: row.get("payload")?,
        salt: row.get("salt")?,
        payload_digest: row.get("payload_digest")?,
        form: row.get("form")?,
        algorithm: row.get("algorithm")?,
        previous: row.get("previous")?,
        hash: row.get("hash")?,
    })
}
