-- Chats on web sites: which conversation a browser may go on with, by a hash of the secret that it alone has.
CREATE TABLE chat_session (
  tenant BLOB NOT NULL,
  secret BLOB NOT NULL,          -- SHA-256
  site TEXT NOT NULL,
  conversation BLOB,             -- null until a first line is taken
  customer BLOB,
  contact BLOB,                  -- of which the latest lines are a part
  lines INTEGER NOT NULL,        -- of the visitor
  seen_ms INTEGER NOT NULL,      -- when the visitor wrote last
  ended_ms INTEGER,
  PRIMARY KEY (tenant, secret)
) STRICT, WITHOUT ROWID;
CREATE INDEX chat_session_conversation ON chat_session (tenant, conversation);
CREATE INDEX chat_session_customer ON chat_session (tenant, customer);
CREATE INDEX chat_session_age ON chat_session (seen_ms);

-- The lines of these chats in the order in which they were committed. The words are the message's.
CREATE TABLE chat_line (
  tenant BLOB NOT NULL,
  conversation BLOB NOT NULL,
  seq INTEGER NOT NULL,          -- from 1, dense
  message BLOB NOT NULL,
  customer BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  client BLOB,                   -- the id that the visitor's browser gave it; null for ours
  PRIMARY KEY (tenant, conversation, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX chat_line_client ON chat_line (tenant, conversation, client);
CREATE INDEX chat_line_customer ON chat_line (tenant, customer);

-- Files of chats.
CREATE TABLE chat_file (
  tenant BLOB NOT NULL,
  id BLOB NOT NULL,
  conversation BLOB NOT NULL,
  customer BLOB NOT NULL,
  message BLOB,                  -- null until the message of ours with which it goes is taken
  at_ms INTEGER NOT NULL,
  name TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX chat_file_customer ON chat_file (tenant, customer);
CREATE INDEX chat_file_unsent ON chat_file (at_ms) WHERE message IS NULL;
