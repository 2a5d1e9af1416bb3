-- Times are milliseconds since 1970 in UTC; digests are the 32 bytes of SHA-256.

CREATE TABLE copy (
  id INTEGER PRIMARY KEY,
  copy_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  unit TEXT NOT NULL,
  batch TEXT NOT NULL,
  case_file TEXT NOT NULL,
  subject TEXT NOT NULL,
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  pages INTEGER NOT NULL CHECK (pages >= 0),
  level TEXT NOT NULL,
  content BLOB NOT NULL CHECK (length(content) = 32),
  size INTEGER NOT NULL CHECK (size >= 0),
  created INTEGER NOT NULL,
  accepted INTEGER NOT NULL
) STRICT;
CREATE INDEX copy_newest ON copy (created DESC, id DESC);
CREATE INDEX copy_by_subject ON copy (subject, created DESC, id DESC);
CREATE INDEX copy_by_kind ON copy (kind, created DESC, id DESC);

-- Apart from `copy`, so that its rows stay small. The index below can be made again from here.
CREATE TABLE copy_text (
  copy INTEGER PRIMARY KEY REFERENCES copy (id),
  text TEXT NOT NULL
) STRICT;

-- The same text twice: in lower case with its marks, and folded without. Marks are what the
-- program makes of them, not the tokenizer.
CREATE VIRTUAL TABLE copy_words USING fts5 (
  exact, folded, content = '', tokenize = 'unicode61 remove_diacritics 0'
);

CREATE TRIGGER copy_is_final BEFORE UPDATE ON copy
BEGIN
  SELECT raise(ABORT, 'a delivered copy does not change');
END;
