-- What the copies that a search finds are: read from these alone, so that counting them does not
-- visit the copies themselves.
CREATE INDEX copy_facets ON copy (id) INCLUDE (unit, kind, issued, product);
CREATE INDEX copy_facets_by_unit ON copy (unit, id) INCLUDE (kind, issued, product);
