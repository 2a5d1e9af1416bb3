-- What happened how often and leaves no other trace.
CREATE TABLE tally (
  name TEXT COLLATE "C" PRIMARY KEY,
  count BIGINT NOT NULL CHECK (count >= 0)
);
-- Results that came after their lease had been given to another worker: dropped.
INSERT INTO tally (name, count) VALUES ('fenced_out', 0);
