-- What came of a script in a contact.
CREATE TABLE script_talk (
    cid INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    id BLOB NOT NULL,
    interaction BLOB NOT NULL,
    body BLOB NOT NULL,                 -- ScriptTalk, MessagePack
    mark INTEGER,
    PRIMARY KEY (cid, at_ms, id)
) WITHOUT ROWID;
CREATE INDEX script_talk_unconfirmed ON script_talk (cid) WHERE mark IS NULL;

-- The journal of a call's scripts: each as it was when it was begun, and how far it was followed. Apart, since only the second is written
-- with every answer.
CREATE TABLE script_begun (
    call BLOB NOT NULL,
    id BLOB NOT NULL,
    script BLOB NOT NULL,               -- Script, MessagePack
    PRIMARY KEY (call, id)
);
CREATE TABLE script_progress (
    call BLOB NOT NULL,
    id BLOB NOT NULL,
    progress BLOB NOT NULL,             -- Progress, MessagePack
    at_ms INTEGER NOT NULL,             -- the latest is the one on screen
    PRIMARY KEY (call, id)
) WITHOUT ROWID;
