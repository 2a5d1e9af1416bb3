-- And every two words side by side, so that words in quotes are found as fast.
-- then: indexWordsAnew
DROP TABLE copy_words;
CREATE VIRTUAL TABLE copy_words USING fts5 (
  exact, folded, content = '', tokenize = 'unicode61 remove_diacritics 0'
);
-- Conditions that few copies meet.
CREATE INDEX copy_by_day ON copy (issued);
CREATE INDEX copy_certified ON copy (product, created DESC, id DESC) WHERE product = 'certified';
