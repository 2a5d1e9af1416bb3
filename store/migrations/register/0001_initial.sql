-- The certification register. Times are milliseconds since 1970 in UTC; digests are the 32 bytes of
-- SHA-256. A number once given stays: issued, or void with its reason.

CREATE TABLE entry (
  unit TEXT NOT NULL CHECK (unit <> ''),
  year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 9999),
  number INTEGER NOT NULL CHECK (number >= 1),
  state TEXT NOT NULL CHECK (state IN ('open', 'issued', 'void')),
  source TEXT NOT NULL,
  copy_id TEXT NOT NULL UNIQUE,
  book TEXT NOT NULL DEFAULT '',
  certifier TEXT NOT NULL DEFAULT '',
  policy TEXT NOT NULL DEFAULT '',
  content BLOB CHECK (length(content) = 32),
  reason TEXT NOT NULL DEFAULT '',
  opened INTEGER NOT NULL,
  closed INTEGER,
  PRIMARY KEY (unit, year, number),
  CHECK ((state = 'open') = (closed IS NULL)),
  CHECK ((state = 'issued') = (content IS NOT NULL)),
  CHECK ((state = 'void') = (reason <> ''))
) STRICT, WITHOUT ROWID;
-- Who certifies a paper again after a crash goes on with the number it has.
CREATE UNIQUE INDEX entry_open_by_source ON entry (unit, source) WHERE state = 'open';
CREATE INDEX entry_by_source ON entry (source);

CREATE TRIGGER entry_has_no_gap BEFORE INSERT ON entry
WHEN NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM entry
                        WHERE unit = NEW.unit AND year = NEW.year)
BEGIN
  SELECT raise(ABORT, 'the register has no gaps');
END;

CREATE TRIGGER entry_closed_is_final BEFORE UPDATE ON entry WHEN OLD.state <> 'open'
BEGIN
  SELECT raise(ABORT, 'a closed entry does not change');
END;

CREATE TRIGGER entry_keeps_its_number BEFORE UPDATE OF unit, year, number, source, copy_id ON entry
BEGIN
  SELECT raise(ABORT, 'an entry keeps its number');
END;

CREATE TRIGGER entry_stays BEFORE DELETE ON entry
BEGIN
  SELECT raise(ABORT, 'an entry is never removed');
END;
