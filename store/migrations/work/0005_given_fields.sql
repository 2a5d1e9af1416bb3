-- What a sidecar says of a scan, by the scan's bytes: said before its master is there.
CREATE TABLE given_fields (
  sha256 BLOB PRIMARY KEY NOT NULL CHECK (length(sha256) = 32),
  fields TEXT NOT NULL CHECK (json_valid(fields))
) STRICT, WITHOUT ROWID;
