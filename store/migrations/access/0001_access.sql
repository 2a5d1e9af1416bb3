-- Who may come in, who looked at what, what was used again. Times are milliseconds since 1970 in
-- UTC.

CREATE TABLE client (
  id TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
  name TEXT NOT NULL,
  unit TEXT NOT NULL CHECK (unit <> ''),
  sees TEXT NOT NULL CHECK (sees <> ''),
  roles TEXT NOT NULL,
  secret TEXT NOT NULL,
  certificate TEXT NOT NULL,
  per_minute INTEGER NOT NULL CHECK (per_minute > 0),
  disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Creating calls that were answered, by the client's own key.
CREATE TABLE request (
  client TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  answer TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (client, key)
) STRICT, WITHOUT ROWID;

-- Each row holds the digest of its own content and the digest before it.
CREATE TABLE access_log (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  client TEXT NOT NULL,
  unit TEXT NOT NULL,
  action TEXT NOT NULL,
  copy TEXT NOT NULL,
  purpose TEXT NOT NULL,
  case_file TEXT NOT NULL,
  status INTEGER NOT NULL,
  chain BLOB NOT NULL CHECK (length(chain) = 32)
) STRICT;
CREATE INDEX access_log_by_copy ON access_log (copy, number) WHERE copy <> '';
CREATE INDEX access_log_by_client ON access_log (client, number);

CREATE TRIGGER access_log_is_final BEFORE UPDATE ON access_log
BEGIN
  SELECT raise(ABORT, 'the access log does not change');
END;
CREATE TRIGGER access_log_stays BEFORE DELETE ON access_log
BEGIN
  SELECT raise(ABORT, 'nothing is taken out of the access log');
END;

-- INSERT OR REPLACE takes a row out without asking the trigger for deletions.
CREATE TRIGGER access_log_goes_on BEFORE INSERT ON access_log
WHEN NEW.number <> coalesce((SELECT max(number) FROM access_log), 0) + 1
BEGIN
  SELECT raise(ABORT, 'the access log goes on where it ended');
END;

CREATE TABLE reuse (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  client TEXT NOT NULL,
  key TEXT NOT NULL CHECK (key <> ''),
  unit TEXT NOT NULL,
  copy TEXT NOT NULL CHECK (copy <> ''),
  case_file TEXT NOT NULL,
  purpose TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (client, key)
) STRICT;
CREATE INDEX reuse_by_copy ON reuse (copy, number);
CREATE INDEX reuse_by_unit ON reuse (unit, number);

CREATE TRIGGER reuse_is_final BEFORE UPDATE ON reuse
BEGIN
  SELECT raise(ABORT, 'a recorded reuse does not change');
END;
CREATE TRIGGER reuse_stays BEFORE DELETE ON reuse
BEGIN
  SELECT raise(ABORT, 'a recorded reuse stays');
END;
CREATE TRIGGER reuse_comes_once BEFORE INSERT ON reuse
WHEN EXISTS (SELECT 1 FROM reuse WHERE client = NEW.client AND key = NEW.key)
  OR EXISTS (SELECT 1 FROM reuse WHERE number = NEW.number)
BEGIN
  SELECT raise(ABORT, 'a recorded reuse is not replaced');
END;
