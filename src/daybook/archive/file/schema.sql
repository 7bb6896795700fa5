-- The archive, version 6; later versions are reached from here by `daybook.archive.file.migrations`. Dates are integers
-- (20260301), times whole seconds of UTC since 1970, kinds the letters of `daybook.archive.writing.subjects`. What only rows below
-- "Derived" hold can be computed again from what stands above it. Each `checksum`, and what `table_checksum` sums up, is
-- explained in `daybook.archive.encoding.checksum`, which also makes the triggers; only Daybook can write, anything can read.

CREATE TABLE table_checksum (
    name TEXT PRIMARY KEY,
    rows INTEGER NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL,
    checksum INTEGER NOT NULL AS (row_checksum(name, value)) STORED
) STRICT, WITHOUT ROWID;
INSERT INTO counter (name, value) VALUES ('generation', 0), ('event', 0);

-- What holds for the whole archive, such as the tag of its feeds.
CREATE TABLE attribute (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    checksum INTEGER NOT NULL AS (row_checksum(name, value)) STORED
) STRICT, WITHOUT ROWID;

-- Small files that travel with the archive, such as a ranker that was trained on it.
CREATE TABLE attachment (
    name TEXT PRIMARY KEY,
    content BLOB NOT NULL,
    checksum INTEGER NOT NULL AS (row_checksum(name, content)) STORED
) STRICT, WITHOUT ROWID;

CREATE TABLE page (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL UNIQUE,
    date INTEGER NOT NULL,
    checksum INTEGER NOT NULL AS (row_checksum(id, title, date)) STORED
) STRICT;
CREATE INDEX page_by_date ON page (date);

-- Every revision ever read, in order of arrival. `wikitext` is compressed with the text of `base` as its dictionary, and has a
-- `digest` of its own. Where the source did not say when it was saved, `timed` is 0 and `saved` the end of its day.
CREATE TABLE revision (
    id INTEGER PRIMARY KEY,
    page INTEGER NOT NULL REFERENCES page,
    number INTEGER,
    saved INTEGER NOT NULL,
    timed INTEGER NOT NULL,
    read INTEGER NOT NULL,
    editor TEXT,
    digest BLOB NOT NULL,
    base INTEGER REFERENCES revision,
    checksum INTEGER NOT NULL AS (row_checksum(id, page, number, saved, timed, read, editor, digest, base)) STORED,
    wikitext BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX revision_number ON revision (page, number) WHERE number IS NOT NULL;
CREATE INDEX revision_by_page ON revision (page, id);
CREATE INDEX revision_by_saved ON revision (saved);

-- `history` lists the events of each revision of the day's pages. `checked` is the last time anybody looked. `parser` names the
-- parser that read its revisions, and how it was set; of several the first one.
CREATE TABLE day (
    date INTEGER PRIMARY KEY,
    history BLOB NOT NULL,
    checked INTEGER NOT NULL,
    missing INTEGER,
    parser TEXT NOT NULL DEFAULT '',
    -- Derived
    revision INTEGER NOT NULL REFERENCES revision,
    read INTEGER NOT NULL,
    revisions INTEGER NOT NULL,
    events INTEGER NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    problems BLOB NOT NULL,
    generation INTEGER NOT NULL,
    checksum INTEGER NOT NULL AS (
        row_checksum(
            date, history, checked, missing, parser, revision, read, revisions, events, added, changed, withdrawn, pending,
            problems, generation
        )
    ) STORED
) STRICT;
CREATE INDEX day_by_pending ON day (date) WHERE pending > 0;

-- `wording` is the event as it was last listed; `subjects` its contexts, stories, category and outlets.
-- `timed`: 1 where the time of `first_listed` is known, plus 2 where that of `last_changed` is.
-- `state`: 0 withdrawn, 1 listed, 2 missing from the newest revision but not yet confirmed (still shown as listed).
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    date INTEGER NOT NULL,
    slug TEXT NOT NULL,
    former BLOB,
    wording BLOB NOT NULL,
    -- Derived
    line INTEGER NOT NULL,
    position INTEGER NOT NULL,
    state INTEGER NOT NULL,
    first_listed INTEGER NOT NULL,
    last_changed INTEGER NOT NULL,
    timed INTEGER NOT NULL DEFAULT 3,
    changes INTEGER NOT NULL,
    revision INTEGER NOT NULL REFERENCES revision,
    subjects BLOB NOT NULL,
    generation INTEGER NOT NULL,
    checksum INTEGER NOT NULL AS (
        row_checksum(
            id, date, slug, former, wording, line, position, state, first_listed, last_changed, timed, changes, revision,
            subjects, generation
        )
    ) STORED
) STRICT;
CREATE INDEX event_by_date ON event (date, position, id, state);
CREATE INDEX event_by_generation ON event (generation);

-- Every address ever given out.
CREATE TABLE address (
    date INTEGER NOT NULL,
    slug TEXT NOT NULL,
    event INTEGER NOT NULL REFERENCES event,
    checksum INTEGER NOT NULL AS (row_checksum(date, slug, event)) STORED,
    PRIMARY KEY (date, slug)
) STRICT, WITHOUT ROWID;

-- Events of a day and the day after that are one, `event`, the least of the ids that were joined. `earlier` and `later` are the
-- ids that they had on their days; `since` is when an archive that read each revision as it was saved knew it.
CREATE TABLE joined (
    earlier INTEGER PRIMARY KEY,
    later INTEGER NOT NULL UNIQUE,
    date INTEGER NOT NULL,
    since INTEGER NOT NULL,
    event INTEGER NOT NULL REFERENCES event DEFERRABLE INITIALLY DEFERRED,
    checksum INTEGER AS (
        (earlier * 7907 + later * 1000003 + date * 8191 + since * 31 + event + 1) % 2147483647
        * ((earlier * 524287 + later * 13 + date * 65537 + since * 92821 + event * 7 + 3) % 2147483647)
        % 2147483647
    ) VIRTUAL
) STRICT;
CREATE INDEX joined_by_date ON joined (date);
CREATE INDEX joined_by_event ON joined (event);

-- Contexts, stories, categories and outlets, each with a slug for ever. `target` is the subject it was merged into.
CREATE TABLE subject (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    title TEXT,
    target INTEGER REFERENCES subject,
    description TEXT,
    wikidata TEXT,
    latitude REAL,
    longitude REAL,
    checksum INTEGER NOT NULL AS (
        row_checksum(id, kind, slug, name, title, target, description, wikidata, latitude, longitude)
    ) STORED,
    UNIQUE (kind, slug)
) STRICT;
CREATE INDEX subject_by_target ON subject (target) WHERE target IS NOT NULL;

-- What a subject is recognised by: an article's title, a name's normal form, a host.
CREATE TABLE subject_key (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    subject INTEGER NOT NULL REFERENCES subject,
    checksum INTEGER NOT NULL AS (row_checksum(kind, name, subject)) STORED,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

-- `given` is where the wiki sends its readers, `target` where they arrive in the end.
CREATE TABLE redirect (
    title TEXT PRIMARY KEY,
    given TEXT NOT NULL,
    target TEXT NOT NULL,
    checksum INTEGER NOT NULL AS (row_checksum(title, given, target)) STORED
) STRICT, WITHOUT ROWID;

-- What the pages of cited sources told of themselves: when they were asked, how often, when to ask `again` (never if NULL).
CREATE TABLE cited (
    address TEXT PRIMARY KEY,
    asked INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    again INTEGER,
    why TEXT NOT NULL,
    facts BLOB,
    checksum INTEGER NOT NULL AS (row_checksum(address, asked, tries, again, why, facts)) STORED
) STRICT, WITHOUT ROWID;

-- Whether cited sources still answer, and where copies are: what looks came to, and when one is `due` again.
CREATE TABLE source_state (
    address TEXT PRIMARY KEY,
    due INTEGER NOT NULL,
    state BLOB NOT NULL,
    checksum INTEGER NOT NULL AS (row_checksum(address, due, state)) STORED
) STRICT, WITHOUT ROWID;

-- What was learnt of articles, by canonical title: `asked` is when, `found` 0 where the wiki has no such article. `kind` is what
-- it is about, `country` where (ISO 3166-1 in lower case); NULL where not known. `item` is no longer written: subjects have it.
CREATE TABLE article (
    title TEXT PRIMARY KEY,
    asked INTEGER NOT NULL,
    found INTEGER NOT NULL,
    item TEXT,
    kind TEXT,
    country TEXT,
    checksum INTEGER NOT NULL AS (row_checksum(title, asked, found, item, kind, country)) STORED
) STRICT, WITHOUT ROWID;

-- Wikidata items that say what articles are: classes with the classes above them (`parents`, by spaces), countries with their code.
CREATE TABLE item (
    id TEXT PRIMARY KEY,
    asked INTEGER NOT NULL,
    parents TEXT NOT NULL,
    code TEXT,
    checksum INTEGER NOT NULL AS (row_checksum(id, asked, parents, code)) STORED
) STRICT, WITHOUT ROWID;

CREATE TABLE related (
    event INTEGER PRIMARY KEY REFERENCES event,
    list BLOB NOT NULL,
    generation INTEGER NOT NULL,
    checksum INTEGER NOT NULL AS (row_checksum(event, list, generation)) STORED
) STRICT;
CREATE INDEX related_by_generation ON related (generation);
CREATE TABLE related_target (
    event INTEGER PRIMARY KEY REFERENCES event,
    targets BLOB NOT NULL,
    checksum INTEGER NOT NULL AS (row_checksum(event, targets)) STORED
) STRICT;

-- Derived

-- Where events were, as `daybook.gazetteer.locating` reads their last wording; no row for one of which nothing is certain.
CREATE TABLE location (
    event INTEGER PRIMARY KEY,
    country TEXT,
    name TEXT,
    latitude REAL,
    longitude REAL,
    checksum INTEGER NOT NULL AS (row_checksum(event, country, name, latitude, longitude)) STORED
) STRICT;
CREATE INDEX location_by_country ON location (country);

-- Which events a subject has, in the order of its pages.
CREATE TABLE member (
    subject INTEGER NOT NULL,
    date INTEGER NOT NULL,
    position INTEGER NOT NULL,
    event INTEGER NOT NULL,
    state INTEGER NOT NULL,
    checksum INTEGER AS (
        (subject * 7907 + date * 1000003 + position * 8191 + event * 31 + state + 1) % 2147483647
        * ((subject * 524287 + date * 13 + position * 65537 + event * 92821 + state * 7 + 3) % 2147483647)
        % 2147483647
    ) VIRTUAL,
    PRIMARY KEY (subject, date, position, event)
) STRICT, WITHOUT ROWID;

-- Listed events by subject and month (202603), and when that last changed.
CREATE TABLE tally (
    subject INTEGER NOT NULL,
    month INTEGER NOT NULL,
    events INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    checksum INTEGER AS (
        (subject * 7907 + month * 1000003 + events * 8191 + generation * 31 + 1) % 2147483647
        * ((subject * 524287 + month * 13 + events * 65537 + generation * 92821 + 3) % 2147483647)
        % 2147483647
    ) VIRTUAL,
    PRIMARY KEY (subject, month)
) STRICT, WITHOUT ROWID;

-- Events beside a changed one in a story.
CREATE TABLE beside (
    event INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL,
    checksum INTEGER AS (
        (event * 7907 + generation * 1000003 + 1) % 2147483647
        * ((event * 524287 + generation * 13 + 3) % 2147483647)
        % 2147483647
    ) VIRTUAL
) STRICT;

-- What each event said from `start` to before `until` (NULL: still), in seconds, to an archive that read each revision as it
-- was saved. `words` is the row of `entry_words` (see `daybook.archive.writing.word_index`) that has its words; `kinds` are bits; `story` is the innermost one (0: none).
-- The row holds from generation `born` to before `gone`. `lapsed` is when the event was joined with another one, whose rows
-- from then on tell what changed before, too; some of these hold at no moment (`until` is their `start`).
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    event INTEGER NOT NULL,
    date INTEGER NOT NULL,
    state INTEGER NOT NULL,
    start INTEGER NOT NULL,
    until INTEGER,
    lapsed INTEGER,
    saved INTEGER NOT NULL,
    kinds INTEGER NOT NULL,
    words INTEGER NOT NULL,
    size INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    story INTEGER NOT NULL,
    born INTEGER NOT NULL,
    gone INTEGER,
    checksum INTEGER AS (
        (id * 7907 + event * 1000003 + date * 8191 + state * 31 + start * 17 + coalesce(until, 1) * 127 + coalesce(lapsed, 1) * 8217 + story * 19 + 1) % 2147483647
        * (
            (
                saved * 524287 + kinds * 13 + words * 65537 + size * 92821 + digest % 2147483647 * 7 + born * 257
                + coalesce(gone, 1) * 8209 + event * 3 + start * 5 + 3
            ) % 2147483647
        )
        % 2147483647
    ) VIRTUAL
) STRICT;
CREATE INDEX entry_by_event ON entry (event, start);
