-- The beginnings of words stand in the index too, so that a word that may go on is found as fast as
-- a whole one. The index cannot be changed, only made again; the next step fills it.
DROP TABLE copy_words;
CREATE VIRTUAL TABLE copy_words USING fts5 (
  exact, folded, content = '', tokenize = 'unicode61 remove_diacritics 0'
);
