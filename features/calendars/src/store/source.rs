//! Where a year's days come from: the program, or a person's import.

use tongli_kernel::{Moment, Tenant};
use tongli_store::{StoreError, Tx};

use super::{ImportedRow, imported_year};
use crate::{Notice, YearFile, year_files};

/// Where a year's days come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    Program(&'static YearFile),
    Imported(ImportedRow),
}

/// `None` for a year nobody knows.
pub async fn source_of(
    tx: &mut Tx,
    tenant: Tenant,
    year: i16,
) -> Result<Option<Source>, StoreError> {
    let imported = imported_year(tx, tenant, year).await?;
    let shipped = || year_files().iter().find(|file| file.year == year);
    Ok(imported
        .map(Source::Imported)
        .or_else(|| shipped().map(Source::Program)))
}

impl Source {
    pub fn code(&self) -> &'static str {
        match self {
            Source::Program(_) => "program",
            Source::Imported(_) => "imported",
        }
    }

    pub fn notice(&self) -> &Notice {
        match self {
            Source::Program(file) => &file.notice,
            Source::Imported(row) => &row.notice,
        }
    }

    /// Notices that changed the year's own one.
    pub fn amended_by(&self) -> &[Notice] {
        match self {
            Source::Program(file) => &file.amended_by,
            Source::Imported(row) => &row.amended_by,
        }
    }

    /// Who confirmed an import, and when.
    pub fn confirmed(&self) -> Option<(&str, Moment)> {
        match self {
            Source::Program(_) => None,
            Source::Imported(row) => Some((&row.by_name, row.changed_at)),
        }
    }
}
