-- What happened to accounts, within the access log; and what reports are made from.

CREATE INDEX access_log_of_accounts ON access_log (number) WHERE substr(action, 1, 8) = 'account.';
CREATE INDEX reuse_by_time ON reuse (at, unit);

-- How far the catalogue's changes were counted; one row, or none.
CREATE TABLE report_place (
  place INTEGER PRIMARY KEY CHECK (place = 1),
  incarnation TEXT NOT NULL,
  number INTEGER NOT NULL,
  begun INTEGER NOT NULL
) STRICT;

CREATE TABLE report_count (
  measure TEXT NOT NULL,
  day TEXT NOT NULL,
  unit TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (measure, day, unit, bucket)
) STRICT, WITHOUT ROWID;

-- Numbers that people gave; the last one for the same days holds.
CREATE TABLE report_figure (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  unit TEXT NOT NULL CHECK (unit <> ''),
  measure TEXT NOT NULL CHECK (measure <> ''),
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  value INTEGER NOT NULL CHECK (value >= 0),
  person TEXT NOT NULL CHECK (person <> ''),
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX report_figure_by_days ON report_figure (first_day, last_day, unit, measure, number);
CREATE TRIGGER report_figure_is_final BEFORE UPDATE ON report_figure
BEGIN
  SELECT raise(ABORT, 'a figure that was given does not change');
END;
CREATE TRIGGER report_figure_stays BEFORE DELETE ON report_figure
BEGIN
  SELECT raise(ABORT, 'a figure that was given stays');
END;
CREATE TRIGGER report_figure_comes_once BEFORE INSERT ON report_figure
WHEN EXISTS (SELECT 1 FROM report_figure WHERE number = NEW.number)
BEGIN
  SELECT raise(ABORT, 'a figure that was given is not replaced');
END;
