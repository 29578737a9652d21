-- The centre's model of its topics, and who learns it next.
CREATE TABLE topic_model (
  tenant uuid NOT NULL PRIMARY KEY,
  busy_until_ms bigint NOT NULL,   -- nobody else learns before
  grown bigint NOT NULL,           -- the sum of the scopes' seqs when it was learned last
  learned_ms bigint NOT NULL,      -- when that was; 0: never
  version text NOT NULL,           -- by what desktops know it; empty: none was learned yet
  body bytea NOT NULL              -- as it is given to desktops
);
