-- Copies that a retention rule took away. `number` counts with those of `copy`, so that whoever follows
-- the changes sees it.
CREATE TABLE tombstone (
  number INTEGER PRIMARY KEY,
  copy_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  content BLOB NOT NULL CHECK (length(content) = 32),
  created INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  rule TEXT NOT NULL CHECK (rule <> ''),
  decision TEXT NOT NULL CHECK (decision <> ''),
  person TEXT NOT NULL CHECK (person <> '')
) STRICT;

-- Copies that no rule may take away until they are released.
CREATE TABLE copy_hold (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  copy_id TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason <> ''),
  person TEXT NOT NULL CHECK (person <> ''),
  since INTEGER NOT NULL,
  released INTEGER,
  released_by TEXT
) STRICT;
CREATE UNIQUE INDEX copy_hold_open ON copy_hold (copy_id) WHERE released IS NULL;

-- Which life of the store this is: another one after each restore, so that places in the list of
-- changes are not taken for those of a store that went on differently.
CREATE TABLE incarnation (id TEXT PRIMARY KEY NOT NULL) STRICT;
INSERT INTO incarnation (id) VALUES (lower(hex(randomblob(8))));

CREATE TRIGGER copy_goes_by_a_rule BEFORE DELETE ON copy
WHEN NOT EXISTS (SELECT 1 FROM tombstone WHERE copy_id = OLD.copy_id)
  OR EXISTS (SELECT 1 FROM copy_hold WHERE copy_id = OLD.copy_id AND released IS NULL)
BEGIN
  SELECT raise(ABORT, 'a copy goes by a retention rule only');
END;
CREATE TRIGGER copy_does_not_come_back BEFORE INSERT ON copy
WHEN EXISTS (SELECT 1 FROM tombstone WHERE copy_id = NEW.copy_id)
BEGIN
  SELECT raise(ABORT, 'a copy that was taken away does not come back');
END;
CREATE TRIGGER tombstone_is_final BEFORE UPDATE ON tombstone
BEGIN
  SELECT raise(ABORT, 'a tombstone does not change');
END;
CREATE TRIGGER tombstone_stays BEFORE DELETE ON tombstone
BEGIN
  SELECT raise(ABORT, 'a tombstone stays');
END;
