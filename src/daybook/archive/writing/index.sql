-- The words of the search index, made by `daybook.archive.writing.word_index` and kept up by every import. They come without endings.

DROP TABLE IF EXISTS entry_terms;
DROP TABLE IF EXISTS entry_words;
DROP TABLE IF EXISTS subject_words;
DELETE FROM entry;

-- Of entries: the headline, the names around it, and `=12` for each subject, `=a...` for an agency.
CREATE VIRTUAL TABLE entry_words USING fts5(headline, names, content='', tokenize="ascii tokenchars '='");
CREATE VIRTUAL TABLE entry_terms USING fts5vocab(entry_words, row);

-- Of subjects' names.
CREATE VIRTUAL TABLE subject_words USING fts5(name, tokenize="ascii");
