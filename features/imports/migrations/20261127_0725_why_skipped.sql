-- Why a row was passed over: total, headings, lone. Nobody's words.

ALTER TABLE import_rows ADD COLUMN why TEXT;
