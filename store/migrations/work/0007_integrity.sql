-- Documents whose copies a retention rule took away.
CREATE TABLE disposed (
  document INTEGER PRIMARY KEY REFERENCES document (id),
  since INTEGER NOT NULL
) STRICT;

-- Masters all of whose documents were.
CREATE VIEW disposed_master AS
SELECT DISTINCT document.master AS master
FROM disposed JOIN document ON document.id = disposed.document
WHERE NOT EXISTS (
  SELECT 1 FROM document AS other WHERE other.master = document.master
  AND NOT EXISTS (SELECT 1 FROM disposed AS gone WHERE gone.document = other.id));

-- Every blob that the house let go of, in order; its bytes are to be removed until they are. `alone`:
-- no other row names it.
CREATE TABLE let_go (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  blob BLOB NOT NULL CHECK (length(blob) = 32),
  since INTEGER NOT NULL,
  alone INTEGER NOT NULL CHECK (alone IN (0, 1)),
  removed INTEGER
) STRICT;
CREATE INDEX let_go_to_remove ON let_go (blob) WHERE removed IS NULL;

-- When each blob was last read through; of one never read, when it was first seen.
CREATE TABLE blob_check (
  blob BLOB PRIMARY KEY NOT NULL CHECK (length(blob) = 32),
  checked INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'good'
    CHECK (state IN ('good', 'damaged', 'missing', 'unreadable')),
  elsewhere INTEGER NOT NULL CHECK (elsewhere IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_check_oldest ON blob_check (checked, blob);
CREATE INDEX blob_check_bad ON blob_check (state) WHERE state <> 'good';

CREATE TABLE scrub_count (
  what TEXT PRIMARY KEY NOT NULL,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO scrub_count (what, count) VALUES ('checked', 0), ('damaged', 0), ('repaired', 0);

-- How far a record kept in another place had come.
CREATE TABLE anchor (
  record TEXT PRIMARY KEY NOT NULL,
  number INTEGER NOT NULL,
  chain BLOB NOT NULL CHECK (length(chain) = 32),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

DROP VIEW blob_reference;
CREATE VIEW blob_reference AS
SELECT sha256 AS blob, 'master ' || id AS row_name,
  EXISTS (SELECT 1 FROM sealed WHERE sealed.master = master.id)
  OR EXISTS (SELECT 1 FROM disposed_master WHERE disposed_master.master = master.id) AS gone
FROM master
UNION ALL
SELECT blob, 'master ' || master || ' sealed', 0 FROM sealed
UNION ALL
SELECT result, 'page ' || id, EXISTS (
  SELECT 1 FROM document_page
  JOIN secret_document ON secret_document.id = document_page.document
  JOIN sealed ON sealed.master = secret_document.master
  WHERE document_page.page = page.id)
  OR EXISTS (
  SELECT 1 FROM document_page JOIN disposed ON disposed.document = document_page.document
  WHERE document_page.page = page.id)
  OR EXISTS (SELECT 1 FROM disposed_master WHERE disposed_master.master = page.master)
FROM page WHERE result IS NOT NULL
UNION ALL
SELECT pdf, 'document ' || document || ' ' || role, EXISTS (
  SELECT 1 FROM secret_document
  JOIN sealed ON sealed.master = secret_document.master
  WHERE secret_document.id = document_pdf.document)
  OR EXISTS (SELECT 1 FROM disposed WHERE disposed.document = document_pdf.document)
FROM document_pdf
UNION ALL
SELECT blob, 'let go ' || number, 1 FROM let_go WHERE alone = 1;

-- Whether the bytes of what was sealed before are gone is looked at once more.
INSERT INTO let_go (blob, since, alone)
SELECT blob, 0, 0 FROM (
  SELECT blob FROM blob_reference WHERE gone
  EXCEPT SELECT blob FROM blob_reference WHERE NOT gone) AS sealed_away;
