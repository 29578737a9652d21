-- The centre's model of its topics, and who learns it next.
CREATE TABLE topic_model (
  tenant BLOB NOT NULL PRIMARY KEY,
  busy_until_ms INTEGER NOT NULL,   -- nobody else learns before
  grown INTEGER NOT NULL,           -- the sum of the scopes' seqs when it was learned last
  learned_ms INTEGER NOT NULL,      -- when that was; 0: never
  version TEXT NOT NULL,            -- by what desktops know it; empty: none was learned yet
  body BLOB NOT NULL                -- as it is given to desktops
) STRICT, WITHOUT ROWID;
