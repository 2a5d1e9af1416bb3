-- Who has a consignment in hand (lease), how far it got (progress, the destination's own words), why
-- it failed last (reason, technical), what proves the receipt (proof), and since when it waits.
ALTER TABLE consignment ADD COLUMN entered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE consignment ADD COLUMN lease TEXT NOT NULL DEFAULT '';
ALTER TABLE consignment ADD COLUMN progress TEXT NOT NULL DEFAULT '';
ALTER TABLE consignment ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE consignment ADD COLUMN proof TEXT NOT NULL DEFAULT '';
UPDATE consignment SET entered = due WHERE state <> 'delivered';
CREATE INDEX consignment_open ON consignment (destination, entered) WHERE state = 'waiting';

-- How far the catalogue was entered: the number and the id of the last copy.
CREATE TABLE enlisted (
  destination TEXT NOT NULL PRIMARY KEY,
  number INTEGER NOT NULL,
  copy TEXT NOT NULL
) STRICT, WITHOUT ROWID;
