-- What was said about a matter, when it goes out of sight.
CREATE INDEX notices_subject ON notices (tenant, subject_kind, subject_id);
