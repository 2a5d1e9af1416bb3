-- What is said of a scan before it is looked into, by the scan's bytes: {"fields", "second_images"}.
CREATE TABLE said (
  sha256 BLOB PRIMARY KEY NOT NULL CHECK (length(sha256) = 32),
  content TEXT NOT NULL CHECK (json_valid(content))
) STRICT, WITHOUT ROWID;
