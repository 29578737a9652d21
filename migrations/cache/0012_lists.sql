-- Derived: customers on call lists, by list and order.
CREATE TABLE list_member (
    list BLOB NOT NULL,
    rank INTEGER NOT NULL,
    id BLOB NOT NULL,
    cid INTEGER NOT NULL,
    state INTEGER NOT NULL,             -- 0 open, 1 called, 2 taken off, 3 called and nobody spoke
    taken_by BLOB,
    until_ms INTEGER,                   -- end of the lease, in the server's time
    detail INTEGER,                     -- the outcome of the last call, or what stood in its way
    calls INTEGER NOT NULL,             -- calls until then
    result_ms INTEGER,                  -- when that was set, in the server's time
    PRIMARY KEY (list, rank, id)
) WITHOUT ROWID;
CREATE INDEX list_member_id ON list_member (id);
CREATE INDEX list_member_customer ON list_member (cid);

-- Calls that were made from a list.
CREATE TABLE list_call (
    call BLOB PRIMARY KEY,
    member BLOB NOT NULL,
    customer BLOB NOT NULL
) WITHOUT ROWID;
