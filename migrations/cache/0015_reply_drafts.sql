-- Answers as they are typed, each in its conversation and with its customer.
CREATE TABLE reply_draft (
    conversation BLOB PRIMARY KEY,
    customer BLOB NOT NULL,
    text TEXT NOT NULL,
    at_ms INTEGER NOT NULL
) WITHOUT ROWID;
