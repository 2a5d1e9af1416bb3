-- Copies on their way to other warehouses. Times are milliseconds since 1970 in UTC. A row is the
-- receipt of its copy once delivered, and then stays as it is.

CREATE TABLE consignment (
  destination TEXT COLLATE "C" NOT NULL CHECK (destination <> ''),
  copy TEXT COLLATE "C" NOT NULL CHECK (copy <> ''),
  key TEXT COLLATE "C" NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'refused')),
  attempts BIGINT NOT NULL DEFAULT 0,
  due BIGINT NOT NULL,
  problem TEXT NOT NULL DEFAULT '',
  receipt TEXT NOT NULL DEFAULT '',
  settled BIGINT,
  PRIMARY KEY (destination, copy),
  CHECK ((state = 'waiting') = (settled IS NULL)),
  CHECK ((state = 'delivered') = (receipt <> ''))
);
CREATE INDEX consignment_waiting ON consignment (destination, due) WHERE state = 'waiting';

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'restrict_violation';
END $body$;
CREATE TRIGGER a_receipt_is_final BEFORE UPDATE ON consignment FOR EACH ROW
  WHEN (OLD.state = 'delivered') EXECUTE FUNCTION refuse('a delivered copy does not change');
CREATE TRIGGER rows_stay BEFORE DELETE ON consignment FOR EACH ROW
  EXECUTE FUNCTION refuse('what went out is not forgotten');
