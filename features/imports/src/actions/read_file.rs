//! Reads a file from end to end; nothing is kept.

use tongli_kernel::{Day, Fault};
use tongli_web::App;

use crate::reading::{Reading, read_register};

/// Reads a register as it would be brought in today.
pub async fn read_file(app: &App, name: &str, bytes: Vec<u8>) -> Result<Reading, Fault> {
    let today = app.time.day_of(app.now());
    read_on(name, bytes, today).await
}

/// Reads a register as on a day, so that reading it again gives the same.
pub(super) async fn read_on(name: &str, bytes: Vec<u8>, today: Day) -> Result<Reading, Fault> {
    let name = name.to_owned();
    // A large workbook takes seconds; other requests shall not wait for it.
    tokio::task::spawn_blocking(move || read_register(&bytes, &name, today))
        .await
        .map_err(Fault::bug)?
        .map_err(|said| Fault::field("file", said))
}
