-- What goes with answers and first messages besides words: who else gets them, and files. Each with its conversation, or the one that it will be.
CREATE TABLE reply_copy (
    conversation BLOB PRIMARY KEY,
    customer BLOB NOT NULL,
    cc TEXT NOT NULL                    -- as it was typed
) WITHOUT ROWID;

-- A file stays here until the server has it.
CREATE TABLE reply_file (
    id BLOB PRIMARY KEY,
    conversation BLOB NOT NULL,
    customer BLOB NOT NULL,
    message BLOB,                       -- null while the message is being typed
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,              -- in bytes
    body BLOB NOT NULL
);
CREATE INDEX reply_file_conversation ON reply_file (conversation, message);
CREATE INDEX reply_file_message ON reply_file (message);
