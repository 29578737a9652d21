-- The inbox again, with what windows and counts are read from: indexes that hold all that a filter asks for, and no ids.
CREATE TABLE inbox_line (
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    cid INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    mailbox BLOB,
    state INTEGER NOT NULL,             -- 0 open, 1 snoozed, 2 done; a message that came later counts
    until_ms INTEGER,                   -- end of the snooze
    taken BLOB,
    rank_ms INTEGER NOT NULL,           -- the smallest is worked on first
    waits_ms INTEGER,                   -- since when the customer waits
    last_ms INTEGER NOT NULL,           -- the latest message, or the beginning
    need INTEGER NOT NULL,              -- how far the customer's furthest open need is, in thousandths
    asking INTEGER NOT NULL,            -- messages that ask for somebody
    messages INTEGER NOT NULL
);
INSERT INTO inbox_line (id, cid, channel, mailbox, state, until_ms, taken, rank_ms, waits_ms, last_ms, need, asking, messages)
    SELECT id, cid, channel, mailbox, state, until_ms, taken, rank_ms, waits_ms, last_ms, need, asking, messages FROM inbox;
DROP TABLE inbox;
ALTER TABLE inbox_line RENAME TO inbox;
CREATE INDEX inbox_todo ON inbox (rank_ms, n, channel, taken, state, until_ms) WHERE state < 2;
CREATE INDEX inbox_done ON inbox (rank_ms, n, channel, taken) WHERE state = 2;
CREATE INDEX inbox_count ON inbox (channel, taken, state, until_ms) WHERE state < 2;
CREATE INDEX inbox_snoozed ON inbox (until_ms) WHERE state = 1;
CREATE INDEX inbox_customer ON inbox (cid);
