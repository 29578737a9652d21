-- First messages of ours as they are typed, before there is a conversation: one for each customer.
CREATE TABLE begun (
    customer BLOB PRIMARY KEY,
    conversation BLOB NOT NULL,         -- the one that it will be
    mailbox BLOB,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    advertises INTEGER NOT NULL,
    at_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX begun_conversation ON begun (conversation);
