-- The papers of a batch are read page by page in the order of their files, from the middle too.
CREATE INDEX master_by_batch_in_order ON master (batch, id);
DROP INDEX master_by_batch;
