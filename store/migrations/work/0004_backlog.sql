-- The case file a path belongs to, and what else its place on the shelf says, as an office's pattern
-- reads it. Paths without a row are case files of their own.
CREATE TABLE case_place (
  batch TEXT NOT NULL REFERENCES batch (id),
  path TEXT NOT NULL,
  case_file TEXT NOT NULL CHECK (case_file <> ''),
  parts TEXT NOT NULL CHECK (json_valid(parts)),
  PRIMARY KEY (batch, path)
) STRICT, WITHOUT ROWID;

-- Masters done again under other settings than the home's: a list of "section.key=value".
CREATE TABLE master_settings (
  master INTEGER PRIMARY KEY REFERENCES master (id),
  settings TEXT NOT NULL CHECK (json_valid(settings)),
  since INTEGER NOT NULL
) STRICT;

-- Balances that a person answers for. A later one adds to an earlier one and never replaces it.
CREATE TABLE sign_off (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch TEXT NOT NULL REFERENCES batch (id),
  person TEXT NOT NULL CHECK (person <> ''),
  remark TEXT NOT NULL,
  at INTEGER NOT NULL,
  fed INTEGER NOT NULL CHECK (fed > 0),
  stored INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  blank INTEGER NOT NULL,
  separator INTEGER NOT NULL,
  quarantined INTEGER NOT NULL,
  CHECK (fed = stored AND stored = kept + blank + separator + quarantined)
) STRICT;
CREATE INDEX sign_off_by_batch ON sign_off (batch);
CREATE TRIGGER sign_off_stays BEFORE DELETE ON sign_off
BEGIN
  SELECT raise(ABORT, 'a balance that was signed off stays');
END;
CREATE TRIGGER sign_off_once BEFORE INSERT ON sign_off WHEN NEW.id IN (SELECT id FROM sign_off)
BEGIN
  SELECT raise(ABORT, 'a balance that was signed off is not replaced');
END;
CREATE TRIGGER sign_off_is_final BEFORE UPDATE ON sign_off
BEGIN
  SELECT raise(ABORT, 'a balance that was signed off does not change');
END;

-- What packages from other homes state about themselves and their rows cannot.
CREATE TABLE package_statement (
  package TEXT PRIMARY KEY NOT NULL,
  statement TEXT NOT NULL CHECK (json_valid(statement))
) STRICT, WITHOUT ROWID;
