-- People who log in. Times are milliseconds since 1970 in UTC.

CREATE TABLE operator (
  id TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
  login TEXT NOT NULL UNIQUE CHECK (login <> ''),
  name TEXT NOT NULL,
  unit TEXT NOT NULL CHECK (unit <> ''),
  sees TEXT NOT NULL CHECK (sees <> ''),
  roles TEXT NOT NULL,
  password TEXT NOT NULL,
  must_change INTEGER NOT NULL CHECK (must_change IN (0, 1)),
  totp TEXT NOT NULL,
  totp_step INTEGER NOT NULL DEFAULT 0, -- the latest of which a code was used
  subject TEXT NOT NULL,
  disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX operator_by_subject ON operator (subject) WHERE subject <> '';

CREATE TABLE recovery_code (
  operator TEXT NOT NULL REFERENCES operator (id),
  code TEXT NOT NULL CHECK (code <> ''),
  PRIMARY KEY (operator, code)
) STRICT, WITHOUT ROWID;

-- Failures in a row, of an account or an address; the names tell neither a login nor that there is
-- one.
CREATE TABLE login_attempt (
  name TEXT PRIMARY KEY NOT NULL,
  failures INTEGER NOT NULL CHECK (failures >= 0),
  until INTEGER NOT NULL, -- nothing is tried before
  at INTEGER NOT NULL     -- of the last
) STRICT, WITHOUT ROWID;
CREATE INDEX login_attempt_by_time ON login_attempt (at);

CREATE TABLE session (
  key TEXT PRIMARY KEY NOT NULL CHECK (key <> ''),
  operator TEXT NOT NULL REFERENCES operator (id),
  stage TEXT NOT NULL CHECK (stage IN ('code', 'password', 'full')),
  created INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  ends INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_operator ON session (operator);
