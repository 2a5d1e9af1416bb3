-- What happened how often and leaves no other trace.
CREATE TABLE tally (
  name TEXT PRIMARY KEY NOT NULL,
  count INTEGER NOT NULL CHECK (count >= 0)
) STRICT, WITHOUT ROWID;
-- Results that came after their lease had been given to another worker: dropped.
INSERT INTO tally (name, count) VALUES ('fenced_out', 0);
