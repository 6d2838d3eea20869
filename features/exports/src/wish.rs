//! What somebody wants as a file: a format, and a list by its address.

use tongli_cases::{Category, Filter, Kind, knows_stage, list_address, list_filter, refilling};
use tongli_kernel::{Fault, FieldErrors, Said, Viewer};
use tongli_store::Tx;
use tongli_tables::Format;
use tongli_web::Form;

/// A wish that holds.
#[derive(Debug, Clone)]
pub struct Wish {
    pub format: Format,
    /// The address in one spelling.
    pub address: String,
    pub filter: Filter,
}

impl Wish {
    /// Reads the fields of a list's address. A value nobody knows would make the file
    /// longer than its reader thinks, so it is refused.
    pub async fn read(tx: &mut Tx, viewer: &Viewer, form: &Form) -> Result<Wish, Fault> {
        let mut errors = FieldErrors::default();
        let format = Format::from_code(form.value("format"));
        if format.is_none() {
            errors.add("format", Said::new("exports-format-unknown"));
        }
        let (filter, department_unknown) = list_filter(tx, viewer, form).await?;
        for (field, known) in knowns(form, &filter) {
            if !form.value(field).is_empty() && !known {
                errors.add(field, Said::new("exports-value-unknown"));
            }
        }
        if department_unknown {
            errors.add("department", Said::new("cases-empty-department"));
        }
        let filter = Filter {
            before: None,
            ..filter
        };
        // A list says that the index is not whole yet; a file would not.
        if !filter.words.trim().is_empty() && refilling(tx, viewer.tenant).await?.is_some() {
            return Err(Fault::Conflict(Said::new("exports-index-filling")));
        }
        match format {
            Some(format) if errors.is_empty() => Ok(Wish {
                format,
                address: list_address(form),
                filter,
            }),
            _ => Err(Fault::Invalid(errors)),
        }
    }
}

/// The fields with a closed list of values, and whether what stands there is one.
fn knowns(form: &Form, filter: &Filter) -> [(&'static str, bool); 7] {
    [
        ("stage", knows_stage(form.value("stage"))),
        ("kind", Kind::from_code(form.value("kind")).is_some()),
        (
            "category",
            Category::from_code(form.value("category")).is_some(),
        ),
        ("owner", filter.owner.is_some()),
        ("due", filter.due.is_some()),
        ("import", filter.import.is_some()),
        ("refused", filter.refused.is_some()),
    ]
}
