-- Chats on web sites: which conversation a browser may go on with, by a hash of the secret that it alone has.
CREATE TABLE chat_session (
  tenant uuid NOT NULL,
  secret bytea NOT NULL,          -- SHA-256
  site text NOT NULL,
  conversation uuid,             -- null until a first line is taken
  customer uuid,
  contact uuid,                  -- of which the latest lines are a part
  lines bigint NOT NULL,        -- of the visitor
  seen_ms bigint NOT NULL,      -- when the visitor wrote last
  ended_ms bigint,
  PRIMARY KEY (tenant, secret)
);
CREATE INDEX chat_session_conversation ON chat_session (tenant, conversation);
CREATE INDEX chat_session_customer ON chat_session (tenant, customer);
CREATE INDEX chat_session_age ON chat_session (seen_ms);

-- The lines of these chats in the order in which they were committed. The words are the message's.
CREATE TABLE chat_line (
  tenant uuid NOT NULL,
  conversation uuid NOT NULL,
  seq bigint NOT NULL,          -- from 1, dense
  message uuid NOT NULL,
  customer uuid NOT NULL,
  at_ms bigint NOT NULL,
  client uuid,                   -- the id that the visitor's browser gave it; null for ours
  PRIMARY KEY (tenant, conversation, seq)
);
CREATE UNIQUE INDEX chat_line_client ON chat_line (tenant, conversation, client);
CREATE INDEX chat_line_customer ON chat_line (tenant, customer);

-- Files of chats.
CREATE TABLE chat_file (
  tenant uuid NOT NULL,
  id uuid NOT NULL,
  conversation uuid NOT NULL,
  customer uuid NOT NULL,
  message uuid,                  -- null until the message of ours with which it goes is taken
  at_ms bigint NOT NULL,
  name text NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX chat_file_customer ON chat_file (tenant, customer);
CREATE INDEX chat_file_unsent ON chat_file (at_ms) WHERE message IS NULL;
