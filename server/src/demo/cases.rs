//! A week of the demo office: a handful of invented matters at different points of
//! their way, so that lists and clocks have something to show.

use tongli_cases::{
    Category, Channel, Doing, Kind, NewAllegation, NewCase, Once, Registering, Step, Urgency,
};
use tongli_kernel::{Fault, Viewer};
use tongli_patients::{NewContact, Relation, ReplyBy};
use tongli_web::App;

/// One matter: how long ago it came, and how far it has got.
struct Sample {
    hours_ago: i64,
    kind: Kind,
    channel: Channel,
    words: &'static str,
    /// What it is about and whom, for complaints.
    about: &'static [(&'static str, Category, &'static str)],
    person: Option<(&'static str, &'static str, Relation)>,
    urgency: Urgency,
    so_far: SoFar,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum SoFar {
    Settled(&'static str),
    Registered,
    Accepted,
    Assigned,
}

const SAMPLES: &[Sample] = &[
    Sample {
        hours_ago: 150,
        kind: Kind::Complaint,
        channel: Channel::Visit,
        words: "父亲术后夜里喊痛，按铃二十分钟没有人来，第二天问起来也没有人解释。",
        about: &[
            ("夜间呼叫二十分钟无人应答", Category::T02, "GK2"),
            ("次日询问无人解释", Category::T03, "GK2"),
        ],
        person: Some(("何一鸣", "13800000001", Relation::Child)),
        urgency: Urgency::Ordinary,
        so_far: SoFar::Assigned,
    },
    Sample {
        hours_ago: 75,
        kind: Kind::Complaint,
        channel: Channel::Phone,
        words: "收费处排队四十分钟，轮到时窗口关闭，只说系统升级，没有告示也没有引导。",
        about: &[("窗口关闭没有告示和引导", Category::T05, "SF")],
        person: Some(("许映雪", "13800000002", Relation::Self_)),
        urgency: Urgency::Ordinary,
        so_far: SoFar::Accepted,
    },
    Sample {
        hours_ago: 50,
        kind: Kind::Praise,
        channel: Channel::Letter,
        words: "感谢急诊的护士雨夜推着轮椅送我们到门口，还帮我们叫了车。",
        about: &[],
        person: None,
        urgency: Urgency::Ordinary,
        so_far: SoFar::Registered,
    },
    Sample {
        hours_ago: 27,
        kind: Kind::Enquiry,
        channel: Channel::Phone,
        words: "外地医保住院要带哪些材料，能不能当天结算？",
        about: &[],
        person: None,
        urgency: Urgency::Ordinary,
        so_far: SoFar::Settled("已说明所需材料和结算窗口，对方表示清楚。"),
    },
    Sample {
        hours_ago: 20,
        kind: Kind::Suggestion,
        channel: Channel::Website,
        words: "门诊三楼候诊椅不够，老人只能站着等，能不能加几排？",
        about: &[],
        person: None,
        urgency: Urgency::Ordinary,
        so_far: SoFar::Registered,
    },
    Sample {
        hours_ago: 9,
        kind: Kind::Complaint,
        channel: Channel::Duty,
        words: "夜里带孩子看急诊等了三个小时，问了几次都说不知道，孩子一直发烧。",
        about: &[
            ("急诊等候三小时", Category::T05, "JZ"),
            ("多次询问无人告知", Category::T03, "JZ"),
        ],
        person: Some(("孟知秋", "13800000003", Relation::Parent)),
        urgency: Urgency::Pressing,
        so_far: SoFar::Registered,
    },
    Sample {
        hours_ago: 3,
        kind: Kind::Help,
        channel: Channel::Visit,
        words: "老人独自住院，听不清医生说话，希望有人陪着去做检查。",
        about: &[],
        person: None,
        urgency: Urgency::Ordinary,
        so_far: SoFar::Registered,
    },
];

/// Lets the demo office live through its week; answers how many matters.
pub async fn fill(app: &App) -> Result<usize, Fault> {
    let desk = person(app, "receptionist").await?;
    let director = person(app, "director").await?;
    let owner = person(app, "coordinator").await?;
    for sample in SAMPLES {
        let number = register(app, &desk, sample).await?;
        if sample.so_far >= SoFar::Accepted {
            let accept = Doing::Accept {
                anonymity_reason: None,
            };
            take(app, &desk, &number, accept).await?;
        }
        if sample.so_far >= SoFar::Assigned {
            let assign = Doing::Assign {
                owner: owner.staff(),
                speaker: None,
            };
            take(app, &director, &number, assign).await?;
        }
    }
    super::desk::fill(app, &desk).await?;
    super::answers::fill(app, &owner, &desk).await?;
    Ok(SAMPLES.len())
}

async fn person(app: &App, login: &str) -> Result<Viewer, Fault> {
    let missing = || Fault::bug(format!("the demo account {login} is missing"));
    let mut tx = app.db.read().await?;
    let staff = tongli_people::find_by_login(&mut tx, app.tenant, login)
        .await?
        .ok_or_else(missing)?;
    tongli_people::viewer_of(&mut tx, app, staff.id)
        .await?
        .ok_or_else(missing)
}

async fn register(app: &App, desk: &Viewer, sample: &Sample) -> Result<String, Fault> {
    let now = app.now();
    let mut new = NewCase::new(sample.kind, sample.channel, sample.words);
    new.received_at = Some(now.plus_hours(-sample.hours_ago));
    new.urgency = sample.urgency;
    new.read_back = true;
    new.allegations = sample
        .about
        .iter()
        .map(|(text, category, department)| NewAllegation {
            text: (*text).to_owned(),
            category: Some(*category),
            departments: vec![(*department).to_owned()],
            ..NewAllegation::default()
        })
        .collect();
    if let Some((name, phone, relation)) = sample.person {
        new.contact = NewContact {
            name: Some(name.to_owned()),
            phone: Some(phone.to_owned()),
            relation: Some(relation),
            reply_by: Some(ReplyBy::Phone),
            ..NewContact::default()
        };
    }
    if let SoFar::Settled(result) = sample.so_far {
        new.settled_result = Some(result.to_owned());
    }
    let registering = Registering {
        new: &new,
        once: None,
        draft: None,
    };
    match tongli_cases::register(app, desk, now, registering).await? {
        Once::Done(done) => Ok(done.case.number),
        Once::Before(_) => Err(Fault::bug("a demo matter was registered before")),
    }
}

async fn take(app: &App, viewer: &Viewer, number: &str, doing: Doing) -> Result<(), Fault> {
    let step = Step {
        number,
        version: None,
        doing: &doing,
        once: None,
    };
    tongli_cases::take(app, viewer, app.now(), step).await?;
    Ok(())
}
