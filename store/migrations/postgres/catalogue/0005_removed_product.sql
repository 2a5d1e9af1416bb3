-- What a copy was that a retention rule took away; '' for those taken away before this was noted.
ALTER TABLE tombstone ADD COLUMN product TEXT NOT NULL DEFAULT '';
