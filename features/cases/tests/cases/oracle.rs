//! Search finds all and only the visible cases in which the words stand, whoever looks:
//! held against the pages' own rules and plain comparison of the texts, for made-up
//! matters, words and permissions.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tongli_cases::{
    Amendment, Attaching, Case, CaseId, Category, Channel, Doing, Filter, Kind, NewAllegation,
    NewCase, Order, Verb, Visibility,
};
use tongli_kernel::{Confidentiality, Fault, Viewer};
use tongli_people::roles::{
    CONTACT, COORDINATOR, DEPARTMENT_HEAD, DIRECTOR, DISCIPLINE, RECEPTIONIST, REVIEWER,
    SUPERVISOR, SYSTEM_ADMIN,
};
use tongli_store::search::{normal, occurs, words};
use tongli_store::testing::on_both;
use tongli_web::read_upload;

use crate::house::{Hospital, TENANT, steps};

/// Few characters, so that words meet by chance and pairs stand where the word does not.
const SAID: &str = "[退費费报告护士痛c1 ，]{2,14}";
const LOOKED_FOR: &str = "[退费报告护士痛c1]{1,4}( [退费报告护士痛c]{1,2})?";
const MATTERS: usize = 14;
const QUERIES: usize = 40;

/// Something that happens to a case, with its words.
#[derive(Debug, Clone)]
enum Event {
    Note {
        by: usize,
        shared: bool,
        text: String,
    },
    File {
        by: usize,
        name: String,
    },
    Assign,
    Part {
        clue: String,
        rest: String,
    },
    Entrust,
    Sensitive,
}

#[derive(Debug, Clone)]
struct Plan {
    place: usize,
    is_clue: bool,
    narrative: String,
    demand: Option<String>,
    allegation: String,
    events: Vec<Event>,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        5 => (0..3usize, any::<bool>(), SAID).prop_map(|(by, shared, text)| {
            Event::Note { by, shared, text }
        }),
        4 => (0..3usize, "[退费报告护士痛c]{1,6}").prop_map(|(by, name)| Event::File { by, name }),
        1 => Just(Event::Assign),
        2 => (SAID, SAID).prop_map(|(clue, rest)| Event::Part { clue, rest }),
        1 => Just(Event::Entrust),
        1 => Just(Event::Sensitive),
    ]
}

fn plan() -> impl Strategy<Value = Plan> {
    let events = prop::collection::vec(event(), 0..7);
    (
        0..2usize,
        prop::bool::weighted(0.15),
        SAID,
        prop::option::of(SAID),
        SAID,
        events,
    )
        .prop_map(
            |(place, is_clue, narrative, demand, allegation, events)| Plan {
                place,
                is_clue,
                narrative: format!("述{narrative}"),
                demand,
                allegation: format!("诉{allegation}"),
                events,
            },
        )
}

struct Cast {
    house: Hospital,
    desk: Viewer,
    chief: Viewer,
    ward: Viewer,
    all: Vec<Viewer>,
}

impl Cast {
    async fn new(house: Hospital) -> Cast {
        let (ward, clinic) = (house.ward, house.clinic);
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let chief = house.staff("chief", &[DIRECTOR], &[]).await;
        let member = house.staff("ward", &[CONTACT], &[ward]).await;
        let all = vec![
            desk.clone(),
            chief.clone(),
            member.clone(),
            house.staff("head", &[DEPARTMENT_HEAD], &[ward]).await,
            house.staff("clinic", &[CONTACT], &[clinic]).await,
            house.staff("keeper", &[COORDINATOR], &[]).await,
            house.staff("judge", &[REVIEWER], &[ward, clinic]).await,
            house.staff("jw", &[DISCIPLINE], &[]).await,
            house.staff("overseer", &[SUPERVISOR], &[]).await,
            house.staff("admin", &[SYSTEM_ADMIN], &[]).await,
        ];
        Cast {
            house,
            desk,
            chief,
            ward: member,
            all,
        }
    }

    async fn happen(&self, plan: &Plan) {
        let place = ["GK2", "JZ"][plan.place];
        let mut new = NewCase::new(Kind::Complaint, Channel::Phone, plan.narrative.clone());
        new.demand = plan.demand.clone();
        new.allegations = vec![NewAllegation {
            text: plan.allegation.clone(),
            category: Some(if plan.is_clue {
                Category::T09
            } else {
                Category::T05
            }),
            departments: vec![place.into()],
            ..NewAllegation::default()
        }];
        let number = self
            .house
            .register(&self.desk, &new)
            .await
            .unwrap()
            .case
            .number;
        for event in &plan.events {
            // What may not be done here is not done: only what is there must be found.
            let _ = self.take(&number, event).await;
        }
    }

    async fn take(&self, number: &str, event: &Event) -> Result<(), Fault> {
        let (house, chief) = (&self.house, &self.chief);
        let (app, now) = (&house.app, house.app.now());
        let writers = [&self.desk, chief, &self.ward];
        match event {
            Event::Note { by, shared, text } => {
                let by = writers[*by];
                let visibility = if *shared {
                    Visibility::Shared
                } else {
                    Visibility::Private
                };
                app.db
                    .write(async |tx| {
                        let case = tongli_cases::read(tx, by, Verb::Note, number).await?;
                        tongli_cases::add_note(tx, app, by, now, &case, visibility, text).await
                    })
                    .await?;
            }
            Event::File { by, name } => {
                let bytes = b"%PDF-1.4 paper".to_vec();
                let files = [read_upload("file", &format!("{name}.pdf"), bytes).unwrap()];
                let what = Attaching {
                    number,
                    version: None,
                    files: &files,
                    once: None,
                };
                tongli_cases::attach(app, writers[*by], now, what).await?;
            }
            Event::Assign => {
                let case = house.read(chief, Verb::Accept, number).await?;
                let accept = Doing::Accept {
                    anonymity_reason: Some("不愿留名".into()),
                };
                let case = house.take(chief, &case, accept).await?;
                let owner = self.all[5].staff();
                house
                    .take(
                        chief,
                        &case,
                        Doing::Assign {
                            owner,
                            speaker: None,
                        },
                    )
                    .await?;
            }
            Event::Part { clue, rest } => {
                let case = house.read(chief, Verb::Amend, number).await?;
                let mut new = Amendment::of(&case);
                new.integrity_text = Some(format!("密{clue}"));
                new.rest_narrative = Some(format!("余{rest}"));
                house
                    .take(chief, &case, Doing::Amend(Box::new(new)))
                    .await?;
            }
            Event::Entrust => {
                let jw = &self.all[7];
                let staff = self.ward.staff().unwrap();
                app.db
                    .write(async |tx| {
                        let case = tongli_cases::read(tx, jw, Verb::Read, number).await?;
                        for one in tongli_cases::linked(tx, jw, case.id).await? {
                            tongli_cases::entrust(tx, app, jw, now, &one, staff).await?;
                        }
                        tongli_cases::entrust(tx, app, jw, now, &case, staff).await
                    })
                    .await?;
            }
            Event::Sensitive => {
                let case = house.read(chief, Verb::Amend, number).await?;
                let mut new = Amendment::of(&case);
                new.confidentiality = Confidentiality::Sensitive;
                house
                    .take(chief, &case, Doing::Amend(Box::new(new)))
                    .await?;
            }
        }
        Ok(())
    }

    /// Every case with what stands in it for this viewer, newest first, by the rules of
    /// the pages.
    async fn shown(&self, viewer: &Viewer) -> Vec<(Case, Vec<String>)> {
        let mut tx = self.house.app.db.read().await.unwrap();
        let ids: Vec<CaseId> = tx
            .all("SELECT id FROM cases ORDER BY id DESC", vec![], |row| {
                row.get("id")
            })
            .await
            .unwrap();
        let known = tongli_cases::known_among(&mut tx, viewer, ids.iter().copied())
            .await
            .unwrap();
        let mut shown = Vec::new();
        for id in ids.into_iter().filter(|id| known.contains(id)) {
            let case = tongli_cases::find_case(&mut tx, TENANT, id)
                .await
                .unwrap()
                .unwrap();
            let mut texts = vec![case.number.clone(), case.narrative.clone()];
            texts.extend(case.demand.clone());
            let said = tongli_cases::allegations(&mut tx, TENANT, id)
                .await
                .unwrap();
            texts.extend(said.into_iter().map(|one| one.text));
            let notes = tongli_cases::notes_for(&mut tx, viewer, &case)
                .await
                .unwrap();
            texts.extend(notes.into_iter().map(|one| one.text));
            let files = tongli_cases::files_of(&mut tx, viewer, &case)
                .await
                .unwrap();
            texts.extend(files.into_iter().map(|one| one.name));
            let folded = texts.iter().map(|text| normal(text)).collect();
            shown.push((case, folded));
        }
        shown
    }

    async fn found(&self, viewer: &Viewer, query: &str, order: Order) -> (Vec<String>, i64) {
        let filter = Filter {
            words: query.into(),
            order,
            ..Filter::default()
        };
        let (app, now) = (&self.house.app, self.house.app.now());
        let mut tx = app.db.read().await.unwrap();
        let lines = tongli_cases::list(&mut tx, app, viewer, &filter, now, 100)
            .await
            .unwrap();
        let count = tongli_cases::count(&mut tx, app, viewer, &filter, now, 100)
            .await
            .unwrap();
        (lines.into_iter().map(|line| line.number).collect(), count)
    }
}

fn expected(shown: &[(Case, Vec<String>)], query: &str) -> Vec<String> {
    let words = words(query);
    shown
        .iter()
        .filter(|(_, texts)| {
            words
                .iter()
                .all(|word| texts.iter().any(|text| occurs(text, word)))
        })
        .map(|(case, _)| case.number.clone())
        .collect()
}

#[tokio::test]
async fn search_finds_all_and_only_what_the_viewer_may_read() {
    on_both(&steps(), async |db| {
        let cast = Cast::new(Hospital::new(db).await).await;
        let mut runner = TestRunner::deterministic();
        for _ in 0..MATTERS {
            let plan = plan().new_tree(&mut runner).unwrap().current();
            cast.happen(&plan).await;
        }
        let mut queries: Vec<String> = vec!["述".into(), "密".into(), "余".into(), "诉 痛".into()];
        for _ in 0..QUERIES {
            queries.push(LOOKED_FOR.new_tree(&mut runner).unwrap().current());
        }
        let (mut hits, mut denied) = (0, 0);
        for viewer in &cast.all {
            let shown = cast.shown(viewer).await;
            for query in &queries {
                let expected = expected(&shown, query);
                let (newest, count) = cast.found(viewer, query, Order::Newest).await;
                assert_eq!(newest, expected, "{}: {query}", viewer.name);
                assert_eq!(count, expected.len() as i64, "{}: {query}", viewer.name);
                let (mut best, _) = cast.found(viewer, query, Order::Best).await;
                best.sort();
                let mut sorted = expected.clone();
                sorted.sort();
                assert_eq!(best, sorted, "{}: {query}", viewer.name);
                hits += expected.len();
                denied += usize::from(expected.is_empty());
            }
        }
        assert!(hits > 300 && denied > 50, "{hits} {denied}");
        // What was written step by step is what the index made anew holds.
        let mut tx = cast.house.app.db.read().await.unwrap();
        let page = tongli_cases::check_index(&mut tx, &cast.house.app, None)
            .await
            .unwrap();
        let words: Vec<_> = page
            .flaws
            .iter()
            .filter(|(_, flaw)| *flaw == tongli_cases::IndexFlaw::Words)
            .collect();
        assert!(
            words.is_empty() && page.looked_at >= MATTERS as i64,
            "{words:?}"
        );
    })
    .await;
}
