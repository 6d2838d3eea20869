//! Invented complaints: no real patient, doctor or event is meant. The same index
//! gives the same complaint.

use serde_json::{Value as Json, json};

const OPENINGS: &[&str] = &[
    "我母亲上周三因腹痛来院就诊，",
    "我陪父亲来复查髋关节，早上七点半就到了医院，",
    "孩子夜里高烧到三十九度五，我们打车赶到急诊，",
    "本人因胸闷预约了上午的门诊，",
    "我爱人剖宫产术后第二天，",
    "家里老人做完骨折手术住在病区，",
    "我按短信通知来取检查报告，",
    "我从外地转诊过来，带着全部片子，",
    "奶奶八十一岁，腿脚不便，坐轮椅来看病，",
];
const EVENTS: &[&str] = &[
    "排队等了将近三个小时才叫到号，期间没有任何人说明原因，",
    "接诊医生始终没有抬头看病人，问了两句就开了一堆检查，",
    "护士扎针四次没有成功，也没有道歉，",
    "收费窗口多收了一次材料费，去退的时候又被推到另一个楼层，",
    "按铃十几分钟没有人来，输液瓶已经空了，管子里回了血，",
    "检查报告上的左右写反了，幸好转诊医院的医生发现，",
    "出院带药少了一种，打电话到科室一直无人接听，",
    "术前谈话只用了五分钟，签字时很多内容没有解释，",
    "预约的核磁时间被临时取消，没有短信也没有电话，",
    "病房厕所地面积水，老人滑倒擦伤了手臂，",
    "同一个问题问了三个窗口，得到三种不同的答复，",
    "医生说话声音很大，当着其他病人讲出了我的病情，",
    "药房发错了规格，回家后才看到说明书上的剂量不一样，",
    "保安不让家属进入，态度生硬，还推了我一下，",
];
const DETAILS: &[&str] = &[
    "当时走廊里还有二十多个人在等，大家都很着急。",
    "我们反复询问，得到的回答只是“等着”。",
    "事后查看病历，记录的时间与实际情况相差一个多小时。",
    "我保留了挂号单、缴费凭证和当时拍的照片。",
    "旁边的病友都可以作证，其中一位还帮忙去找了值班医生。",
    "护士长后来过来看了一眼，说会反映，但一直没有下文。",
    "老人现在情绪很差，夜里睡不着，也不愿意再来复查。",
    "因为这件事我请了两天假，来回路费花了三百多元。",
    "我打过服务热线两次，第一次说记录了，第二次说查不到。",
];
const FEELINGS: &[&str] = &[
    "我们不是来吵架的，只想知道为什么会这样。",
    "希望医院认真调查，不要再让别人遇到同样的事。",
    "说实话我们很寒心，原本是慕名而来的。",
    "我理解医生辛苦，但是病人也需要最起码的尊重。",
    "如果没有答复，我只能继续向上级部门反映。",
    "现在最担心的是会不会耽误治疗。",
];
const DEMANDS: &[&str] = &[
    "要求当事人当面说明情况并道歉",
    "要求退还多收的费用并出具明细",
    "要求重新出具正确的检查报告",
    "要求安排专家复诊，给出后续治疗意见",
    "要求书面答复整改措施",
    "希望优化叫号流程，公布等候时间",
];
const CLAIMS: &[&str] = &[
    "等候时间过长且无人解释",
    "操作不熟练，多次穿刺",
    "收费与清单不一致",
    "报告内容有误",
    "沟通不足，告知不充分",
    "呼叫后长时间无人应答",
    "环境不安全，老人滑倒",
    "工作人员态度生硬",
    "泄露病情隐私",
    "发药规格错误",
];
const PLACES: &[&str] = &[
    "门诊二楼候诊区",
    "急诊分诊台",
    "三号收费窗口",
    "住院部五楼",
    "影像科登记处",
];
const FAMILY: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "欧阳",
];
const GIVEN: &[&str] = &[
    "若水", "一诺", "子衿", "望舒", "青山", "雨桐", "念慈", "致远", "知秋", "安之",
];
const DEPARTMENTS: &[&str] = &[
    "MZ", "SF", "YF", "JZ", "EK", "NK", "GK1", "GK2", "FC", "YX", "JY",
];
/// Never about money taken in secret: that closes the file to the bench's reader.
const CATEGORIES: &[&str] = &[
    "T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T12",
];

/// Draws that depend on nothing but the complaint's index.
struct Draws(u64);

impl Draws {
    fn number(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let below = u64::try_from(below).unwrap_or(1).max(1);
        usize::try_from((self.0 >> 33) % below).unwrap_or_default()
    }

    fn of<T: Copy>(&mut self, list: &[T], fallback: T) -> T {
        let at = self.number(list.len());
        list.get(at).copied().unwrap_or(fallback)
    }

    fn text(&mut self, list: &[&'static str]) -> &'static str {
        self.of(list, "")
    }

    fn name(&mut self) -> String {
        format!("{}{}", self.text(FAMILY), self.text(GIVEN))
    }
}

/// The complaint of an index, as a program sends it.
pub fn complaint(index: usize) -> Json {
    let mut draws = Draws(
        u64::try_from(index)
            .unwrap_or_default()
            .wrapping_mul(0x9e37_79b9),
    );
    draws.number(1);
    let allegations: Vec<Json> = (0..=draws.number(3))
        .map(|_| allegation(&mut draws))
        .collect();
    json!({
        "kind": "complaint",
        "channel": draws.text(&["visit", "phone"]),
        "narrative": narrative(&mut draws),
        "demand": draws.text(DEMANDS),
        "department": draws.text(DEPARTMENTS),
        "visit_type": draws.text(&["outpatient", "inpatient"]),
        "incident_place": draws.text(PLACES),
        "person": {"name": draws.name(), "sex": "unknown", "record_no": format!("B{index:08}")},
        "contact": {
            "name": draws.name(), "phone": format!("1300{:07}", index % 10_000_000),
            "relation": "child", "reply_by": "phone",
        },
        "allegations": allegations,
    })
}

fn narrative(draws: &mut Draws) -> String {
    let mut text = draws.text(OPENINGS).to_owned();
    text.push_str(&format!(
        "当天是{}月{}日{}点左右，",
        1 + draws.number(12),
        1 + draws.number(28),
        7 + draws.number(12)
    ));
    for _ in 0..=draws.number(3) {
        text.push_str(draws.text(EVENTS));
    }
    for _ in 0..=draws.number(2) {
        text.push_str(draws.text(DETAILS));
    }
    text.push_str(draws.text(FEELINGS));
    text
}

fn allegation(draws: &mut Draws) -> Json {
    json!({
        "text": draws.text(CLAIMS),
        "category": draws.text(CATEGORIES),
        "severity": draws.number(4),
        "departments": [draws.text(DEPARTMENTS)],
    })
}
