-- Where the logs stood, from time to time: what is older than the horizon is found by it.
CREATE TABLE checkpoint (
  tenant BLOB NOT NULL,
  scope BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (tenant, scope, at_ms)
) STRICT, WITHOUT ROWID;
