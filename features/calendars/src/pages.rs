//! The screens, one a file.

mod due;
mod house_days;
mod import;
mod rules;
mod year;

use tongli_web::{Guard, Routes};

use crate::access::{HOUSE_DAYS, IMPORT, RULES};

pub fn routes() -> Routes {
    Routes::new()
        .get("/calendar", Guard::SignedIn, year::show)
        .get("/calendar/import", Guard::May(IMPORT), import::show)
        .post("/calendar/import", Guard::May(IMPORT), import::preview)
        .post(
            "/calendar/import/confirm",
            Guard::May(IMPORT),
            import::confirm,
        )
        .get("/calendar/house-days", Guard::SignedIn, house_days::show)
        .post(
            "/calendar/house-days",
            Guard::May(HOUSE_DAYS),
            house_days::add,
        )
        .post(
            "/calendar/house-days/{day}/remove",
            Guard::May(HOUSE_DAYS),
            house_days::remove,
        )
        .get("/calendar/due", Guard::SignedIn, due::show)
        .get("/rules", Guard::SignedIn, rules::list)
        .get("/rules/{id}", Guard::SignedIn, rules::show)
        .post("/rules/{id}/amount", Guard::May(RULES), rules::set)
        .post("/rules/{id}/restore", Guard::May(RULES), rules::restore)
}
