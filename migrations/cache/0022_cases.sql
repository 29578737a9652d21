-- What happened to requests and complaints (D-11).
CREATE TABLE case_step (
    cid INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    id BLOB NOT NULL,
    subject BLOB NOT NULL,              -- the case
    body BLOB NOT NULL,                 -- Fact, MessagePack
    mark INTEGER,
    whose BLOB,
    PRIMARY KEY (cid, at_ms, id)
) WITHOUT ROWID;
CREATE INDEX case_step_subject ON case_step (subject, at_ms, id);
CREATE INDEX case_step_unconfirmed ON case_step (cid) WHERE mark IS NULL;

-- Derived: cases by what falls due first.
CREATE TABLE case_line (
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    cid INTEGER NOT NULL,
    kind INTEGER NOT NULL,              -- 0 request, 1 complaint
    state INTEGER NOT NULL,             -- 0 open, 1 the customer's turn, 2 settled
    assignee BLOB,
    rank_ms INTEGER NOT NULL,           -- the smallest is worked on first
    due_ms INTEGER,                     -- what falls due first; NULL while nothing does
    leads_ms INTEGER                    -- since when it is the business of whoever leads
);
CREATE INDEX case_line_todo ON case_line (rank_ms, n, kind, assignee, due_ms, leads_ms) WHERE state < 2;
CREATE INDEX case_line_settled ON case_line (rank_ms, n, kind, assignee) WHERE state = 2;
CREATE INDEX case_line_customer ON case_line (cid);

-- Derived: when somebody is to be told of an open case.
CREATE TABLE case_alarm (
    n INTEGER NOT NULL,                 -- of case_line
    at_ms INTEGER NOT NULL,
    leads INTEGER NOT NULL,             -- 1: whoever leads, 0: who works on it
    PRIMARY KEY (n, at_ms, leads)
) WITHOUT ROWID;
CREATE INDEX case_alarm_at ON case_alarm (at_ms);
