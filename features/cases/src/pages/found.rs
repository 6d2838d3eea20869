//! What the list says and does about a search besides its lines.

use tongli_kernel::Said;
use tongli_store::Tx;
use tongli_web::{Ask, Form, Refusal, Shell};

use crate::access;
use crate::actions::{BEST_OF, refilling};
use crate::search::Asked;
use crate::store;
use crate::store::list::{Filter, Order};

/// Whether a whole number was typed, of a case the reader may know of.
pub(super) async fn is_a_case(tx: &mut Tx, ask: &Ask, number: &str) -> Result<bool, Refusal> {
    let scope = access::scope(&ask.viewer);
    let found = store::cases::by_number(tx, ask.viewer.tenant, &scope, number).await?;
    Ok(found.is_some())
}

/// What a reader has to know of a search besides its lines.
pub(super) async fn notes(
    ask: &Ask,
    tx: &mut Tx,
    shell: &Shell,
    (asked, filter): (&Asked, &Filter),
) -> Result<Vec<String>, Refusal> {
    let mut notes = Vec::new();
    match asked {
        Asked::Signs => notes.push(Said::new("cases-words-signs")),
        Asked::TooLong => notes.push(Asked::too_long()),
        Asked::Words(_) => {
            if let Some((done, all)) = refilling(tx, ask.viewer.tenant).await? {
                notes.push(filling(done, all));
            }
            if filter.order == Order::Best {
                notes.push(Said::new("cases-order-best-of").with("most", BEST_OF));
            }
        }
        Asked::Nothing | Asked::Number(_) => {}
    }
    let lang = ask.viewer.lang;
    let said = notes.iter().map(|one| shell.ask.app.words.say(lang, one));
    Ok(said.collect())
}

/// How far the index is made anew, in hundredths: a number of all cases would tell
/// whoever sees few of them how many there are.
fn filling(done: i64, all: i64) -> Said {
    let percent = done.saturating_mul(100) / all.max(1);
    Said::new("cases-words-filling").with("percent", percent.min(99))
}

pub(super) fn order(form: &Form) -> Order {
    match form.value("order") {
        "best" => Order::Best,
        _ => Order::Newest,
    }
}
