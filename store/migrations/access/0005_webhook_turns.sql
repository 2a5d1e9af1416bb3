-- One message at a time to a receiver: it gets none before `busy_until` (milliseconds since 1970 in
-- UTC), which is as long as one is on its way, and longer after it gave no answer `silences` times
-- in a row.
ALTER TABLE webhook ADD COLUMN busy_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE webhook ADD COLUMN silences INTEGER NOT NULL DEFAULT 0;

DROP INDEX webhook_message_by_due;
CREATE INDEX webhook_message_waiting ON webhook_message (webhook, due, number)
  WHERE state = 'waiting';
CREATE INDEX webhook_message_settled ON webhook_message (settled) WHERE settled IS NOT NULL;
