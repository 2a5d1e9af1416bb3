-- A search looks through the newest copies under its other conditions first. What it asks of their rows
-- stands in the indexes that have this order, so that the rows themselves are not visited.
DROP INDEX copy_newest;
CREATE INDEX copy_newest ON copy (created DESC, id DESC) INCLUDE (unit, kind, product, issued);
DROP INDEX copy_by_unit;
CREATE INDEX copy_by_unit ON copy (unit, created DESC, id DESC) INCLUDE (kind, product, issued);
DROP INDEX copy_by_kind;
CREATE INDEX copy_by_kind ON copy (kind, created DESC, id DESC) INCLUDE (unit, product, issued);
CREATE INDEX copy_by_product ON copy (product, created DESC, id DESC)
  INCLUDE (unit, kind, issued);
-- Days that no copy has, or few have.
CREATE INDEX copy_by_day ON copy (issued) INCLUDE (unit, kind, product);
-- Joined with the lists of words: those of them that are new enough.
CREATE INDEX copy_words_newest ON copy_words (created);
