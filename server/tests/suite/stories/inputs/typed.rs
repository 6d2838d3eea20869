//! Forms with something wrong in them, verb by verb.

use std::sync::LazyLock;

/// A form with something wrong in it, and the words that may not be lost.
pub(super) struct Typed {
    pub(super) path: String,
    pub(super) login: &'static str,
    pub(super) fields: Vec<(&'static str, &'static str)>,
    /// Those of the fields that are free words.
    pub(super) words: Vec<&'static str>,
    pub(super) status: u16,
}

/// A form of a case whose words all have to stay.
fn form(
    number: &str,
    login: &'static str,
    verb: &str,
    status: u16,
    fields: &[(&'static str, &'static str)],
) -> Typed {
    let is_words = |text: &str| text.chars().count() > 1 && !text.is_ascii();
    Typed {
        path: format!("/cases/{number}/{verb}"),
        login,
        fields: fields.to_vec(),
        words: fields
            .iter()
            .map(|(_, text)| *text)
            .filter(|text| is_words(text))
            .collect(),
        status,
    }
}

/// The forms of the cases room, sent from a page that is no longer up to date.
pub(super) fn stale_forms(number: &str) -> Vec<Typed> {
    let old = ("version", "0");
    let handled = [
        old,
        ("modes", "explain"),
        ("result", "已向来访人说明情况"),
        ("refunded", "12.50"),
    ];
    let amended = [
        old,
        ("channel", "phone"),
        ("demand", "书面说明当晚原因"),
        ("leader_instruction", "请从速办理此事"),
    ];
    let refused = [
        old,
        ("allegations[0].allegation", "1"),
        ("allegations[0].reason", "in_court"),
        ("allegations[0].explanation", "法院已经受理同一事项"),
        ("allegations[0].instead", "请等候法院判决"),
        ("allegations[0].body", "市中区人民法院"),
    ];
    vec![
        form(
            number,
            "coordinator",
            "settle",
            409,
            &[old, ("result", "当场说明并已致歉")],
        ),
        form(number, "coordinator", "refuse", 409, &refused),
        form(number, "coordinator", "handle", 409, &handled),
        form(
            number,
            "director",
            "close",
            409,
            &[old, ("improvement", "停机之前张贴公告")],
        ),
        form(
            number,
            "coordinator",
            "pause",
            409,
            &[old, ("reason", "等家属补充材料")],
        ),
        form(
            number,
            "director",
            "hand-over",
            409,
            &[old, ("reason", "属于主管部门职权")],
        ),
        form(
            number,
            "director",
            "reopen",
            409,
            &[
                old,
                ("reason", "带来了新的录音"),
                ("evidence", "当晚的完整录音"),
            ],
        ),
        form(number, "coordinator", "amend", 409, &amended),
        form(
            number,
            "coordinator",
            "withdraw",
            409,
            &[
                old,
                ("why", "家里人已经问清楚"),
                ("confirmed_by", "read_back"),
            ],
        ),
    ]
}

/// The forms of the same room with something that does not hold.
pub(super) fn wrong_forms(number: &str) -> Vec<Typed> {
    let now = ("version", "1");
    let handled = [
        now,
        ("result", "已向来访人说明情况"),
        ("refunded", "十二块五"),
    ];
    let amended = [
        now,
        ("channel", "phone"),
        ("demand", "书面说明当晚原因"),
        ("department", "没有此科室"),
    ];
    vec![
        form(
            number,
            "coordinator",
            "refuse",
            422,
            &[
                now,
                ("allegations[0].allegation", "1"),
                ("allegations[0].explanation", "法院已经受理同一事项"),
            ],
        ),
        form(
            number,
            "coordinator",
            "request-supplement",
            422,
            &[
                now,
                ("missing", "请说明是哪一天"),
                ("until", "2026-01-01"),
                ("by", "phone"),
            ],
        ),
        form(
            number,
            "coordinator",
            "withdraw",
            422,
            &[
                now,
                ("why", "家里人已经问清楚"),
                ("confirmed_by", "signature"),
            ],
        ),
        form(
            number,
            "coordinator",
            "try-contact",
            422,
            &[
                now,
                ("note", "电话已经关机"),
                ("way", "phone"),
                ("outcome", "no_answer"),
            ],
        ),
        form(number, "coordinator", "handle", 422, &handled),
        form(
            number,
            "director",
            "hand-over",
            422,
            &[now, ("to", "??"), ("reason", "属于主管部门职权")],
        ),
        form(number, "coordinator", "amend", 422, &amended),
    ]
}

/// More than a letter's text may have.
static TOO_LONG: LazyLock<String> = LazyLock::new(|| "字".repeat(8_001));

/// What is typed wrongly on the page of a verb, just before it is done well.
pub(super) fn wrong_before(number: &str, verb: &str, statement: &str) -> Vec<Typed> {
    let at_statement = |login, action: &str, fields: &[(&'static str, &'static str)]| Typed {
        path: format!("/statements/{statement}{action}"),
        ..form(number, login, verb, 422, fields)
    };
    match verb {
        "request-statement" => vec![form(
            number,
            "coordinator",
            verb,
            422,
            &[("question", "当晚为何无人应答")],
        )],
        "submit-statement" => vec![at_statement(
            "contact-ward",
            "",
            &[
                ("version", "1"),
                ("text", "短句"),
                ("condition", "术后第一天病情"),
            ],
        )],
        "return-statement" => vec![
            at_statement("coordinator", "/return", &[("reason", "短句")]),
            at_statement("contact-ward", "/amend", &[("amendment", "短句")]),
        ],
        "find" => vec![form(
            number,
            "coordinator",
            verb,
            422,
            &[
                ("seq", "1"),
                ("finding-1", ""),
                ("reason-1", "铃声没有人转接"),
            ],
        )],
        "review" => vec![form(
            number,
            "director",
            verb,
            422,
            &[("ok", "no"), ("reason", "短句")],
        )],
        "answer" => vec![form(
            number,
            "coordinator",
            verb,
            422,
            &[
                ("seq", "1"),
                ("mode", "letter"),
                ("answer-1", "短句"),
                ("next_step-1", "转接到护士长手机"),
            ],
        )],
        "letter" => vec![form(
            number,
            "coordinator",
            verb,
            422,
            &[
                ("version", "1"),
                ("opening", TOO_LONG.as_str()),
                ("steps", "调阅了当晚的呼叫记录"),
            ],
        )],
        "approve" => vec![form(
            number,
            "director",
            verb,
            422,
            &[("ok", "no"), ("reason", "短句")],
        )],
        "follow-up" => vec![form(
            number,
            "coordinator",
            verb,
            422,
            &[
                ("outcome", "reached"),
                ("note", "电话里又提到停车"),
                ("new_demand", "希望退停车费"),
            ],
        )],
        _ => Vec::new(),
    }
}
