-- What was written in a contact, and what became of what we wrote.
CREATE TABLE message (
    cid INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    id BLOB NOT NULL,
    conversation BLOB NOT NULL,
    body BLOB NOT NULL,                 -- Message, MessagePack
    mark INTEGER,
    PRIMARY KEY (cid, at_ms, id)
) WITHOUT ROWID;
CREATE INDEX message_conversation ON message (conversation, at_ms, id);
CREATE INDEX message_id ON message (id);
CREATE INDEX message_unconfirmed ON message (cid) WHERE mark IS NULL;

CREATE TABLE dispatch (
    cid INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    id BLOB NOT NULL,
    message BLOB NOT NULL,
    body BLOB NOT NULL,                 -- Dispatch, MessagePack
    mark INTEGER,
    PRIMARY KEY (cid, at_ms, id)
) WITHOUT ROWID;
CREATE INDEX dispatch_message ON dispatch (message);

-- Derived: conversations by how urgent they are.
CREATE TABLE inbox (
    id BLOB PRIMARY KEY,
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
) WITHOUT ROWID;
CREATE INDEX inbox_rank ON inbox (state, rank_ms, id, until_ms, channel, taken);
CREATE INDEX inbox_customer ON inbox (cid);
