//! The list of departments, wards and windows.

use std::collections::BTreeMap;

use askama::Template;
use tongli_kernel::{Said, StaffId};
use tongli_web::{Answer, Ask, Form, Shell, page};

use crate::department::Department;
use crate::store::{departments, staff};

#[derive(Template)]
#[template(path = "departments.html")]
struct DepartmentsPage {
    shell: Shell,
    form: Form,
    lines: Vec<Department>,
    contacts: BTreeMap<StaffId, String>,
    open: usize,
}

impl DepartmentsPage {
    fn contact(&self, department: &Department) -> Option<&String> {
        self.contacts.get(&department.contact?)
    }
}

fn fits(department: &Department, text: &str) -> bool {
    let text = text.to_lowercase();
    department.name.contains(&text)
        || department.pinyin.contains(&text)
        || department.code.to_lowercase().contains(&text)
}

pub(super) async fn show(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let tenant = ask.viewer.tenant;
    let mut tx = ask.app.db.read().await?;
    let all = departments::all_departments(&mut tx, tenant).await?;
    let ids: Vec<StaffId> = all.iter().filter_map(|one| one.contact).collect();
    let contacts = staff::staff_names(&mut tx, tenant, &ids).await?;
    drop(tx);
    let open = all.iter().filter(|one| one.closed_at.is_none()).count();
    let closed = form.ticked("closed");
    let lines = all
        .into_iter()
        .filter(|one| one.closed_at.is_some() == closed && fits(one, form.value("q")))
        .collect();
    page(&DepartmentsPage {
        shell: Shell::new(&ask, Said::new("people-menu-departments")),
        form,
        lines,
        contacts,
        open,
    })
}
