//! Files out and in: every case as a workbook, and an old register.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::json;

use crate::hospital::{Hospital, Served};
use crate::machine::{breathe, forget_peak, memory_of, peak_of};
use crate::stopwatch::Stopwatch;

/// What a file cost.
pub struct Carried {
    pub rows: u64,
    pub took: Duration,
    /// The most memory of the process, and what it held before, in KiB.
    pub peak: u64,
    pub before: u64,
    pub bytes: usize,
}

/// Every archived case, which is nearly every one, as the exports' page makes the file.
pub async fn take_out(
    hospital: &Hospital,
    served: &Served,
    format: &str,
) -> anyhow::Result<Carried> {
    let director = hospital.robot(served, "director")?;
    forget_peak(served.id());
    let before = memory_of(served.id());
    let watch = Stopwatch::start();
    let asked = director
        .post(
            "/api/v1/exports",
            &json!({ "format": format, "stage": "archived" }),
        )
        .await?;
    let id = asked["id"].as_str().context("an export has an id")?;
    let path = format!("/api/v1/exports/{id}");
    let (rows, took) = loop {
        let now = director.get(&path).await?;
        match now["state"].as_str() {
            Some("ready") => break (now["done"].as_u64().unwrap_or_default(), watch.read()),
            Some("waiting" | "running") => breathe(20).await,
            _ => bail!("the export ended: {now}"),
        }
    };
    let peak = peak_of(served.id());
    let bytes = director.fetch(&format!("{path}/file")).await?;
    Ok(Carried {
        rows,
        took,
        peak,
        before,
        bytes,
    })
}

/// An old register, of numbers that only this run has: a dry run, and bringing it in.
pub async fn bring_in(
    hospital: &Hospital,
    folder: &Path,
    lines: usize,
    run: i64,
) -> anyhow::Result<[Carried; 2]> {
    let path = folder.join("register.csv");
    let text = register(lines, run);
    std::fs::write(&path, &text)?;
    let file = path.to_str().context("a path that can be told")?;
    let carried = |(took, peak)| Carried {
        rows: lines as u64,
        took,
        peak,
        before: 0,
        bytes: text.len(),
    };
    let tried = hospital
        .run(&["import", "cases", file, "--dry-run"])
        .await?;
    let done = hospital.run(&["import", "cases", file]).await?;
    Ok([carried(tried), carried(done)])
}

fn register(lines: usize, run: i64) -> String {
    let mut text = "序号,接待日期,受理渠道,类别,患者姓名,联系电话,就诊科室,反映内容,诉求,处理结果,\
                    答复日期,备注\r\n"
        .to_owned();
    for line in 0..lines {
        let _ = write!(
            text,
            "{run}-{},20{:02}-{:02}-{:02},来电,投诉,周安之,1370{:07},骨科,\
             住院第{}天夜间按铃无人应答，家属到护士站询问，答复是稍等，等候约{}分钟,道歉,\
             当面致歉并说明原因,,\r\n",
            line + 1,
            20 + line % 5,
            1 + line % 12,
            1 + line % 28,
            line % 10_000_000,
            1 + line % 9,
            10 + line % 90,
        );
    }
    text
}
