-- People who log in. Times are milliseconds since 1970 in UTC.

CREATE TABLE operator (
  id TEXT COLLATE "C" PRIMARY KEY NOT NULL CHECK (id <> ''),
  login TEXT COLLATE "C" NOT NULL UNIQUE CHECK (login <> ''),
  name TEXT NOT NULL,
  unit TEXT COLLATE "C" NOT NULL CHECK (unit <> ''),
  sees TEXT NOT NULL CHECK (sees <> ''),
  roles TEXT NOT NULL,
  password TEXT NOT NULL,
  must_change BIGINT NOT NULL CHECK (must_change IN (0, 1)),
  totp TEXT NOT NULL,
  totp_step BIGINT NOT NULL DEFAULT 0, -- the latest of which a code was used
  subject TEXT COLLATE "C" NOT NULL,
  disabled BIGINT NOT NULL CHECK (disabled IN (0, 1)),
  created BIGINT NOT NULL
);
CREATE UNIQUE INDEX operator_by_subject ON operator (subject) WHERE subject <> '';

CREATE TABLE recovery_code (
  operator TEXT COLLATE "C" NOT NULL REFERENCES operator (id),
  code TEXT COLLATE "C" NOT NULL CHECK (code <> ''),
  PRIMARY KEY (operator, code)
);

-- Failures in a row, of an account or an address; the names tell neither a login nor that there is
-- one.
CREATE TABLE login_attempt (
  name TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  failures BIGINT NOT NULL CHECK (failures >= 0),
  until BIGINT NOT NULL, -- nothing is tried before
  at BIGINT NOT NULL     -- of the last
);
CREATE INDEX login_attempt_by_time ON login_attempt (at);

CREATE TABLE session (
  key TEXT COLLATE "C" PRIMARY KEY NOT NULL CHECK (key <> ''),
  operator TEXT COLLATE "C" NOT NULL REFERENCES operator (id),
  stage TEXT NOT NULL CHECK (stage IN ('code', 'password', 'full')),
  created BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  ends BIGINT NOT NULL
);
CREATE INDEX session_by_operator ON session (operator);
