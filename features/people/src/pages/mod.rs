//! The screens: signing in, the own account, the administrators' lists.

mod audit;
mod choices;
mod cookies;
mod department_form;
mod departments;
mod deputies;
mod drafts;
mod language;
mod me;
mod me_password;
mod set_up;
mod settings;
mod sign_in;
mod staff_form;
mod staff_list;
mod staff_show;
mod take_over;

use tongli_web::{Guard, MenuItem, Routes};

use crate::access::{ACCOUNTS, AUDIT, DEPARTMENTS, ROLES, SEE_STAFF, SETTINGS, UNLOCK};

pub const MENU: &[MenuItem] = &[
    MenuItem {
        path: "/admin/staff",
        word: "people-menu-staff",
        icon: "users",
        permission: Some(SEE_STAFF),
        order: 910,
    },
    MenuItem {
        path: "/admin/departments",
        word: "people-menu-departments",
        icon: "building-hospital",
        permission: Some(DEPARTMENTS),
        order: 920,
    },
    MenuItem {
        path: "/admin/audit",
        word: "people-menu-audit",
        icon: "shield",
        permission: Some(AUDIT),
        order: 930,
    },
    MenuItem {
        path: "/admin/settings",
        word: "people-settings",
        icon: "settings",
        permission: Some(SETTINGS),
        order: 940,
    },
];

pub fn routes() -> Routes {
    Routes::new()
        .get("/language", Guard::Open, language::choose)
        .get("/sign-in", Guard::Open, sign_in::show)
        .post("/sign-in", Guard::Open, sign_in::submit)
        .post("/sign-out", Guard::Open, sign_in::sign_out)
        .get("/set-up", Guard::Open, set_up::show)
        .post("/set-up", Guard::Open, set_up::submit)
        .get("/take-over", Guard::SignedIn, take_over::show)
        .post("/take-over", Guard::SignedIn, take_over::submit)
        .post("/drafts/{form}", Guard::SignedIn, drafts::keep)
        .post("/drafts/{form}/discard", Guard::SignedIn, drafts::discard)
        .merge(own())
        .merge(admin())
}

fn own() -> Routes {
    Routes::new()
        .get("/me", Guard::SignedIn, me::show)
        .get("/me/password", Guard::SignedIn, me_password::show)
        .post("/me/password", Guard::SignedIn, me_password::submit)
        .post("/me/pin", Guard::SignedIn, me::set_pin)
        .post("/me/pin/remove", Guard::SignedIn, me::remove_pin)
        .post("/me/language", Guard::SignedIn, me::set_language)
        .post("/me/sessions/{id}/end", Guard::SignedIn, me::end_session)
        .post(
            "/me/sign-out-everywhere",
            Guard::SignedIn,
            me::sign_out_everywhere,
        )
        .post("/me/deputies", Guard::SignedIn, deputies::name_own)
        .post(
            "/me/deputies/{id}/revoke",
            Guard::SignedIn,
            deputies::revoke_own,
        )
        .post("/me/tokens", Guard::SignedIn, me::make_token)
        .post("/me/tokens/{id}/revoke", Guard::SignedIn, me::revoke_token)
}

fn admin() -> Routes {
    let reset = Guard::MayAny(&[ACCOUNTS, ROLES]);
    Routes::new()
        .get("/admin/staff", Guard::May(SEE_STAFF), staff_list::show)
        .get("/admin/staff/new", Guard::May(ACCOUNTS), staff_form::new)
        .post("/admin/staff/new", Guard::May(ACCOUNTS), staff_form::add)
        .get("/admin/staff/{id}", Guard::May(SEE_STAFF), staff_show::show)
        .post(
            "/admin/staff/{id}",
            Guard::May(ACCOUNTS),
            staff_show::change,
        )
        .post("/admin/staff/{id}/roles", reset, staff_show::give_roles)
        .post(
            "/admin/staff/{id}/reset-password",
            reset,
            staff_show::reset_password,
        )
        .post(
            "/admin/staff/{id}/disable",
            Guard::May(ACCOUNTS),
            staff_show::disable,
        )
        .post(
            "/admin/staff/{id}/enable",
            Guard::May(ACCOUNTS),
            staff_show::enable,
        )
        .post(
            "/admin/staff/{id}/unlock",
            Guard::May(UNLOCK),
            staff_show::unlock,
        )
        .post(
            "/admin/staff/{id}/end-sessions",
            Guard::May(UNLOCK),
            staff_show::end_sessions,
        )
        .post(
            "/admin/staff/{id}/deputies",
            Guard::May(ACCOUNTS),
            deputies::name,
        )
        .post(
            "/admin/staff/{id}/deputies/{deputy}/revoke",
            Guard::May(ACCOUNTS),
            deputies::revoke,
        )
        .get(
            "/admin/departments",
            Guard::May(DEPARTMENTS),
            departments::show,
        )
        .get(
            "/admin/departments/new",
            Guard::May(DEPARTMENTS),
            department_form::new,
        )
        .post(
            "/admin/departments/new",
            Guard::May(DEPARTMENTS),
            department_form::add,
        )
        .get(
            "/admin/departments/{id}",
            Guard::May(DEPARTMENTS),
            department_form::show,
        )
        .post(
            "/admin/departments/{id}",
            Guard::May(DEPARTMENTS),
            department_form::change,
        )
        .post(
            "/admin/departments/{id}/close",
            Guard::May(DEPARTMENTS),
            department_form::close,
        )
        .post(
            "/admin/departments/{id}/reopen",
            Guard::May(DEPARTMENTS),
            department_form::reopen,
        )
        .get("/admin/settings", Guard::May(SETTINGS), settings::show)
        .post("/admin/settings", Guard::May(SETTINGS), settings::change)
        .get("/admin/audit", Guard::May(AUDIT), audit::show)
}
