-- By what a clock was met: interim, where a word came before the whole answer.

ALTER TABLE clocks ADD COLUMN met_by TEXT;
