-- Which customers are one (D-12). The rows of all who are one lie where those of the customer lie who stands for them; `whose` says whom a
-- row names where that is another one. So reading finds one customer, and undoing finds what to take back.
ALTER TABLE customer ADD COLUMN lies_at INTEGER;     -- NULL: at the customer's own number
CREATE INDEX customer_lies_at ON customer (lies_at) WHERE lies_at IS NOT NULL;
ALTER TABLE record ADD COLUMN whose BLOB;
ALTER TABLE interaction ADD COLUMN whose BLOB;
ALTER TABLE note ADD COLUMN whose BLOB;
ALTER TABLE dialogue ADD COLUMN whose BLOB;
ALTER TABLE stage_move ADD COLUMN whose BLOB;
ALTER TABLE consent ADD COLUMN whose BLOB;
ALTER TABLE assignment ADD COLUMN whose BLOB;
ALTER TABLE script_talk ADD COLUMN whose BLOB;
ALTER TABLE engagement ADD COLUMN whose BLOB;
ALTER TABLE message ADD COLUMN whose BLOB;
ALTER TABLE dispatch ADD COLUMN whose BLOB;

-- Merges, what was undone, and who was told apart.
CREATE TABLE identity (
    cid INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    id BLOB NOT NULL,
    body BLOB NOT NULL,                 -- Fact, MessagePack
    mark INTEGER,
    whose BLOB,
    PRIMARY KEY (cid, at_ms, id)
) WITHOUT ROWID;
CREATE INDEX identity_unconfirmed ON identity (cid) WHERE mark IS NULL;

-- Derived: merges by both customers. An undoing can come before what it undoes.
CREATE TABLE merge (
    id BLOB PRIMARY KEY,
    survivor BLOB,
    absorbed BLOB,
    at_ms INTEGER,
    undone INTEGER NOT NULL DEFAULT 0   -- how often
) WITHOUT ROWID;
CREATE INDEX merge_survivor ON merge (survivor);
CREATE INDEX merge_absorbed ON merge (absorbed);
