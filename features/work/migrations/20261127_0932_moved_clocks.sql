-- Clocks that were counted again, until the rooms that copy their day have followed.

ALTER TABLE clocks ADD COLUMN moved_at BIGINT;
CREATE INDEX clocks_moved ON clocks (tenant, subject_kind, id) WHERE moved_at IS NOT NULL;

-- Copies of days that moved before this step are looked at once.
UPDATE clocks SET moved_at = 0 WHERE met_at IS NULL AND ended_at IS NULL;

-- A limit whose end stayed and whose nearness moved left its item as it was.
UPDATE work_items SET near_at = (
    SELECT c.near_at FROM clocks c
    WHERE c.tenant = work_items.tenant AND c.id = work_items.clock)
WHERE closed_at IS NULL AND clock IS NOT NULL AND due_at IS NOT NULL;
