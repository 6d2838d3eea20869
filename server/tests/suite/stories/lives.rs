//! The lives of a complaint, verb by verb: who does what.

use serde_json::{Value, json};

pub(super) fn complaint() -> Value {
    json!({
        "kind": "complaint", "channel": "phone",
        "narrative": "夜间呼叫二十分钟无人应答。",
        "contact": {"name": "高远", "phone": "13800000024", "reply_by": "letter",
                    "relation": "self", "identity_check": "oral"},
        "allegations": [{"category": "T02", "departments": ["GK2"], "text": "夜间无人应答"}]
    })
}

/// By letter, from a pause to a reopening.
pub(super) fn whole_life() -> Vec<(&'static str, &'static str, Value)> {
    let statement = json!({"text": "当晚两名护士同时在抢救室，铃声无人转接。"});
    vec![
        ("receptionist", "pause", json!({"reason": "等家属补充材料"})),
        ("receptionist", "resume", json!({})),
        ("coordinator", "accept", json!({})),
        ("director", "assign", json!({"owner": "coordinator"})),
        (
            "coordinator",
            "joint-study",
            json!({"reason": "须会同急诊科查清转科经过"}),
        ),
        ("director", "joint-study", json!({})),
        (
            "coordinator",
            "request-statement",
            json!({"departments": ["GK2"], "question": "当晚为何无人应答？"}),
        ),
        ("contact-ward", "submit-statement", statement.clone()),
        (
            "coordinator",
            "return-statement",
            json!({"department": "GK2", "reason": "没有说明铃声由谁接听"}),
        ),
        ("contact-ward", "submit-statement", statement),
        (
            "coordinator",
            "investigate",
            json!({"form_version": 0, "condition": "术后第一日，疼痛评分六分",
                   "course": "二十一点五十分按铃，二十二点三十分应答", "communication": "抢救结束后向家属说明"}),
        ),
        (
            "coordinator",
            "find",
            json!({"findings": [{"allegation": 1, "finding": "upheld", "reason": "铃声无人转接，情况属实"}]}),
        ),
        ("director", "review", json!({"ok": true})),
        (
            "coordinator",
            "handle",
            json!({"modes": ["apologise"], "result": "已致歉，铃声转接到护士长手机。"}),
        ),
        ("director", "order-letter", json!({})),
        (
            "coordinator",
            "answer",
            json!({"mode": "letter", "answers": [
                {"allegation": 1, "answer": "铃声没有转接，是我们不对。", "next_step": "转接到护士长手机"}
            ]}),
        ),
        (
            "coordinator",
            "letter",
            json!({"salutation": "高远先生", "steps": "调阅了呼叫记录并询问科室。",
                   "contact_name": "沈知远", "contact_phone": "0000-1234567", "dated": "2026-09-28"}),
        ),
        ("director", "approve", json!({})),
        ("coordinator", "release", json!({})),
        (
            "coordinator",
            "prove-delivery",
            json!({"mode": "letter", "delivered_at": "2026-09-28T09:12:00+08:00",
                   "proof": {"signer": "高远", "relation": "child"}}),
        ),
        (
            "director",
            "close",
            json!({"improvement": "铃声转接到护士长手机"}),
        ),
        (
            "coordinator",
            "follow-up",
            json!({"reached": true, "satisfaction": 5, "identity_checked": true, "understood": true,
                   "measures_done": true, "rated_by_patient": true}),
        ),
        ("director", "archive", json!({})),
        (
            "director",
            "reopen",
            json!({"reason": "家属带来了新的录音", "evidence": "当天的录音录像", "received_at": "2026-09-28T09:12:00+08:00",
                   "channel": "phone"}),
        ),
    ]
}

/// What the other life leaves out: a statement that is let go, findings sent back,
/// an answer by word of mouth.
pub(super) fn life_by_word() -> Vec<(&'static str, &'static str, Value)> {
    let findings = json!({"findings": [
        {"allegation": 1, "finding": "not_upheld", "reason": "呼叫记录显示三分钟内应答"}]});
    vec![
        ("coordinator", "accept", json!({})),
        ("director", "assign", json!({"owner": "coordinator"})),
        (
            "coordinator",
            "request-statement",
            json!({"departments": ["JZ"], "question": "当晚为何无人应答？"}),
        ),
        (
            "coordinator",
            "excuse-statement",
            json!({"department": "JZ", "reason": "核对后与该科室无关"}),
        ),
        (
            "coordinator",
            "investigate",
            json!({"form_version": 0, "condition": "术后第一日，疼痛评分六分",
                   "course": "二十一点五十分按铃，二十二点三十分应答", "communication": "抢救结束后向家属说明"}),
        ),
        ("coordinator", "find", findings.clone()),
        (
            "director",
            "review",
            json!({"ok": false, "reason": "请补充呼叫记录的时间"}),
        ),
        ("coordinator", "find", findings),
        ("director", "review", json!({"ok": true})),
        (
            "coordinator",
            "handle",
            json!({"modes": ["explain"], "result": "已向家属说明呼叫记录。"}),
        ),
        (
            "coordinator",
            "answer",
            json!({"mode": "phone", "spoken_at": "2026-09-28T09:12:00+08:00", "read_back": true,
                   "answers": [{"allegation": 1, "answer": "呼叫三分钟内已应答。", "next_step": "无需进一步措施"}]}),
        ),
        ("director", "approve", json!({})),
        (
            "coordinator",
            "prove-delivery",
            json!({"mode": "phone", "delivered_at": "2026-09-28T09:12:00+08:00",
                   "proof": {"read_back": true}}),
        ),
        ("director", "close", json!({})),
    ]
}
