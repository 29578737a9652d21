-- What customer and company did for each other: surveys, referrals, feedback; value delivered.
CREATE TABLE engagement (
    cid INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    id BLOB NOT NULL,
    body BLOB NOT NULL,                 -- Fact, MessagePack
    mark INTEGER,
    PRIMARY KEY (cid, at_ms, id)
) WITHOUT ROWID;
CREATE INDEX engagement_unconfirmed ON engagement (cid) WHERE mark IS NULL;
