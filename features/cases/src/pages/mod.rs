//! The screens of cases.

mod amend;
mod beside;
mod choices;
mod earlier;
mod endings;
mod files;
mod found;
mod gone;
mod handed;
mod list;
mod months;
mod next;
mod notice;
mod papers;
mod register;
mod rows;
mod show;
mod timeline;
mod told;
mod unsent;
mod verb;
mod verb_form;

use axum::extract::Path;
use tongli_kernel::Permission;
use tongli_web::{Ask, FormBody, Guard, Routes};

use crate::access;
use crate::life::Verb;

pub use list::{knows_stage, list_address, list_filter};

/// What the names of a registration's drafts begin with.
pub(crate) const DRAFT: &str = "register-case";

/// The verbs that have a page of their own here.
const VERBS: &[(Verb, &str, &[Permission])] = &[
    (Verb::Settle, "/cases/{number}/settle", &[access::SETTLE]),
    (Verb::Accept, "/cases/{number}/accept", &[access::ACCEPT]),
    (
        Verb::Refuse,
        "/cases/{number}/refuse",
        &[access::REFUSE, access::APPROVE_REFUSAL],
    ),
    (Verb::Assign, "/cases/{number}/assign", &[access::ASSIGN]),
    (
        Verb::JointStudy,
        "/cases/{number}/joint-study",
        &[access::JOINT_STUDY, access::APPROVE_JOINT],
    ),
    (Verb::Decline, "/cases/{number}/decline", &[access::DECLINE]),
    (Verb::Inform, "/cases/{number}/inform", &[access::ANSWER]),
    (Verb::Handle, "/cases/{number}/handle", &[access::HANDLE]),
    (Verb::Close, "/cases/{number}/close", &[access::CLOSE]),
    (Verb::Archive, "/cases/{number}/archive", &[access::ARCHIVE]),
    (Verb::Pause, "/cases/{number}/pause", &[access::PAUSE]),
    (Verb::Resume, "/cases/{number}/resume", &[access::PAUSE]),
    (
        Verb::HandOver,
        "/cases/{number}/hand-over",
        &[access::HAND_OVER],
    ),
    (Verb::Reopen, "/cases/{number}/reopen", &[access::REOPEN]),
    (
        Verb::RequestSupplement,
        "/cases/{number}/request-supplement",
        &[access::ANSWER],
    ),
    (
        Verb::Supplement,
        "/cases/{number}/supplement",
        &[access::ANSWER],
    ),
    (
        Verb::TellRefusal,
        "/cases/{number}/tell-refusal",
        &[access::ANSWER],
    ),
    (Verb::Withdraw, "/cases/{number}/withdraw", &[access::CLOSE]),
    (
        Verb::ReturnToSender,
        "/cases/{number}/return-to-sender",
        &[access::HAND_OVER],
    ),
    (
        Verb::TryContact,
        "/cases/{number}/try-contact",
        &[access::ANSWER],
    ),
    (Verb::Interim, "/cases/{number}/interim", &[access::ANSWER]),
    (
        Verb::AskReview,
        "/cases/{number}/ask-review",
        &[access::ANSWER],
    ),
    (
        Verb::ReviewAgain,
        "/cases/{number}/review-again",
        &[access::REVIEW_AGAIN],
    ),
    (Verb::Amend, "/cases/{number}/amend", &[access::AMEND]),
    (Verb::Receive, "/cases/{number}/receive", &[access::RECEIVE]),
    (
        Verb::GiveNotice,
        "/cases/{number}/give-notice",
        &[access::RECEIVE],
    ),
    (
        Verb::NotifyRespondent,
        "/cases/{number}/notify-respondent",
        &[access::NOTIFY_RESPONDENT],
    ),
];

/// Whether a verb's page is in this room.
pub(crate) fn is_ours(verb: Verb) -> bool {
    VERBS.iter().any(|(one, _, _)| *one == verb)
}

pub fn routes() -> Routes {
    let read = Guard::May(access::READ);
    let register = Guard::May(access::REGISTER);
    let routes = Routes::new()
        .get("/months", read, months::show)
        .get("/cases", read, list::show)
        .get("/cases/new", register, register::show)
        .post("/cases/new", register, register::submit)
        .post("/cases/new/discard", register, register::discard)
        .get("/cases/{number}", read, show::show)
        .get("/cases/{number}/print", read, papers::print)
        .get("/cases/{number}/slip", read, papers::slip)
        .get("/cases/{number}/notice", read, notice::show)
        .merge(
            Routes::new()
                .get(
                    "/cases/{number}/handed-over",
                    Guard::May(access::RECEIVE),
                    handed::show,
                )
                .quiet(),
        )
        .get("/told/{id}", Guard::SignedIn, told::show)
        .post("/told/{id}/read", Guard::SignedIn, told::read)
        .post("/told/{id}/account", Guard::SignedIn, told::account)
        .post("/cases/{number}/note", Guard::May(access::NOTE), show::note)
        .post(
            "/cases/{number}/attach",
            Guard::May(access::ATTACH),
            files::attach_files,
        )
        .post(
            "/cases/{number}/entrust",
            Guard::May(access::ENTRUST),
            show::post_entrust,
        )
        .get("/cases/{number}/files/{id}", read, files::download);
    VERBS
        .iter()
        .fold(routes, |routes, (verb, path, permissions)| {
            let verb = *verb;
            let page = Routes::new()
                .get(
                    path,
                    Guard::MayAny(permissions),
                    move |ask: Ask, number: Path<String>| verb::show(verb, ask, number),
                )
                .post(
                    path,
                    Guard::MayAny(permissions),
                    move |ask: Ask, number: Path<String>, body: FormBody| {
                        verb::submit(verb, ask, number, body)
                    },
                );
            routes.merge(if verb.is_quiet() { page.quiet() } else { page })
        })
}
