-- Copies on their way to other warehouses. Times are milliseconds since 1970 in UTC. A row is the
-- receipt of its copy once delivered, and then stays as it is.

CREATE TABLE consignment (
  destination TEXT NOT NULL CHECK (destination <> ''),
  copy TEXT NOT NULL CHECK (copy <> ''),
  key TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'refused')),
  attempts INTEGER NOT NULL DEFAULT 0,
  due INTEGER NOT NULL,
  problem TEXT NOT NULL DEFAULT '',
  receipt TEXT NOT NULL DEFAULT '',
  settled INTEGER,
  PRIMARY KEY (destination, copy),
  CHECK ((state = 'waiting') = (settled IS NULL)),
  CHECK ((state = 'delivered') = (receipt <> ''))
) STRICT, WITHOUT ROWID;
CREATE INDEX consignment_waiting ON consignment (destination, due) WHERE state = 'waiting';

CREATE TRIGGER a_receipt_is_final BEFORE UPDATE ON consignment WHEN OLD.state = 'delivered'
BEGIN
  SELECT raise(ABORT, 'a delivered copy does not change');
END;

CREATE TRIGGER rows_stay BEFORE DELETE ON consignment
BEGIN
  SELECT raise(ABORT, 'what went out is not forgotten');
END;
