//! `tongli user …` and `tongli token …`

use std::io::Read;

use tongli_kernel::{Fault, Private, Said, Viewer};
use tongli_people::actions::{self, NewStaff};
use tongli_people::roles;

use super::{TokenCommand, UserCommand, in_house};
use crate::Assembled;
use crate::config::Config;
use crate::talk::{Ending, Terminal};

pub async fn user(terminal: &Terminal, config: &Config, command: UserCommand) -> Ending {
    in_house(terminal, config, async |house| match &command {
        UserCommand::Add {
            login,
            role,
            department,
            name,
            password_stdin: _,
        } => add(terminal, house, login, role, department, name.as_deref()).await,
        UserCommand::List => list(terminal, house).await,
        UserCommand::Disable { login } => disable(terminal, house, login).await,
    })
    .await
}

async fn add(
    terminal: &Terminal,
    house: &Assembled,
    login: &str,
    role: &str,
    department: &str,
    name: Option<&str>,
) -> Result<Ending, Fault> {
    let Some(role) = roles::named(role) else {
        let known: Vec<&str> = roles::ALL.iter().map(|role| role.0).collect();
        terminal.complain(
            &Said::new("cli-role-unknown")
                .with("role", role)
                .with("roles", known.join(", ")),
        );
        return Ok(Ending::Failed);
    };
    let app = &house.app;
    let found = {
        let mut tx = app.db.read().await?;
        tongli_people::department_by_code(&mut tx, app.tenant, department).await?
    };
    let Some(found) = found else {
        terminal.complain(&Said::new("cli-department-unknown").with("department", department));
        return Ok(Ending::Failed);
    };
    let Some(password) = password_from_stdin() else {
        terminal.complain(&Said::new("cli-password-empty"));
        return Ok(Ending::Failed);
    };
    let new = NewStaff {
        login: login.to_owned(),
        name: name.unwrap_or(login).to_owned(),
        roles: vec![role],
        departments: vec![found.id],
        password: Private::new(password),
        ..NewStaff::default()
    };
    actions::add_staff(app, &Viewer::operator(app.tenant), new).await?;
    terminal.say(&Said::new("cli-user-added").with("login", login));
    Ok(Ending::Done)
}

fn password_from_stdin() -> Option<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).ok()?;
    let password = text.trim_end_matches(['\n', '\r']).to_owned();
    (!password.is_empty()).then_some(password)
}

async fn list(terminal: &Terminal, house: &Assembled) -> Result<Ending, Fault> {
    let mut tx = house.app.db.read().await?;
    for staff in tongli_people::list_staff(&mut tx, house.app.tenant).await? {
        let roles: Vec<&str> = staff.roles.iter().map(|role| role.0).collect();
        let standing = if staff.disabled_at.is_some() {
            "\tdisabled"
        } else {
            ""
        };
        terminal.result(format!(
            "{}\t{}\t{}{standing}",
            staff.login,
            staff.name,
            roles.join(",")
        ));
    }
    Ok(Ending::Done)
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
    actions::disable_staff(app, &Viewer::operator(app.tenant), staff.id).await?;
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
