-- Documents that wait for a person between composing and the first signature. '' is as set.
ALTER TABLE batch ADD COLUMN review TEXT NOT NULL DEFAULT ''
  CHECK (review IN ('', 'never', 'doubtful', 'always'));

-- `certainty`: thousandths, of what is least certain. `whole`: its file stays one document.
CREATE TABLE review (
  document INTEGER PRIMARY KEY REFERENCES document (id),
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'approved', 'secret')),
  since INTEGER NOT NULL,
  certainty INTEGER NOT NULL CHECK (certainty BETWEEN 0 AND 1000),
  whole INTEGER NOT NULL CHECK (whole IN (0, 1)),
  revision INTEGER NOT NULL DEFAULT 1 CHECK (revision > 0)
) STRICT;
CREATE INDEX review_open ON review (since, document) WHERE state = 'waiting';

-- What was decided, step by step; going back is a step too. The first is what was read.
CREATE TABLE review_revision (
  document INTEGER NOT NULL REFERENCES review (document),
  number INTEGER NOT NULL CHECK (number > 0),
  author TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('draft', 'change', 'split', 'merge', 'back', 'approve')),
  at INTEGER NOT NULL,
  content TEXT NOT NULL CHECK (json_valid(content)),
  PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;

-- What was read of pages whose words a person corrected: the page's own result has them corrected.
CREATE TABLE review_page (
  page INTEGER PRIMARY KEY REFERENCES page (id),
  original BLOB NOT NULL CHECK (length(original) = 32)
) STRICT;

-- Work of people on documents, for the reports: written once, when the review ends, and no part of
-- what becomes of the paper. A row of field '' for the whole document (`work_ms` spent on it, fields
-- and words corrected), and one for each field that was corrected (how often); words on the page are
-- field '#text'. `copy` is the document's public id, which outlives the document.
CREATE TABLE review_effort (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  batch TEXT NOT NULL REFERENCES batch (id),
  copy TEXT NOT NULL,
  kind TEXT NOT NULL,
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  field TEXT NOT NULL,
  corrections INTEGER NOT NULL CHECK (corrections >= 0),
  work_ms INTEGER NOT NULL CHECK (work_ms >= 0)
) STRICT;
CREATE INDEX review_effort_at ON review_effort (at);

CREATE VIEW review_waiting AS
SELECT review.document AS document, document.master AS master
FROM review JOIN document ON document.id = review.document
WHERE review.state = 'waiting' AND document.state = 'drafted';

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
SELECT original, 'page ' || review_page.page || ' as read', EXISTS (
  SELECT 1 FROM document_page
  JOIN secret_document ON secret_document.id = document_page.document
  JOIN sealed ON sealed.master = secret_document.master
  WHERE document_page.page = review_page.page)
  OR EXISTS (
  SELECT 1 FROM document_page JOIN disposed ON disposed.document = document_page.document
  WHERE document_page.page = review_page.page)
  OR EXISTS (SELECT 1 FROM page JOIN disposed_master ON disposed_master.master = page.master
  WHERE page.id = review_page.page)
FROM review_page
UNION ALL
SELECT pdf, 'document ' || document || ' ' || role, EXISTS (
  SELECT 1 FROM secret_document
  JOIN sealed ON sealed.master = secret_document.master
  WHERE secret_document.id = document_pdf.document)
  OR EXISTS (SELECT 1 FROM disposed WHERE disposed.document = document_pdf.document)
FROM document_pdf
UNION ALL
SELECT blob, 'let go ' || number, 1 FROM let_go WHERE alone = 1;
