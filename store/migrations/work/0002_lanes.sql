-- Who waits for a batch decides whose jobs come first.
ALTER TABLE batch ADD COLUMN lane TEXT NOT NULL DEFAULT 'case'
  CHECK (lane IN ('counter', 'case', 'backlog'));
ALTER TABLE job ADD COLUMN lane TEXT NOT NULL DEFAULT 'case'
  CHECK (lane IN ('counter', 'case', 'backlog'));
DROP INDEX job_ready;
CREATE INDEX job_ready ON job (lane, stage, run_at, id) WHERE state = 'ready';

-- How many jobs were claimed: now and then it is another lane's turn.
CREATE TABLE turn (number INTEGER NOT NULL) STRICT;
INSERT INTO turn (number) VALUES (0);
