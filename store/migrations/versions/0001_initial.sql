-- What became of delivered copies. Times are milliseconds since 1970 in UTC; digests are the 32
-- bytes of SHA-256. Version 1 of a copy stands in the catalogue.

CREATE TABLE copy_version (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  copy TEXT NOT NULL CHECK (copy <> ''),
  number INTEGER NOT NULL CHECK (number >= 2),
  content BLOB NOT NULL CHECK (length(content) = 32),
  size INTEGER NOT NULL CHECK (size >= 0),
  level TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason <> ''),
  created INTEGER NOT NULL,
  UNIQUE (copy, number),
  UNIQUE (copy, content)
) STRICT;

CREATE TRIGGER copy_version_is_final BEFORE UPDATE ON copy_version
BEGIN
  SELECT raise(ABORT, 'a version of a copy does not change');
END;
CREATE TRIGGER copy_version_stays BEFORE DELETE ON copy_version
BEGIN
  SELECT raise(ABORT, 'a version of a copy stays');
END;
