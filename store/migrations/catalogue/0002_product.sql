-- What sort of copy this is: made by the office, certified from an original, or signed elsewhere
-- and archived as it came.
ALTER TABLE copy ADD COLUMN product TEXT NOT NULL DEFAULT 'digitised'
  CHECK (product IN ('digitised', 'certified', 'archived'));
