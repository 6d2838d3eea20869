//! A week at the demo office's reception desk: contacts that are no case, tapped as a
//! receptionist would, hour by hour up to now.

use tongli_desk::{Button, kinds};
use tongli_kernel::{Day, Fault, Moment, Viewer};
use tongli_web::App;

/// Where the demo's desk counts.
const WINDOWS: [&str; 2] = ["1号窗口", "电话台"];

/// Today and the days before it.
const DAYS: i32 = 7;

/// How many come in which hour of a full day, and with what: places in the list of kinds.
const HOURS: &[(i8, &[usize])] = &[
    (8, &[0, 0, 1, 3, 0, 2]),
    (9, &[0, 1, 2, 0, 5, 3, 1, 6, 0]),
    (10, &[1, 0, 2, 3, 4, 0, 1, 0]),
    (11, &[2, 0, 1, 3, 7]),
    (13, &[2, 1, 0, 2]),
    (14, &[0, 0, 5, 1, 3, 2, 6, 4]),
    (15, &[1, 2, 0, 3, 0, 1]),
    (16, &[2, 4, 3, 0, 1]),
    (17, &[2, 0]),
];

/// Lets the desk live through its week.
pub async fn fill(app: &App, desk: &Viewer) -> Result<(), Fault> {
    let now = app.now();
    let today = app.time.day_of(now);
    let contacts: Vec<(Moment, usize)> = (0..DAYS)
        .rev()
        .flat_map(|ago| contacts(app, today.plus_days(-ago), ago))
        .filter(|(at, _)| *at <= now)
        .collect();
    let contacts = &contacts;
    app.db
        .write(async |tx| {
            for (at, place) in contacts {
                let kind = &kinds()[place % kinds().len()].code;
                // Who rings up is counted beside the telephone.
                let window = WINDOWS[usize::from(place % 4 == 2)];
                let button = Button {
                    kind,
                    once: None,
                    window,
                };
                tongli_desk::tap(tx, app, desk, *at, button).await?;
            }
            Ok(())
        })
        .await
}

/// Who came on a day: not the same number every day, and few on a weekend.
fn contacts(app: &App, day: Day, ago: i32) -> Vec<(Moment, usize)> {
    let comes = |nth: i32| match day.is_weekend() {
        true => nth % 4 == 0,
        false => (nth * 7 + ago * 3) % (4 + ago % 4) != 0,
    };
    let mut all = Vec::new();
    for (hour, places) in HOURS {
        let apart = 60 / i8::try_from(places.len()).unwrap_or(60).max(1);
        for (minute, place) in (0..60)
            .step_by(usize::from(apart.unsigned_abs()))
            .zip(*places)
        {
            all.push((app.time.at(day, *hour, minute), *place));
        }
    }
    (0..)
        .zip(all)
        .filter(|(nth, _)| comes(*nth))
        .map(|(_, one)| one)
        .collect()
}
