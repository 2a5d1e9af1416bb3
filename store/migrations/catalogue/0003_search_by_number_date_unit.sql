-- Copies are also sought by number and symbol, by date of issue and by office.
CREATE INDEX copy_by_number
  ON copy (json_extract(fields, '$.so_ky_hieu'), created DESC, id DESC);
CREATE INDEX copy_by_issue
  ON copy (json_extract(fields, '$.ngay_ban_hanh'), created DESC, id DESC);
CREATE INDEX copy_by_unit ON copy (unit, created DESC, id DESC);
