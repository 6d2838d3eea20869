//! What a step takes away. A step overwrites facts; what stood there before goes into
//! the history, so that nothing an office has written is lost. Pure.

use serde_json::{Map, Value as Json, json};
use tongli_kernel::Moment;

use crate::case::{Allegation, Case};
use crate::endings::Endings;

/// The payload's field for what stood there before.
pub(crate) const WAS: &str = "was";

/// What somebody wrote of a case, by name. Taken apart without a rest, so that a new
/// field has to say whether it belongs here.
fn written(case: &Case) -> Vec<(&'static str, Json)> {
    let Case {
        id: _,
        number: _,
        kind: _,
        stage: _,
        version: _,
        paused: _,
        pause_reason,
        confidentiality: _,
        channel,
        received_at: _,
        registered_at: _,
        narrative,
        demand,
        underlying_need,
        person,
        contact,
        anonymity_reason,
        first_department: _,
        department_visited,
        bed_no,
        visit_type,
        incident_at,
        incident_place,
        urgency,
        mood,
        persons_present,
        court,
        help_needs,
        risks,
        risk_reason,
        privacy_notice: _,
        leader_instruction,
        read_back_at,
        first_receiver: _,
        owner,
        owner_conflicted: _,
        respondents: _,
        named: _,
        is_parted: _,
        speaker,
        accepted_at,
        settled_result,
        refusal_reason,
        refusal_explanation,
        refusal_proposed_by,
        refusal_approved_by,
        joint_reason,
        joint_proposed_by,
        joint_approved_by,
        joint_approved_at,
        statements_asked: _,
        statements_open: _,
        reviewed_at,
        handling,
        handling_result,
        refunded_fen,
        waived_fen,
        letter_wanted: _,
        approved_at,
        answered_at,
        answered_in_writing: _,
        delivered_at,
        follow_up_tries: _,
        reached_at,
        satisfaction,
        do_not_contact: _,
        hide_identity,
        in_hospital,
        improvement,
        no_improvement_reason,
        handed_over_to,
        end_reason,
        closed_at,
        archived_at,
        reopen_reason,
        reopen_received_at,
        reopen_channel,
        round: _,
        due_at: _,
        near_at: _,
        endings,
    } = case;
    vec![
        ("pause_reason", json!(pause_reason)),
        ("endings", kept(endings)),
        ("channel", json!(channel)),
        ("narrative", json!(narrative)),
        ("demand", json!(demand)),
        ("underlying_need", json!(underlying_need)),
        ("person", json!(person)),
        ("contact", json!(contact)),
        ("anonymity_reason", json!(anonymity_reason)),
        ("department_visited", json!(department_visited)),
        ("bed_no", json!(bed_no)),
        ("visit_type", json!(visit_type)),
        ("incident_at", at(*incident_at)),
        ("incident_place", json!(incident_place)),
        ("urgency", json!(urgency)),
        ("mood", json!(mood)),
        ("persons_present", json!(persons_present)),
        ("court", json!(court)),
        ("help_needs", json!(help_needs)),
        ("risks", json!(risks)),
        ("risk_reason", json!(risk_reason)),
        ("leader_instruction", json!(leader_instruction)),
        ("read_back_at", at(*read_back_at)),
        ("owner", json!(owner)),
        ("speaker", json!(speaker)),
        ("accepted_at", at(*accepted_at)),
        ("settled_result", json!(settled_result)),
        ("refusal_reason", json!(refusal_reason)),
        ("refusal_explanation", json!(refusal_explanation)),
        ("refusal_proposed_by", json!(refusal_proposed_by)),
        ("refusal_approved_by", json!(refusal_approved_by)),
        ("joint_reason", json!(joint_reason)),
        ("joint_proposed_by", json!(joint_proposed_by)),
        ("joint_approved_by", json!(joint_approved_by)),
        ("joint_approved_at", at(*joint_approved_at)),
        ("reviewed_at", at(*reviewed_at)),
        ("handling", json!(handling)),
        ("handling_result", json!(handling_result)),
        ("refunded_fen", json!(refunded_fen)),
        ("waived_fen", json!(waived_fen)),
        ("approved_at", at(*approved_at)),
        ("answered_at", at(*answered_at)),
        ("delivered_at", at(*delivered_at)),
        ("reached_at", at(*reached_at)),
        ("satisfaction", json!(satisfaction)),
        ("hide_identity", json!(hide_identity)),
        ("in_hospital", json!(in_hospital)),
        ("improvement", json!(improvement)),
        ("no_improvement_reason", json!(no_improvement_reason)),
        ("handed_over_to", json!(handed_over_to)),
        ("end_reason", json!(end_reason)),
        ("closed_at", at(*closed_at)),
        ("archived_at", at(*archived_at)),
        ("reopen_reason", json!(reopen_reason)),
        ("reopen_received_at", at(*reopen_received_at)),
        ("reopen_channel", json!(reopen_channel)),
    ]
}

fn at(moment: Option<Moment>) -> Json {
    json!(moment.map(Moment::millis))
}

/// Nothing, where no ending was ever spoken of.
fn kept(endings: &Endings) -> Json {
    if *endings == Endings::default() {
        return Json::Null;
    }
    json!(endings)
}

fn is_nothing(value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(false) => true,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// The facts of `before` that no longer stand in `next`.
pub(crate) fn overwritten(before: &Case, next: &Case) -> Map<String, Json> {
    written(before)
        .into_iter()
        .zip(written(next))
        .filter(|((_, was), (_, is))| was != is && !is_nothing(was))
        .map(|((name, was), _)| (name.to_owned(), was))
        .collect()
}

/// What stood on an allegation, as far as `next` says otherwise.
pub(crate) fn overwritten_allegation(before: &Allegation, next: &Allegation) -> Option<Json> {
    let mut was: Map<String, Json> = judged(before)
        .into_iter()
        .zip(judged(next))
        .filter(|((_, was), (_, is))| was != is && !is_nothing(was))
        .map(|((name, was), _)| (name.to_owned(), was))
        .collect();
    if was.is_empty() {
        return None;
    }
    was.insert("seq".to_owned(), json!(before.seq));
    Some(Json::Object(was))
}

fn judged(one: &Allegation) -> Vec<(&'static str, Json)> {
    let said: Vec<&str> = one
        .respondents
        .iter()
        .map(|who| who.said.as_str())
        .collect();
    vec![
        ("category", json!(one.category)),
        ("severity", json!(one.severity)),
        ("departments", json!(one.departments)),
        ("respondents", json!(said)),
        ("finding", json!(one.finding)),
        ("finding_reason", json!(one.finding_reason)),
        ("answer", json!(one.answer)),
        ("next_step", json!(one.next_step)),
        (
            "refusal",
            json!(one.refusal.as_ref().map(|one| &one.ground)),
        ),
    ]
}

/// Puts what was overwritten into a link's payload.
pub(crate) fn with_past(payload: Json, mut was: Map<String, Json>, allegations: Vec<Json>) -> Json {
    if !allegations.is_empty() {
        was.insert("allegations".to_owned(), Json::Array(allegations));
    }
    if was.is_empty() {
        return payload;
    }
    let mut fields = match payload {
        Json::Object(fields) => fields,
        Json::Null => Map::new(),
        other => Map::from_iter([("details".to_owned(), other)]),
    };
    fields.insert(WAS.to_owned(), Json::Object(was));
    Json::Object(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Kind;
    use crate::life::blank;

    #[test]
    fn only_what_is_gone_is_kept() {
        let mut before = blank(Kind::Complaint);
        before.demand = Some("说明原因".to_owned());
        before.incident_place = Some("三楼".to_owned());
        let mut next = before.clone();
        next.demand = Some("道歉".to_owned());
        next.settled_result = Some("当场说明".to_owned());
        let was = overwritten(&before, &next);
        assert_eq!(was.len(), 1, "{was:?}");
        assert_eq!(was["demand"], "说明原因");
        assert!(overwritten(&next, &next).is_empty());
    }
}
