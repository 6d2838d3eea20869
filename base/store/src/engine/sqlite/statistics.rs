//! What the planner knows of the tables.

use rusqlite::Connection;

use crate::StoreError;

/// Looks at the tables, and mends what a look at few rows cannot see. All rows of a house
/// are its tenant's; an index that begins with the tenant is looked at until a thousand
/// rows are all of one, and the planner hears that a tenant has a thousand rows: to walk
/// through all of a million clocks then looks cheaper than to sort a hundred.
pub(super) fn gather(conn: &mut Connection, how: &str) -> Result<(), StoreError> {
    conn.execute_batch(how)?;
    let is_known = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1')";
    if conn.query_row(is_known, [], |row| row.get(0))? {
        conn.execute_batch(WHOLE_TENANTS)?;
    }
    Ok(())
}

/// `ROWS OF-A-TENANT OF-WHAT-FOLLOWS …` is what stands there of an index; planning takes
/// it up when the schema is read again.
const WHOLE_TENANTS: &str = "
    UPDATE sqlite_stat1
    SET stat = substr(stat, 1, instr(stat, ' ')) || substr(stat, 1, instr(stat, ' ') - 1)
        || ltrim(substr(stat, instr(stat, ' ') + 1), '0123456789')
    WHERE instr(stat, ' ') > 0
      AND (SELECT p.name FROM pragma_index_info(idx) p WHERE p.seqno = 0) = 'tenant';
    ANALYZE sqlite_schema;";
