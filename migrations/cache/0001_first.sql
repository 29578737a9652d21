-- Local numbers: `cid` stands for a customer in every table, so that rows of one customer lie side by side and search keys stay short.
-- `cid` 0 holds the centre's own records (topics, users, teams).
-- `mark`: the generation of the fill that last brought the row; NULL: the server has not sent it (made here).

CREATE TABLE customer (
    cid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    sid INTEGER,                        -- scope; NULL: only known here; 0: left, kept for unsent work
    last_ms INTEGER NOT NULL DEFAULT 0  -- last contact; 0: none
);
CREATE INDEX customer_recent ON customer (last_ms);

-- Customers that were erased: what still arrives about them is refused.
CREATE TABLE erased (id BLOB PRIMARY KEY) WITHOUT ROWID;

-- Edited records: what a screen shows, and what the server holds where unsent edits make the two differ.
CREATE TABLE record (
    cid INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    id BLOB NOT NULL,
    shown BLOB NOT NULL,                -- Versioned, MessagePack
    server BLOB,                        -- Versioned as the server sent it; NULL: the same, or never sent
    digest INTEGER,                     -- of the server's; NULL: never sent
    mark INTEGER,
    conflicts INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (cid, kind, id)
) WITHOUT ROWID;
CREATE INDEX record_conflict ON record (cid) WHERE conflicts > 0;

CREATE TABLE interaction (
    cid INTEGER NOT NULL,
    started_ms INTEGER NOT NULL,
    id BLOB NOT NULL,
    team BLOB NOT NULL,
    dialogue BLOB,
    channel INTEGER NOT NULL,
    direction INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    agent BLOB,
    address TEXT,
    call BLOB,
    outcome INTEGER,
    summary TEXT NOT NULL,
    mark INTEGER,
    PRIMARY KEY (cid, started_ms DESC, id DESC)
) WITHOUT ROWID;
CREATE INDEX interaction_triage ON interaction (cid) WHERE dialogue IS NULL;

CREATE TABLE note (
    cid INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    id BLOB NOT NULL,
    interaction BLOB NOT NULL,
    author BLOB NOT NULL,
    replaces BLOB,
    doc INTEGER NOT NULL,
    text TEXT NOT NULL,
    mark INTEGER,
    PRIMARY KEY (cid, at_ms DESC, id DESC)
) WITHOUT ROWID;
-- Where the note with a document number stands. Numbers grow with the time of the note: the newest are found first.
CREATE TABLE note_doc (doc INTEGER PRIMARY KEY, cid INTEGER NOT NULL, at_ms INTEGER NOT NULL, id BLOB NOT NULL);
-- Pairs of neighbouring characters of the notes' words: two typed syllables are enough to find them.
CREATE VIRTUAL TABLE note_pairs USING fts5 (
    pairs, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);

-- How a dialogue began, and its facts folded as they come in.
CREATE TABLE dialogue (
    cid INTEGER NOT NULL,
    id BLOB NOT NULL,
    topic BLOB,                         -- NULL: other facts came before its beginning
    opened_ms INTEGER,
    moved_ms INTEGER,                   -- the latest stage move
    moved_id BLOB,
    stage INTEGER,
    touches INTEGER NOT NULL DEFAULT 0,
    contact_ms INTEGER,                 -- the latest contact
    contact_id BLOB,
    channel INTEGER,
    mark INTEGER,
    PRIMARY KEY (cid, id)
) WITHOUT ROWID;

CREATE TABLE stage_move (
    cid INTEGER NOT NULL,
    dialogue BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    id BLOB NOT NULL,
    stage INTEGER NOT NULL,
    interaction BLOB,
    cause BLOB NOT NULL,                -- MessagePack
    mark INTEGER,
    PRIMARY KEY (cid, dialogue, at_ms, id)
) WITHOUT ROWID;

CREATE TABLE consent (
    cid INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    id BLOB NOT NULL,
    body BLOB NOT NULL,                 -- ConsentChange, MessagePack
    mark INTEGER,
    PRIMARY KEY (cid, at_ms, id)
) WITHOUT ROWID;

-- Derived from the tables above, made again when they change.

CREATE TABLE callback (
    id BLOB PRIMARY KEY,
    cid INTEGER NOT NULL,
    due_ms INTEGER NOT NULL,
    owner BLOB,
    open INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX callback_due ON callback (due_ms, id) WHERE open = 1;

CREATE TABLE number (
    key TEXT NOT NULL,
    cid INTEGER NOT NULL,
    contact BLOB NOT NULL,
    PRIMARY KEY (key, cid, contact)
) WITHOUT ROWID;

-- Search keys: a query is a range of keys.
CREATE TABLE term (
    key TEXT NOT NULL,
    cid INTEGER NOT NULL,
    PRIMARY KEY (key, cid)
) WITHOUT ROWID;
-- Customers whose numbers and search keys are still to be written.
CREATE TABLE unindexed (cid INTEGER PRIMARY KEY);

-- Sync.

CREATE TABLE scope (
    sid INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    cursor INTEGER NOT NULL DEFAULT 0,
    checksum INTEGER NOT NULL DEFAULT 0,
    mark INTEGER NOT NULL DEFAULT 0,    -- generation of the latest fill
    fill BLOB                           -- FillState of a fill that has not ended, MessagePack
);

CREATE TABLE device (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id BLOB NOT NULL,
    next_counter INTEGER NOT NULL,
    hlc_wall_ms INTEGER NOT NULL,
    hlc_counter INTEGER NOT NULL,
    server_offset_ms INTEGER
);

-- What must not be lost: written with synchronous = FULL.

CREATE TABLE outbox (
    counter INTEGER PRIMARY KEY,
    op BLOB NOT NULL UNIQUE,
    body BLOB NOT NULL,                 -- Op, MessagePack
    subject BLOB NOT NULL,              -- id of the fact or record
    customer BLOB,
    made_ms INTEGER NOT NULL,
    refusal BLOB,                       -- MessagePack; NULL: waits
    detail TEXT,
    refused_ms INTEGER,
    retries INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX outbox_subject ON outbox (subject);
CREATE INDEX outbox_wedged ON outbox (counter) WHERE refusal IS NOT NULL;

CREATE TABLE archive (
    entry INTEGER PRIMARY KEY,
    op BLOB NOT NULL,
    body BLOB,                          -- NULL: the customer was erased
    refusal BLOB NOT NULL,
    detail TEXT NOT NULL,
    discarded_by BLOB NOT NULL,
    discarded_ms INTEGER NOT NULL
);

CREATE TABLE journal (
    call BLOB PRIMARY KEY,
    text TEXT NOT NULL,
    at_ms INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE journal_history (
    call BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (call, at_ms)
) WITHOUT ROWID;

CREATE TABLE call (
    id BLOB PRIMARY KEY,
    user BLOB NOT NULL,
    direction INTEGER NOT NULL,
    caller BLOB NOT NULL,               -- CallerInfo, MessagePack
    customer BLOB,
    started_ms INTEGER NOT NULL,
    answered_ms INTEGER,
    ended_ms INTEGER,
    cause BLOB,                         -- EndCause, MessagePack
    owes INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX call_open ON call (started_ms) WHERE owes = 1 OR ended_ms IS NULL;
CREATE INDEX call_started ON call (started_ms);

CREATE TABLE setting (
    user BLOB NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (user, key)
) WITHOUT ROWID;

CREATE TABLE agent_status (
    user BLOB PRIMARY KEY,
    body BLOB NOT NULL                  -- AgentStatus, MessagePack
) WITHOUT ROWID;
