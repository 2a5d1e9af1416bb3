-- Copies are also sought by number and symbol, by date of issue (YYYY-MM-DD) and by office.
ALTER TABLE copy ADD COLUMN number TEXT NOT NULL DEFAULT '';
ALTER TABLE copy ADD COLUMN issued TEXT NOT NULL DEFAULT '';
DROP TRIGGER copy_is_final;
UPDATE copy SET
  number = CASE json_type(fields, '$.so_ky_hieu')
    WHEN 'text' THEN json_extract(fields, '$.so_ky_hieu') ELSE '' END,
  issued = CASE json_type(fields, '$.ngay_ban_hanh')
    WHEN 'text' THEN json_extract(fields, '$.ngay_ban_hanh') ELSE '' END;
CREATE TRIGGER copy_is_final BEFORE UPDATE ON copy
BEGIN
  SELECT raise(ABORT, 'a delivered copy does not change');
END;
CREATE INDEX copy_by_number ON copy (number, created DESC, id DESC) WHERE number <> '';
CREATE INDEX copy_by_unit ON copy (unit, created DESC, id DESC);
