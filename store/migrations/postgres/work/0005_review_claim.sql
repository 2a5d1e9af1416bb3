-- Who works on a waiting document, an operator's id, and until when others are given another one;
-- '' nobody.
ALTER TABLE review ADD COLUMN claimed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE review ADD COLUMN claimed_until BIGINT NOT NULL DEFAULT 0;
