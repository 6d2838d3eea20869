-- More that is taken down at the desk, a new receipt where a case is taken up again,
-- and the decision that several departments study it together.

-- 首诉科室: where it was first spoken of.
ALTER TABLE cases ADD COLUMN first_department BIGINT;
ALTER TABLE cases ADD COLUMN bed_no TEXT;
ALTER TABLE cases ADD COLUMN risks TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN risk_reason TEXT;
-- The version of the privacy notice the person was shown.
ALTER TABLE cases ADD COLUMN privacy_notice TEXT;
ALTER TABLE cases ADD COLUMN reopen_received_at BIGINT;
ALTER TABLE cases ADD COLUMN reopen_channel TEXT;
ALTER TABLE cases ADD COLUMN joint_reason TEXT;
ALTER TABLE cases ADD COLUMN joint_proposed_by BIGINT;
ALTER TABLE cases ADD COLUMN joint_approved_by BIGINT;
ALTER TABLE cases ADD COLUMN joint_approved_at BIGINT;
