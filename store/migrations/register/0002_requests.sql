-- Copies that wait for their certification, and what became of each request. Whoever holds one
-- certifies it at this moment; a hold that is over binds nobody. What was decided stays.

CREATE TABLE request (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL CHECK (source <> ''),
  unit TEXT NOT NULL,
  case_file TEXT NOT NULL,
  requester TEXT NOT NULL,
  requester_name TEXT NOT NULL,
  requested INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'certified', 'refused')),
  holder TEXT NOT NULL DEFAULT '',
  held_until INTEGER NOT NULL DEFAULT 0,
  failure TEXT NOT NULL DEFAULT '',
  officer TEXT NOT NULL DEFAULT '',
  officer_name TEXT NOT NULL DEFAULT '',
  checks TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  copy TEXT NOT NULL DEFAULT '',
  decided INTEGER,
  CHECK ((state = 'waiting') = (decided IS NULL)),
  CHECK ((state = 'certified') = (copy <> '')),
  CHECK ((state = 'refused') = (reason <> ''))
) STRICT;
CREATE UNIQUE INDEX request_waiting_by_source ON request (source) WHERE state = 'waiting';
CREATE INDEX request_by_state ON request (state, number);
CREATE INDEX request_by_requester ON request (requester, number);

CREATE TRIGGER request_decided_is_final BEFORE UPDATE ON request WHEN OLD.state <> 'waiting'
BEGIN
  SELECT raise(ABORT, 'a decided request does not change');
END;

CREATE TRIGGER request_stays BEFORE DELETE ON request
BEGIN
  SELECT raise(ABORT, 'a request is never removed');
END;
