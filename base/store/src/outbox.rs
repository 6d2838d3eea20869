//! Words to be delivered, written in the transaction of the change that causes
//! them and delivered by a round. `not_before` leaves time to undo.

use tongli_kernel::{Arg, DepartmentId, Id, IdMint, Moment, Role, Said, StaffId, Tenant, Viewer};

use crate::{Row, StoreError, Subject, Tx, args};

#[derive(Debug)]
pub struct MessageMark;
pub type MessageId = Id<MessageMark>;

/// Milliseconds in which an action can still be undone before word goes out.
pub const UNDO_MS: i64 = 10_000;

/// The topic of words that go to whom they are for and to nobody in their place.
pub const RESTRICTED: &str = "restricted";

/// To whom: a person, or whoever holds a role when it is delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    Staff(StaffId),
    Role(Role),
    /// Holders of a role in one department.
    RoleIn(Role, DepartmentId),
}

/// One message to be delivered.
#[derive(Debug, Clone)]
pub struct Message {
    pub topic: &'static str,
    pub subject: Subject,
    pub to: To,
    /// Urgent words wake the duty officer; the rest waits for the morning.
    pub urgent: bool,
    pub said: Said,
}

impl Message {
    pub fn new(topic: &'static str, subject: Subject, to: To, said: Said) -> Self {
        Self {
            topic,
            subject,
            to,
            urgent: false,
            said,
        }
    }

    #[must_use]
    pub fn urgent(mut self, urgent: bool) -> Self {
        self.urgent = urgent;
        self
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.said = self.said.with(name, value);
        self
    }
}

/// Puts a message into the outbox.
pub async fn put(
    tx: &mut Tx,
    viewer: &Viewer,
    ids: &IdMint,
    now: Moment,
    message: Message,
) -> Result<MessageId, StoreError> {
    let id = ids.next(now);
    let (role, staff, department) = match message.to {
        To::Staff(staff) => (None, Some(staff), None),
        To::Role(role) => (Some(role.0), None, None),
        To::RoleIn(role, department) => (Some(role.0), None, Some(department)),
    };
    let said = serde_json::to_string(&message.said).map_err(StoreError::bug)?;
    tx.run(
        "INSERT INTO outbox (tenant, id, topic, subject_kind, subject_id, to_role, to_staff,
             department, urgent, message, not_before, created_at, tries)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,0)",
        args![
            viewer.tenant,
            id,
            message.topic,
            message.subject.kind,
            message.subject.id,
            role,
            staff,
            department,
            message.urgent,
            said,
            now.plus_millis(UNDO_MS),
            now
        ],
    )
    .await?;
    Ok(id)
}

/// A message as it waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub tenant: Tenant,
    pub id: MessageId,
    pub topic: String,
    pub subject_kind: String,
    pub subject_id: i64,
    pub to_role: Option<String>,
    pub to_staff: Option<StaffId>,
    pub department: Option<DepartmentId>,
    pub urgent: bool,
    pub said: Said,
    pub created_at: Moment,
    pub tries: i64,
}

fn waiting(row: &Row) -> Result<Waiting, StoreError> {
    let said: String = row.get("message")?;
    Ok(Waiting {
        tenant: row.get("tenant")?,
        id: row.get("id")?,
        topic: row.get("topic")?,
        subject_kind: row.get("subject_kind")?,
        subject_id: row.get("subject_id")?,
        to_role: row.get("to_role")?,
        to_staff: row.get("to_staff")?,
        department: row.get("department")?,
        urgent: row.get("urgent")?,
        said: serde_json::from_str(&said).map_err(StoreError::bug)?,
        created_at: row.get("created_at")?,
        tries: row.get("tries")?,
    })
}

/// Messages whose time has come, oldest first.
pub async fn due(
    tx: &mut Tx,
    tenant: Tenant,
    now: Moment,
    limit: i64,
) -> Result<Vec<Waiting>, StoreError> {
    tx.all(
        "SELECT tenant, id, topic, subject_kind, subject_id, to_role, to_staff, department, urgent,
                message, created_at, tries
         FROM outbox
         WHERE tenant = $1 AND not_before <= $2 AND delivered_at IS NULL AND withdrawn_at IS NULL
         ORDER BY not_before, id LIMIT $3",
        args![tenant, now, limit],
        waiting,
    )
    .await
}

/// Marks a message delivered; `false` if somebody else did so or it was withdrawn.
pub async fn delivered(
    tx: &mut Tx,
    tenant: Tenant,
    id: MessageId,
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE outbox SET delivered_at = $3
             WHERE tenant = $1 AND id = $2 AND delivered_at IS NULL AND withdrawn_at IS NULL",
            args![tenant, id, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Notes a failed try and when to try again: a minute, doubled each time, at most
/// an hour.
pub async fn failed(
    tx: &mut Tx,
    message: &Waiting,
    error: &str,
    now: Moment,
) -> Result<(), StoreError> {
    let minutes = 1_i64 << message.tries.clamp(0, 6);
    tx.run(
        "UPDATE outbox SET tries = tries + 1, last_error = $3, not_before = $4
         WHERE tenant = $1 AND id = $2 AND delivered_at IS NULL",
        args![
            message.tenant,
            message.id,
            error,
            now.plus_seconds(60 * minutes.min(60))
        ],
    )
    .await?;
    Ok(())
}

/// Takes back what has not gone out yet: the undo of an action.
pub async fn withdraw(
    tx: &mut Tx,
    tenant: Tenant,
    id: MessageId,
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE outbox SET withdrawn_at = $3
             WHERE tenant = $1 AND id = $2 AND delivered_at IS NULL AND withdrawn_at IS NULL",
            args![tenant, id, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Takes back every word of one topic about a subject that has not gone out yet.
pub async fn withdraw_topic(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
    (topic, now): (&str, Moment),
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE outbox SET withdrawn_at = $5
         WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3 AND topic = $4
           AND delivered_at IS NULL AND withdrawn_at IS NULL",
        args![tenant, subject.kind, subject.id, topic, now],
    )
    .await?;
    Ok(())
}
