//! The demo office's answer library: answers to what it is asked again and again, one of
//! them run out, scripts of the program's own, what the last days used, and questions that
//! nobody has answered yet. All of it is invented.

use tongli_answers::{Asked, EntryId, Typed, Writing};
use tongli_kernel::{Fault, Moment, Viewer};
use tongli_web::App;

/// An answer, with the days for which it holds from when it was written.
struct Sample {
    title: &'static str,
    body: &'static str,
    english: (&'static str, &'static str),
    tags: &'static str,
    days_ago: i64,
    holds: i32,
    /// How often the last days used it.
    used: i64,
}

const NONE: (&str, &str) = ("", "");

const SAMPLES: &[Sample] = &[
    Sample {
        title: "外地医保住院要带哪些材料，能当天结算吗？",
        body: "请带身份证（或户口本）、医保卡或医保电子凭证。办过异地备案的，出院当天在住院收费处结算；没有备案的，可以先用手机补备案，再来结算。",
        english: (
            "Insured elsewhere: what to bring, and is it settled on the day?",
            "Bring your identity card and your insurance card or its electronic form. If you registered for treatment away from home, it is settled on the day you leave; if not, you can still register by phone first.",
        ),
        tags: "医保 异地 住院 结算",
        days_ago: 60,
        holds: 240,
        used: 17,
    },
    Sample {
        title: "病历怎么复印？",
        body: "出院七个工作日以后，患者本人带身份证到病案室；家属代办的，带双方身份证和委托书。当场可取，按页收费。",
        english: (
            "How do I get a copy of a record?",
            "From seven working days after you left, come to the records office with your identity card. A relative brings both identity cards and a written mandate. You get it at once; it is charged by the page.",
        ),
        tags: "病历 复印 委托",
        days_ago: 50,
        holds: 65,
        used: 14,
    },
    Sample {
        title: "住院患者几点可以探视？",
        body: "普通病房每天下午三点到七点，一次最多两位；重症病房每天下午四点，由护士安排，一次一位。发热、咳嗽的请先不要来。",
        english: NONE,
        tags: "探视 住院",
        days_ago: 40,
        holds: 120,
        used: 11,
    },
    Sample {
        title: "停车怎么收费？",
        body: "前半小时免费，以后每小时四元，一天最多四十元。住院患者的一位家属凭住院证在门卫办减半。",
        english: NONE,
        tags: "停车 收费",
        days_ago: 200,
        holds: 180,
        used: 6,
    },
    Sample {
        title: "门诊当天能退号吗？",
        body: "没有看诊的，当天下班前都能退：网上挂的在网上退，窗口挂的到窗口退，退款原路返回。",
        english: NONE,
        tags: "挂号 退号 退费",
        days_ago: 30,
        holds: 300,
        used: 9,
    },
    Sample {
        title: "检查报告多久能拿到？",
        body: "抽血一般两小时，超声当场，拍片和CT两小时到半天。手机上出了报告会收到短信；超过时间没有的，请到检查科室前台问。",
        english: NONE,
        tags: "报告 检查",
        days_ago: 20,
        holds: 365,
        used: 12,
    },
];

/// Questions without an answer, and how often they were asked.
const QUESTIONS: &[(&str, i64)] = &[
    ("轮椅在哪里借，要押金吗？", 4),
    ("食堂能送饭到病房吗？", 2),
    ("陪护床怎么租？", 1),
];

/// Lets the office write its library: `writer` owns it, `desk` uses it.
pub async fn fill(app: &App, writer: &Viewer, desk: &Viewer) -> Result<(), Fault> {
    let clock = Viewer::clock(app.tenant, "answers_ship");
    tongli_answers::ship(app, &clock).await?;
    let (now, owner) = (app.now(), login_of(app, writer).await?);
    for sample in SAMPLES {
        let at = now.plus_hours(-24 * sample.days_ago);
        let until = app.time.day_of(at).plus_days(sample.holds).to_string();
        let writing = Writing {
            typed: Typed {
                kind: "answer",
                title: sample.title,
                body: sample.body,
                title_en: sample.english.0,
                body_en: sample.english.1,
                tags: sample.tags,
                valid_until: &until,
            },
            owner: &owner,
            ..Writing::default()
        };
        let entry = app
            .db
            .write(async |tx| tongli_answers::write(tx, app, writer, at, writing).await)
            .await?;
        used(app, desk, entry.id, sample.used).await?;
    }
    for (words, times) in QUESTIONS {
        for at in days_back(now, *times) {
            let asked = Asked { words, once: None };
            app.db
                .write(async |tx| tongli_answers::ask(tx, app, desk, at, asked).await)
                .await?;
        }
    }
    Ok(())
}

async fn login_of(app: &App, viewer: &Viewer) -> Result<String, Fault> {
    let nobody = || Fault::bug("the demo library has no writer");
    let mut tx = app.db.read().await?;
    let id = viewer.staff().ok_or_else(nobody)?;
    let staff = tongli_people::find_staff(&mut tx, app.tenant, id).await?;
    Ok(staff.ok_or_else(nobody)?.login)
}

async fn used(app: &App, desk: &Viewer, id: EntryId, times: i64) -> Result<(), Fault> {
    for at in days_back(app.now(), times) {
        app.db
            .write(async |tx| tongli_answers::used(tx, app, desk, at, id, None).await)
            .await?;
    }
    Ok(())
}

/// As many moments, the oldest first, some hours apart.
fn days_back(now: Moment, times: i64) -> impl Iterator<Item = Moment> {
    (0..times).rev().map(move |nth| now.plus_hours(-7 * nth))
}
