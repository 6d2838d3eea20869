//! The rooms, in the order in which they build upon each other.

use tongli_feature::{Feature, Round, Written};
use tongli_store::migrate::Migration;
use tongli_store::sealed::SealedColumn;
use tongli_web::{Door, MenuItem, Panel, Routes, WordFiles};

/// Every room of the house.
pub fn features() -> Vec<Feature> {
    vec![
        tongli_people::feature(),
        tongli_calendars::feature(),
        tongli_patients::feature(),
        tongli_work::feature(),
        tongli_approvals::feature(),
        tongli_notices::feature(),
        tongli_answers::feature(),
        tongli_cases::feature(),
        tongli_addressees::feature(),
        tongli_privacy::feature(),
        tongli_public::feature(),
        tongli_desk::feature(),
        tongli_duty::feature(),
        tongli_inquiry::feature(),
        tongli_imports::feature(),
        tongli_exports::feature(),
        tongli_replies::feature(),
        tongli_readings::feature(),
        tongli_disputes::feature(),
        tongli_orders::feature(),
        tongli_leaders::feature(),
        tongli_retention::feature(),
    ]
}

pub fn migrations() -> Vec<Migration> {
    features()
        .iter()
        .flat_map(|feature| feature.migrations)
        .chain(tongli_store::migrate::MIGRATIONS)
        .copied()
        .collect()
}

pub fn words() -> Vec<WordFiles> {
    let mut words = vec![tongli_web::WORDS, crate::WORDS];
    words.extend(features().iter().map(|feature| feature.words));
    words
}

pub fn menu() -> Vec<MenuItem> {
    features()
        .iter()
        .flat_map(|feature| feature.menu)
        .copied()
        .collect()
}

pub fn panels() -> Vec<Panel> {
    features()
        .iter()
        .flat_map(|feature| feature.panels)
        .copied()
        .collect()
}

pub fn doors() -> Vec<Door> {
    features()
        .iter()
        .flat_map(|feature| feature.doors)
        .copied()
        .collect()
}

pub fn written() -> Vec<Written> {
    features()
        .iter()
        .flat_map(|feature| feature.written)
        .copied()
        .collect()
}

pub fn rounds() -> Vec<Round> {
    features()
        .iter()
        .flat_map(|feature| feature.rounds)
        .chain(crate::rounds::ROUNDS)
        .copied()
        .collect()
}

/// Every column of sealed values.
pub fn sealed() -> Vec<&'static SealedColumn> {
    features()
        .iter()
        .flat_map(|feature| feature.sealed)
        .chain(tongli_store::sealed::SEALED)
        .collect()
}

/// All routes, the house's own among them.
pub fn routes() -> Routes {
    features()
        .iter()
        .map(|feature| (feature.routes)())
        .fold(crate::health::routes(), Routes::merge)
        .merge(crate::openapi::routes())
}
