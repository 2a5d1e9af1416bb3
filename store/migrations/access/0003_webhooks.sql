-- Who is told of what over HTTP. Times are milliseconds since 1970 in UTC.

CREATE TABLE webhook (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE CHECK (id <> ''),
  owner TEXT NOT NULL,
  unit TEXT NOT NULL CHECK (unit <> ''),
  url TEXT NOT NULL,
  events TEXT NOT NULL, -- "copy.created,copy.replaced"
  secret TEXT NOT NULL,
  created INTEGER NOT NULL
) STRICT;

CREATE TABLE feed_position (
  feed TEXT PRIMARY KEY NOT NULL,
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_message (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE CHECK (id <> ''),
  webhook TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
  event TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
  attempts INTEGER NOT NULL,
  lease INTEGER NOT NULL DEFAULT 0, -- counts claims; an old one settles nothing
  created INTEGER NOT NULL,
  due INTEGER NOT NULL,
  status INTEGER NOT NULL,
  problem TEXT NOT NULL,
  settled INTEGER
) STRICT;
CREATE INDEX webhook_message_by_due ON webhook_message (due, number) WHERE state = 'waiting';
CREATE INDEX webhook_message_by_webhook ON webhook_message (webhook, number);
