//! The rows of cases: put, changed under their version, found inside a scope.

use tongli_kernel::{Fault, Moment, Said, Scope, StaffId, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, Value, args};

use super::figures;
use super::scope::push_scope;
use crate::case::{Case, CaseId};
use crate::codes::{Handling, HelpNeed, Risk, joined, split};
use crate::endings::Endings;

/// Kept for as long as the rule of its class says.
const RETENTION: &str = "case";

pub(super) const COLUMNS: &str =
    "c.id, c.number, c.kind, c.stage, c.version, c.paused, c.pause_reason,
     c.confidentiality, c.channel, c.received_at, c.registered_at, c.narrative,
     c.demand, c.underlying_need, c.person, c.contact, c.anonymity_reason,
     c.department_visited, c.visit_type, c.incident_at, c.incident_place, c.urgency,
     c.mood, c.persons_present, c.court, c.help_needs, c.leader_instruction,
     c.read_back_at, c.first_receiver, c.owner, c.owner_conflicted, c.speaker,
     c.accepted_at, c.settled_result, c.refusal_reason, c.refusal_explanation,
     c.refusal_proposed_by, c.refusal_approved_by, c.statements_asked,
     c.statements_open, c.reviewed_at, c.handling, c.handling_result, c.refunded_fen,
     c.waived_fen, c.letter_wanted, c.approved_at, c.answered_at, c.answered_in_writing,
     c.delivered_at, c.follow_up_tries, c.reached_at, c.satisfaction, c.do_not_contact,
     c.improvement, c.no_improvement_reason, c.handed_over_to, c.end_reason,
     c.closed_at, c.archived_at, c.reopen_reason, c.round, c.due_at, c.near_at,
     c.first_department, c.bed_no, c.risks, c.risk_reason, c.privacy_notice,
     c.reopen_received_at, c.reopen_channel, c.joint_reason, c.joint_proposed_by,
     c.joint_approved_by, c.joint_approved_at, c.endings,
     (SELECT string_agg(CAST(r.staff AS TEXT), ',') FROM allegation_respondents r
      WHERE r.tenant = c.tenant AND r.case_id = c.id AND r.staff IS NOT NULL) AS respondents,
     (SELECT string_agg(CAST(f.staff AS TEXT), ',') FROM case_former_respondents f
      WHERE f.tenant = c.tenant AND f.case_id = c.id) AS former_respondents,
     CASE WHEN EXISTS (
         SELECT 1 FROM links l WHERE l.tenant = c.tenant AND l.kind = 'clue_found'
             AND l.from_kind = 'case' AND l.from_id = c.id) THEN 1 ELSE 0 END AS parted,
     (SELECT p.hide_identity FROM case_protection p
      WHERE p.tenant = c.tenant AND p.case_id = c.id) AS hide_identity,
     (SELECT p.in_hospital FROM case_protection p
      WHERE p.tenant = c.tenant AND p.case_id = c.id) AS in_hospital";

fn staff_of(lists: [Option<String>; 2]) -> Vec<StaffId> {
    let mut staff: Vec<StaffId> = lists
        .iter()
        .flatten()
        .flat_map(|list| list.split(','))
        .filter_map(|id| id.parse().ok())
        .map(StaffId::new)
        .collect();
    staff.sort_unstable();
    staff.dedup();
    staff
}

fn read_endings(kept: &str) -> Result<Endings, StoreError> {
    if kept.is_empty() {
        return Ok(Endings::default());
    }
    serde_json::from_str(kept).map_err(StoreError::bug)
}

fn kept_endings(endings: &Endings) -> Result<String, StoreError> {
    if *endings == Endings::default() {
        return Ok(String::new());
    }
    serde_json::to_string(endings).map_err(StoreError::bug)
}

pub(super) fn case(row: &Row) -> Result<Case, StoreError> {
    Ok(Case {
        id: row.get("id")?,
        number: row.get("number")?,
        kind: row.get("kind")?,
        stage: row.get("stage")?,
        version: row.get("version")?,
        paused: row.get("paused")?,
        pause_reason: row.get("pause_reason")?,
        confidentiality: row.get("confidentiality")?,
        channel: row.get("channel")?,
        received_at: row.get("received_at")?,
        registered_at: row.get("registered_at")?,
        narrative: row.get("narrative")?,
        demand: row.get("demand")?,
        underlying_need: row.get("underlying_need")?,
        person: row.get("person")?,
        contact: row.get("contact")?,
        anonymity_reason: row.get("anonymity_reason")?,
        first_department: row.get("first_department")?,
        department_visited: row.get("department_visited")?,
        bed_no: row.get("bed_no")?,
        visit_type: row.get("visit_type")?,
        incident_at: row.get("incident_at")?,
        incident_place: row.get("incident_place")?,
        urgency: row.get("urgency")?,
        mood: row.get("mood")?,
        persons_present: row.get("persons_present")?,
        court: row.get("court")?,
        help_needs: split(&row.get::<String>("help_needs")?, HelpNeed::from_code),
        risks: split(&row.get::<String>("risks")?, Risk::from_code),
        risk_reason: row.get("risk_reason")?,
        privacy_notice: row.get("privacy_notice")?,
        leader_instruction: row.get("leader_instruction")?,
        read_back_at: row.get("read_back_at")?,
        first_receiver: row.get("first_receiver")?,
        owner: row.get("owner")?,
        owner_conflicted: row.get("owner_conflicted")?,
        respondents: staff_of([row.get("respondents")?, row.get("former_respondents")?]),
        named: staff_of([row.get("respondents")?, None]),
        is_parted: row.get::<i64>("parted")? == 1,
        speaker: row.get("speaker")?,
        accepted_at: row.get("accepted_at")?,
        settled_result: row.get("settled_result")?,
        refusal_reason: row.get("refusal_reason")?,
        refusal_explanation: row.get("refusal_explanation")?,
        refusal_proposed_by: row.get("refusal_proposed_by")?,
        refusal_approved_by: row.get("refusal_approved_by")?,
        joint_reason: row.get("joint_reason")?,
        joint_proposed_by: row.get("joint_proposed_by")?,
        joint_approved_by: row.get("joint_approved_by")?,
        joint_approved_at: row.get("joint_approved_at")?,
        statements_asked: row.get("statements_asked")?,
        statements_open: row.get("statements_open")?,
        reviewed_at: row.get("reviewed_at")?,
        handling: split(&row.get::<String>("handling")?, Handling::from_code),
        handling_result: row.get("handling_result")?,
        refunded_fen: row.get("refunded_fen")?,
        waived_fen: row.get("waived_fen")?,
        letter_wanted: row.get("letter_wanted")?,
        approved_at: row.get("approved_at")?,
        answered_at: row.get("answered_at")?,
        answered_in_writing: row.get("answered_in_writing")?,
        delivered_at: row.get("delivered_at")?,
        follow_up_tries: row.get("follow_up_tries")?,
        reached_at: row.get("reached_at")?,
        satisfaction: row.get("satisfaction")?,
        do_not_contact: row.get("do_not_contact")?,
        hide_identity: row.get::<Option<bool>>("hide_identity")? == Some(true),
        in_hospital: row.get::<Option<bool>>("in_hospital")? == Some(true),
        improvement: row.get("improvement")?,
        no_improvement_reason: row.get("no_improvement_reason")?,
        handed_over_to: row.get("handed_over_to")?,
        end_reason: row.get("end_reason")?,
        closed_at: row.get("closed_at")?,
        archived_at: row.get("archived_at")?,
        reopen_reason: row.get("reopen_reason")?,
        reopen_received_at: row.get("reopen_received_at")?,
        reopen_channel: row.get("reopen_channel")?,
        round: row.get("round")?,
        due_at: row.get("due_at")?,
        near_at: row.get("near_at")?,
        endings: read_endings(&row.get::<String>("endings")?)?,
    })
}

pub async fn insert(tx: &mut Tx, tenant: Tenant, case: &Case) -> Result<(), StoreError> {
    insert_unseen(tx, tenant, std::slice::from_ref(case)).await?;
    figures::mark(tx, tenant, case.id, case.version).await
}

/// Rows of one statement.
const AT_ONCE: usize = 50;

/// The same of cases that nobody sees before their import is published: they are counted
/// then.
pub async fn insert_unseen(tx: &mut Tx, tenant: Tenant, cases: &[Case]) -> Result<(), StoreError> {
    for some in cases.chunks(AT_ONCE) {
        let mut query = Query::new(
            "INSERT INTO cases (tenant, id, number, kind, stage, version, paused, pause_reason,
                 confidentiality, channel, received_at, registered_at, narrative, demand,
                 underlying_need, person, contact, anonymity_reason, department_visited,
                 visit_type, incident_at, incident_place, urgency, mood, persons_present, court,
                 help_needs, leader_instruction, read_back_at, first_receiver, owner,
                 owner_conflicted, speaker, accepted_at, settled_result, refusal_reason,
                 refusal_explanation, refusal_proposed_by, refusal_approved_by,
                 statements_asked, statements_open, reviewed_at, handling, handling_result,
                 refunded_fen, waived_fen, letter_wanted, approved_at, answered_at,
                 answered_in_writing, delivered_at, follow_up_tries, reached_at, satisfaction,
                 do_not_contact, improvement, no_improvement_reason, handed_over_to, end_reason,
                 closed_at, archived_at, reopen_reason, round, due_at, near_at,
                 retention_class, first_department, bed_no, risks, risk_reason, privacy_notice)
             VALUES ",
        );
        query.push_rows(some.iter().map(|case| row_of(tenant, case)));
        let (sql, args) = query.finish();
        tx.run(sql, args).await?;
    }
    Ok(())
}

fn row_of(tenant: Tenant, case: &Case) -> Vec<Value> {
    args![
        tenant,
        case.id,
        &case.number,
        case.kind,
        case.stage,
        case.version,
        case.paused,
        case.pause_reason.as_deref(),
        case.confidentiality,
        case.channel,
        case.received_at,
        case.registered_at,
        &case.narrative,
        case.demand.as_deref(),
        case.underlying_need.as_deref(),
        case.person,
        case.contact,
        case.anonymity_reason.as_deref(),
        case.department_visited,
        case.visit_type,
        case.incident_at,
        case.incident_place.as_deref(),
        case.urgency,
        case.mood,
        case.persons_present,
        case.court,
        joined(&case.help_needs, HelpNeed::code),
        case.leader_instruction.as_deref(),
        case.read_back_at,
        case.first_receiver,
        case.owner,
        case.owner_conflicted,
        case.speaker,
        case.accepted_at,
        case.settled_result.as_deref(),
        case.refusal_reason,
        case.refusal_explanation.as_deref(),
        case.refusal_proposed_by,
        case.refusal_approved_by,
        case.statements_asked,
        case.statements_open,
        case.reviewed_at,
        joined(&case.handling, Handling::code),
        case.handling_result.as_deref(),
        case.refunded_fen,
        case.waived_fen,
        case.letter_wanted,
        case.approved_at,
        case.answered_at,
        case.answered_in_writing,
        case.delivered_at,
        case.follow_up_tries,
        case.reached_at,
        case.satisfaction,
        case.do_not_contact,
        case.improvement.as_deref(),
        case.no_improvement_reason.as_deref(),
        case.handed_over_to,
        case.end_reason.as_deref(),
        case.closed_at,
        case.archived_at,
        case.reopen_reason.as_deref(),
        case.round,
        case.due_at,
        case.near_at,
        RETENTION,
        case.first_department,
        case.bed_no.as_deref(),
        joined(&case.risks, Risk::code),
        case.risk_reason.as_deref(),
        case.privacy_notice.as_deref()
    ]
}

/// Keeps a changed case under the version it was read with; the slower of two
/// writers is told so.
pub async fn update(tx: &mut Tx, tenant: Tenant, case: &Case) -> Result<(), Fault> {
    let touched = tx
        .run(
            "UPDATE cases SET version = version + 1,
             stage = $4, paused = $5, pause_reason = $6, confidentiality = $7, channel = $8,
             demand = $9, underlying_need = $10, person = $11, contact = $12,
             anonymity_reason = $13, department_visited = $14, visit_type = $15,
             incident_at = $16, incident_place = $17, urgency = $18, mood = $19,
             persons_present = $20, court = $21, help_needs = $22, leader_instruction = $23,
             read_back_at = $24, owner = $25, owner_conflicted = $26, speaker = $27,
             accepted_at = $28, settled_result = $29, refusal_reason = $30,
             refusal_explanation = $31, refusal_proposed_by = $32, refusal_approved_by = $33,
             statements_asked = $34, statements_open = $35, reviewed_at = $36, handling = $37,
             handling_result = $38, refunded_fen = $39, waived_fen = $40, letter_wanted = $41,
             approved_at = $42, answered_at = $43, answered_in_writing = $44,
             delivered_at = $45, follow_up_tries = $46, reached_at = $47, satisfaction = $48,
             do_not_contact = $49, improvement = $50, no_improvement_reason = $51,
             handed_over_to = $52, end_reason = $53, closed_at = $54, archived_at = $55,
             reopen_reason = $56, round = $57, due_at = $58, near_at = $59, bed_no = $60,
             risks = $61, risk_reason = $62, reopen_received_at = $63, reopen_channel = $64,
             joint_reason = $65, joint_proposed_by = $66, joint_approved_by = $67,
             joint_approved_at = $68, endings = $69
             WHERE tenant = $1 AND id = $2 AND version = $3",
            args![
                tenant,
                case.id,
                case.version,
                case.stage,
                case.paused,
                case.pause_reason.as_deref(),
                case.confidentiality,
                case.channel,
                case.demand.as_deref(),
                case.underlying_need.as_deref(),
                case.person,
                case.contact,
                case.anonymity_reason.as_deref(),
                case.department_visited,
                case.visit_type,
                case.incident_at,
                case.incident_place.as_deref(),
                case.urgency,
                case.mood,
                case.persons_present,
                case.court,
                joined(&case.help_needs, HelpNeed::code),
                case.leader_instruction.as_deref(),
                case.read_back_at,
                case.owner,
                case.owner_conflicted,
                case.speaker,
                case.accepted_at,
                case.settled_result.as_deref(),
                case.refusal_reason,
                case.refusal_explanation.as_deref(),
                case.refusal_proposed_by,
                case.refusal_approved_by,
                case.statements_asked,
                case.statements_open,
                case.reviewed_at,
                joined(&case.handling, Handling::code),
                case.handling_result.as_deref(),
                case.refunded_fen,
                case.waived_fen,
                case.letter_wanted,
                case.approved_at,
                case.answered_at,
                case.answered_in_writing,
                case.delivered_at,
                case.follow_up_tries,
                case.reached_at,
                case.satisfaction,
                case.do_not_contact,
                case.improvement.as_deref(),
                case.no_improvement_reason.as_deref(),
                case.handed_over_to,
                case.end_reason.as_deref(),
                case.closed_at,
                case.archived_at,
                case.reopen_reason.as_deref(),
                case.round,
                case.due_at,
                case.near_at,
                case.bed_no.as_deref(),
                joined(&case.risks, Risk::code),
                case.risk_reason.as_deref(),
                case.reopen_received_at,
                case.reopen_channel,
                case.joint_reason.as_deref(),
                case.joint_proposed_by,
                case.joint_approved_by,
                case.joint_approved_at,
                kept_endings(&case.endings)?
            ],
        )
        .await?;
    if touched != 1 {
        return Err(Fault::Conflict(Said::new("fault-somebody-was-faster")));
    }
    figures::mark(tx, tenant, case.id, case.version + 1).await?;
    Ok(())
}

/// Writes the day that lists show, as the case's clock has it; `false` if it stood
/// there. The version stays: nothing that somebody reads and decides upon changed.
pub async fn set_due(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    (due_at, near_at): (Option<Moment>, Option<Moment>),
) -> Result<bool, StoreError> {
    let known = |at: Option<Moment>| at.map_or(0, Moment::millis);
    let touched = tx
        .run(
            "UPDATE cases SET due_at = $3, near_at = $4 WHERE tenant = $1 AND id = $2
             AND (COALESCE(due_at, 0) <> $5 OR COALESCE(near_at, 0) <> $6)",
            args![tenant, case, due_at, near_at, known(due_at), known(near_at)],
        )
        .await?;
    Ok(touched == 1)
}

/// The case of a number, if it is inside the scope.
pub async fn by_number(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    number: &str,
) -> Result<Option<Case>, StoreError> {
    let mut query = Query::new("SELECT ");
    query
        .push(COLUMNS)
        .push(" FROM cases c WHERE c.tenant = ")
        .bind(tenant)
        .push(" AND c.number = ")
        .bind(number);
    push_scope(&mut query, scope);
    let (sql, args) = query.finish();
    tx.find(sql, args, case).await
}

/// The case of an id, whoever asks: for doors that were opened otherwise. What is out
/// of sight is so behind every door.
pub async fn by_id(tx: &mut Tx, tenant: Tenant, id: CaseId) -> Result<Option<Case>, StoreError> {
    let mut query = Query::new("SELECT ");
    query
        .push(COLUMNS)
        .push(" FROM cases c WHERE c.tenant = ")
        .bind(tenant)
        .push(" AND c.id = ")
        .bind(id)
        .push(super::away::NOT_ASIDE)
        .push(super::away::NOT_DESTROYED);
    let (sql, args) = query.finish();
    tx.find(sql, args, case).await
}
