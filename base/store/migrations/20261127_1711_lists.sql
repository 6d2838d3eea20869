-- What a subject is tied to, whatever the kind of the tie.
CREATE INDEX links_from ON links (tenant, from_kind, from_id, created_at);
-- Whether any file still has these bytes.
CREATE INDEX attachments_digest ON attachments (digest);
-- Words about a matter, when it goes out of sight.
CREATE INDEX outbox_subject ON outbox (tenant, subject_kind, subject_id);
