-- The certification register. Times are milliseconds since 1970 in UTC; digests are the 32 bytes of
-- SHA-256. A number once given stays: issued, or void with its reason.

CREATE TABLE entry (
  unit TEXT COLLATE "C" NOT NULL CHECK (unit <> ''),
  year BIGINT NOT NULL CHECK (year BETWEEN 2000 AND 9999),
  number BIGINT NOT NULL CHECK (number >= 1),
  state TEXT NOT NULL CHECK (state IN ('open', 'issued', 'void')),
  source TEXT COLLATE "C" NOT NULL,
  copy_id TEXT COLLATE "C" NOT NULL UNIQUE,
  book TEXT NOT NULL DEFAULT '',
  certifier TEXT NOT NULL DEFAULT '',
  policy TEXT NOT NULL DEFAULT '',
  content BYTEA CHECK (octet_length(content) = 32),
  reason TEXT NOT NULL DEFAULT '',
  opened BIGINT NOT NULL,
  closed BIGINT,
  PRIMARY KEY (unit, year, number),
  CHECK ((state = 'open') = (closed IS NULL)),
  CHECK ((state = 'issued') = (content IS NOT NULL)),
  CHECK ((state = 'void') = (reason <> ''))
);
-- Who certifies a paper again after a crash goes on with the number it has.
CREATE UNIQUE INDEX entry_open_by_source ON entry (unit, source) WHERE state = 'open';
CREATE INDEX entry_by_source ON entry (source);

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'restrict_violation';
END $body$;

-- Two numbers given at once by other hands than the program's: the second has the first one's
-- number, which its key refuses, or one too many, which this does.
CREATE FUNCTION follow_on() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $body$
BEGIN
  IF NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM entry
                        WHERE unit = NEW.unit AND year = NEW.year) THEN
    RAISE EXCEPTION 'the register has no gaps' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $body$;

CREATE TRIGGER entry_has_no_gap BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION follow_on();
CREATE TRIGGER entry_closed_is_final BEFORE UPDATE ON entry FOR EACH ROW
  WHEN (OLD.state <> 'open') EXECUTE FUNCTION refuse('a closed entry does not change');
CREATE TRIGGER entry_keeps_its_number BEFORE UPDATE ON entry FOR EACH ROW
  WHEN ((OLD.unit, OLD.year, OLD.number, OLD.source, OLD.copy_id)
        IS DISTINCT FROM (NEW.unit, NEW.year, NEW.number, NEW.source, NEW.copy_id))
  EXECUTE FUNCTION refuse('an entry keeps its number');
CREATE TRIGGER entry_stays BEFORE DELETE ON entry FOR EACH ROW
  EXECUTE FUNCTION refuse('an entry is never removed');
CREATE TRIGGER entries_stay BEFORE TRUNCATE ON entry FOR EACH STATEMENT
  EXECUTE FUNCTION refuse('an entry is never removed');
