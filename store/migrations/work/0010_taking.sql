-- Since when files are being taken into the batch; null when that came to its end.
-- works with: 9
ALTER TABLE batch ADD COLUMN taking INTEGER;
