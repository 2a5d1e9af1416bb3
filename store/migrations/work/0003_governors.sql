-- An office that shares the machine gets its turn within a lane; a paused batch keeps its jobs.
ALTER TABLE batch ADD COLUMN unit TEXT NOT NULL DEFAULT '';
ALTER TABLE batch ADD COLUMN paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1));
ALTER TABLE job ADD COLUMN unit TEXT NOT NULL DEFAULT '';
ALTER TABLE job ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));

-- Bytes a worker needs to read a page, as far as its size tells; 0: not known.
ALTER TABLE page ADD COLUMN memory INTEGER NOT NULL DEFAULT 0 CHECK (memory >= 0);
ALTER TABLE job ADD COLUMN memory INTEGER NOT NULL DEFAULT 0 CHECK (memory >= 0);

-- Why a job waits for a later attempt, and since when there is work to do on it. A job that never
-- failed is due whatever the clock says: run_at 0.
ALTER TABLE job ADD COLUMN waits_for TEXT;
ALTER TABLE job ADD COLUMN added INTEGER NOT NULL DEFAULT 0;
UPDATE job SET added = run_at;
UPDATE job SET run_at = 0 WHERE attempt = 0;
-- Until now the reading jobs of every lane went to the middle one.
UPDATE job SET lane = (SELECT lane FROM batch WHERE id = job.batch);

DROP INDEX job_ready;
CREATE INDEX job_ready ON job (lane, unit, stage, run_at, id) WHERE state = 'ready' AND held = 0;
CREATE INDEX job_running ON job (state) WHERE state = 'running';

-- How often a lane was passed over since it was last served, and whose turn it is within a lane:
-- the unit served longest ago.
DROP TABLE turn;
CREATE TABLE lane_turn (
  lane TEXT PRIMARY KEY NOT NULL,
  passed_over INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO lane_turn (lane, passed_over) VALUES ('counter', 0), ('case', 0), ('backlog', 0);
CREATE TABLE unit_turn (
  lane TEXT NOT NULL,
  unit TEXT NOT NULL,
  served INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (lane, unit)
) STRICT, WITHOUT ROWID;
INSERT INTO unit_turn (lane, unit) SELECT DISTINCT lane, '' FROM batch;
