-- Times are milliseconds since 1970 in UTC; digests are the 32 bytes of SHA-256.

CREATE TABLE batch (
  id TEXT PRIMARY KEY NOT NULL,
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE master (
  id INTEGER PRIMARY KEY,
  batch TEXT NOT NULL REFERENCES batch (id),
  name TEXT NOT NULL,
  sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
  size INTEGER NOT NULL CHECK (size >= 0),
  state TEXT NOT NULL CHECK (state IN ('stored', 'opened', 'composed', 'quarantined')),
  page_count INTEGER NOT NULL DEFAULT 0 CHECK (page_count >= 0),
  CHECK (state <> 'stored' OR page_count = 0),
  CHECK (state NOT IN ('opened', 'composed') OR page_count > 0)
) STRICT;
CREATE INDEX master_by_batch ON master (batch);

-- Every path given to a batch: the first that brought a master, duplicates of it, or a refusal.
CREATE TABLE input (
  id INTEGER PRIMARY KEY,
  batch TEXT NOT NULL REFERENCES batch (id),
  path TEXT NOT NULL,
  master INTEGER REFERENCES master (id),
  duplicate INTEGER NOT NULL DEFAULT 0 CHECK (duplicate IN (0, 1)),
  error_slug TEXT,
  taken INTEGER NOT NULL,
  CHECK ((master IS NULL) = (error_slug IS NOT NULL)),
  CHECK (duplicate = 0 OR master IS NOT NULL)
) STRICT;
CREATE INDEX input_by_batch ON input (batch);
CREATE UNIQUE INDEX input_first ON input (master) WHERE master IS NOT NULL AND duplicate = 0;
CREATE UNIQUE INDEX input_once ON input (master, path) WHERE master IS NOT NULL;

CREATE TABLE page (
  id INTEGER PRIMARY KEY,
  master INTEGER NOT NULL REFERENCES master (id),
  number INTEGER NOT NULL CHECK (number >= 0),
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'read', 'quarantined')),
  mark TEXT NOT NULL DEFAULT 'kept' CHECK (mark IN ('kept', 'blank', 'separator')),
  result BLOB CHECK (length(result) = 32),
  UNIQUE (master, number),
  CHECK ((state = 'read') = (result IS NOT NULL))
) STRICT;

CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  master INTEGER NOT NULL REFERENCES master (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  copy_id TEXT NOT NULL UNIQUE,
  content TEXT NOT NULL CHECK (json_valid(content)),
  state TEXT NOT NULL CHECK (state IN ('drafted', 'assembled', 'operator_signed', 'extracted',
                                       'agency_signed', 'delivered', 'quarantined')),
  UNIQUE (master, position)
) STRICT;

-- A page belongs to one document at most.
CREATE TABLE document_page (
  page INTEGER PRIMARY KEY REFERENCES page (id),
  document INTEGER NOT NULL REFERENCES document (id)
) STRICT;
CREATE INDEX document_page_by_document ON document_page (document);

-- One PDF per document and role: a second signature has no place to go.
CREATE TABLE document_pdf (
  document INTEGER NOT NULL REFERENCES document (id),
  role TEXT NOT NULL CHECK (role IN ('base', 'operator', 'agency')),
  pdf BLOB NOT NULL CHECK (length(pdf) = 32),
  made INTEGER NOT NULL,
  PRIMARY KEY (document, role)
) STRICT, WITHOUT ROWID;

-- What each stage works on, where its subject stands while the job is open, and its turn: the
-- larger the rank, the nearer to delivery.
CREATE TABLE stage (
  name TEXT PRIMARY KEY NOT NULL,
  subject TEXT NOT NULL CHECK (subject IN ('master', 'page', 'document')),
  state TEXT NOT NULL,
  rank INTEGER NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;
INSERT INTO stage (name, subject, state, rank) VALUES
  ('open', 'master', 'stored', 1),
  ('read', 'page', 'waiting', 2),
  ('compose', 'master', 'opened', 3),
  ('assemble', 'document', 'drafted', 4),
  ('sign_operator', 'document', 'assembled', 5),
  ('extract', 'document', 'operator_signed', 6),
  ('sign_agency', 'document', 'extracted', 7),
  ('deliver', 'document', 'agency_signed', 8);

-- One row per worker incarnation.
CREATE TABLE worker (
  id TEXT PRIMARY KEY NOT NULL,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  lock_file TEXT NOT NULL,
  heartbeat INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Open jobs only, so that the table stays small. Ids are never used again, so that a lease on a
-- finished job cannot fit a later one.
CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch TEXT NOT NULL REFERENCES batch (id),
  stage TEXT NOT NULL REFERENCES stage (name),
  subject INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'running')),
  run_at INTEGER NOT NULL,
  worker TEXT REFERENCES worker (id),
  lease_token INTEGER NOT NULL DEFAULT 0,
  attempt INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
  crashes INTEGER NOT NULL DEFAULT 0 CHECK (crashes >= 0),
  interruptions INTEGER NOT NULL DEFAULT 0 CHECK (interruptions >= 0),
  CHECK ((state = 'running') = (worker IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX job_once ON job (stage, subject);
CREATE INDEX job_ready ON job (stage, run_at, id) WHERE state = 'ready';
CREATE INDEX job_by_worker ON job (worker) WHERE worker IS NOT NULL;
CREATE INDEX job_by_batch ON job (batch);

-- What waits for a person. `page` is set for a failed page, `document` for a failed document, neither
-- for a whole master, not even `master` for a path of which nothing could be stored.
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch TEXT NOT NULL REFERENCES batch (id),
  path TEXT NOT NULL,
  master INTEGER REFERENCES master (id),
  page INTEGER REFERENCES page (id),
  document INTEGER REFERENCES document (id),
  page_number INTEGER CHECK (page_number >= 0),
  stage TEXT NOT NULL REFERENCES stage (name),
  code TEXT NOT NULL,
  reason_vi TEXT NOT NULL,
  reason_en TEXT NOT NULL,
  since INTEGER NOT NULL,
  CHECK (page IS NULL OR document IS NULL),
  CHECK (master IS NOT NULL OR (page IS NULL AND document IS NULL))
) STRICT;
CREATE INDEX quarantine_by_batch ON quarantine (batch);
CREATE INDEX quarantine_by_master ON quarantine (master) WHERE master IS NOT NULL;
CREATE UNIQUE INDEX quarantine_page ON quarantine (page) WHERE page IS NOT NULL;
CREATE UNIQUE INDEX quarantine_document ON quarantine (document) WHERE document IS NOT NULL;
CREATE UNIQUE INDEX quarantine_master ON quarantine (master)
  WHERE master IS NOT NULL AND page IS NULL AND document IS NULL;
CREATE UNIQUE INDEX quarantine_refused ON quarantine (path) WHERE master IS NULL;

-- Where every sheet of every stored master stands. A master that is not opened is one sheet.
CREATE VIEW sheet AS
SELECT master.batch AS batch, master.id AS master, page.number AS number,
  CASE
    WHEN master.state = 'quarantined' THEN 'quarantined'
    WHEN page.id IS NULL OR page.state = 'waiting' THEN 'waiting'
    WHEN page.state = 'quarantined' OR document.state = 'quarantined' THEN 'quarantined'
    WHEN page.mark <> 'kept' THEN page.mark
    WHEN document.state = 'delivered' THEN 'kept'
    ELSE 'waiting'
  END AS fate
FROM master
LEFT JOIN page ON page.master = master.id
LEFT JOIN document_page ON document_page.page = page.id
LEFT JOIN document ON document.id = document_page.document;

-- Masters whose own bytes are gone, and the blob in which only the officer in charge can read them.
CREATE TABLE sealed (
  master INTEGER PRIMARY KEY REFERENCES master (id),
  blob BLOB NOT NULL CHECK (length(blob) = 32),
  since INTEGER NOT NULL
) STRICT;

-- Secrets never leave quarantine by themselves, so that its rows say which documents are secret.
CREATE VIEW secret_document AS
SELECT document AS id, master FROM quarantine
WHERE code = 'metadata.state_secret' AND document IS NOT NULL;

-- Every blob that a row names, and whether sealing has let go of it.
CREATE VIEW blob_reference AS
SELECT sha256 AS blob, 'master ' || id AS row_name,
  EXISTS (SELECT 1 FROM sealed WHERE master = master.id) AS gone
FROM master
UNION ALL
SELECT blob, 'master ' || master || ' sealed', 0 FROM sealed
UNION ALL
SELECT result, 'page ' || id, EXISTS (
  SELECT 1 FROM document_page
  JOIN secret_document ON secret_document.id = document_page.document
  JOIN sealed ON sealed.master = secret_document.master
  WHERE document_page.page = page.id)
FROM page WHERE result IS NOT NULL
UNION ALL
SELECT pdf, 'document ' || document || ' ' || role, EXISTS (
  SELECT 1 FROM secret_document
  JOIN sealed ON sealed.master = secret_document.master
  WHERE secret_document.id = document_pdf.document)
FROM document_pdf;
