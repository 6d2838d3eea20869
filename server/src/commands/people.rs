//! `tongli user …` and `tongli token …`

use std::io::Read;

use tongli_kernel::{Day, Fault, Private, Said, Viewer};
use tongli_people::{NewStaff, Staff, StaffFilter, actions, roles};

use super::{TokenCommand, UserCommand, in_house};
use crate::Assembled;
use crate::config::Config;
use crate::talk::{Ending, Terminal};

/// Accounts read at a time.
const PAGE: i64 = 200;

pub async fn user(terminal: &Terminal, config: &Config, command: UserCommand) -> Ending {
    in_house(terminal, config, async |house| match &command {
        UserCommand::Add {
            login,
            role,
            department,
            name,
            number,
            until,
            password_stdin: _,
        } => {
            let wanted = Wanted {
                login,
                role,
                department,
                name: name.as_deref().unwrap_or(login),
                number: number.as_deref(),
                until: *until,
            };
            add(terminal, house, wanted).await
        }
        UserCommand::List => list(terminal, house).await,
        UserCommand::Disable { login } => disable(terminal, house, login).await,
    })
    .await
}

/// An account as it is asked for.
struct Wanted<'a> {
    login: &'a str,
    role: &'a str,
    department: &'a str,
    name: &'a str,
    number: Option<&'a str>,
    until: Option<Day>,
}

/// A login may hold signs that no staff number has.
fn number_from(login: &str) -> String {
    login.replace(['.', '_'], "-")
}

async fn add(terminal: &Terminal, house: &Assembled, wanted: Wanted<'_>) -> Result<Ending, Fault> {
    let Some(role) = roles::named(wanted.role) else {
        let known: Vec<&str> = roles::ALL.iter().map(|role| role.0).collect();
        terminal.complain(
            &Said::new("cli-role-unknown")
                .with("role", wanted.role)
                .with("roles", known.join(", ")),
        );
        return Ok(Ending::WrongUsage);
    };
    let app = &house.app;
    let found = {
        let mut tx = app.db.read().await?;
        tongli_people::department_by_code(&mut tx, app.tenant, wanted.department).await?
    };
    let Some(found) = found else {
        terminal
            .complain(&Said::new("cli-department-unknown").with("department", wanted.department));
        return Ok(Ending::WrongUsage);
    };
    if role == roles::SUPERVISOR && wanted.until.is_none() {
        terminal.complain(&Said::new("cli-supervisor-until"));
        return Ok(Ending::WrongUsage);
    }
    let Some(password) = password_from_stdin() else {
        terminal.complain(&Said::new("cli-password-empty"));
        return Ok(Ending::Failed);
    };
    let number = wanted
        .number
        .map_or_else(|| number_from(wanted.login), str::to_owned);
    let mut new = NewStaff::new(wanted.login, number, wanted.name, Private::new(password));
    new.roles = vec![role];
    new.departments = vec![found.id];
    new.valid_until = wanted.until.map(|last| app.time.end_of(last));
    actions::add_staff(app, &Viewer::operator(app.tenant), new).await?;
    terminal.say(&Said::new("cli-user-added").with("login", wanted.login));
    Ok(Ending::Done)
}

fn password_from_stdin() -> Option<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).ok()?;
    let password = text.trim_end_matches(['\n', '\r']).to_owned();
    (!password.is_empty()).then_some(password)
}

async fn list(terminal: &Terminal, house: &Assembled) -> Result<Ending, Fault> {
    for disabled in [false, true] {
        let mut filter = StaffFilter {
            disabled,
            ..StaffFilter::default()
        };
        loop {
            let mut tx = house.app.db.read().await?;
            let page = tongli_people::list_staff(&mut tx, house.app.tenant, &filter, PAGE).await?;
            for staff in &page {
                terminal.result(line(staff));
            }
            match page.last() {
                Some(last) => filter.after = Some((last.pinyin.clone(), last.id)),
                None => break,
            }
        }
    }
    Ok(Ending::Done)
}

fn line(staff: &Staff) -> String {
    let roles: Vec<&str> = staff.roles.iter().map(|role| role.0).collect();
    let standing = if staff.disabled_at.is_some() {
        "\tdisabled"
    } else {
        ""
    };
    format!(
        "{}\t{}\t{}{standing}",
        staff.login,
        staff.name,
        roles.join(",")
    )
}

async fn disable(terminal: &Terminal, house: &Assembled, login: &str) -> Result<Ending, Fault> {
    let app = &house.app;
    let found = {
        let mut tx = app.db.read().await?;
        tongli_people::find_by_login(&mut tx, app.tenant, login).await?
    };
    let Some(staff) = found else {
        terminal.complain(&Said::new("cli-user-unknown").with("login", login));
        return Ok(Ending::Failed);
    };
    actions::disable_staff(app, &Viewer::operator(app.tenant), staff.id, None).await?;
    terminal.say(&Said::new("cli-user-disabled").with("login", login));
    Ok(Ending::Done)
}

pub async fn token(terminal: &Terminal, config: &Config, command: TokenCommand) -> Ending {
    let TokenCommand::Create { user, name } = command;
    in_house(terminal, config, async |house| {
        let app = &house.app;
        let known = {
            let mut tx = app.db.read().await?;
            tongli_people::find_by_login(&mut tx, app.tenant, &user).await?
        };
        if known.is_none() {
            terminal.complain(&Said::new("cli-user-unknown").with("login", user.as_str()));
            return Ok(Ending::Failed);
        }
        let token = actions::make_token(app, &Viewer::operator(app.tenant), &user, &name).await?;
        terminal.result(token);
        Ok(Ending::Done)
    })
    .await
}
