-- One organisation on this server.
CREATE TABLE tenant (
  id BLOB NOT NULL PRIMARY KEY,
  key TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

-- The newest seq of each scope. Its row is written by every transaction that adds to the scope, so that seqs are dense in the order of
-- commits. The scope of the centre has the nil id, a team's scope the team's id.
CREATE TABLE scope_head (
  tenant BLOB NOT NULL,
  scope BLOB NOT NULL,
  head INTEGER NOT NULL,
  floor INTEGER NOT NULL,      -- cursors below it are not served: fill again
  checksum INTEGER NOT NULL,   -- wrapping sum of the digests of the scope's items
  customers INTEGER NOT NULL,
  PRIMARY KEY (tenant, scope)
) STRICT, WITHOUT ROWID;

-- In which scope a customer is. The centre's own records belong to the nil customer.
CREATE TABLE member (
  tenant BLOB NOT NULL,
  customer BLOB NOT NULL,
  scope BLOB NOT NULL,
  PRIMARY KEY (tenant, customer)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_by_scope ON member (tenant, scope, customer);

-- Records (at_ms = -1, so that they come first) and facts (at_ms = when it happened), a customer's all in one run of pages.
CREATE TABLE item (
  tenant BLOB NOT NULL,
  customer BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  id BLOB NOT NULL,
  digest INTEGER NOT NULL,
  body BLOB NOT NULL,          -- MessagePack with field names
  PRIMARY KEY (tenant, customer, at_ms, kind, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX item_by_id ON item (tenant, kind, id);

-- What changed in a scope, by reference: the item is read as it is now.
CREATE TABLE log (
  tenant BLOB NOT NULL,
  scope BLOB NOT NULL,
  seq INTEGER NOT NULL,
  what INTEGER NOT NULL,       -- 0 item, 1 customer left, 2 customer erased
  customer BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  id BLOB NOT NULL,
  PRIMARY KEY (tenant, scope, seq)
) STRICT, WITHOUT ROWID;

-- Customers that were forgotten.
CREATE TABLE erased (
  tenant BLOB NOT NULL,
  customer BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, customer)
) STRICT, WITHOUT ROWID;

-- Ops that took effect.
CREATE TABLE op (
  tenant BLOB NOT NULL,
  id BLOB NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  tenant BLOB NOT NULL,
  id BLOB NOT NULL,
  counter INTEGER NOT NULL,    -- highest op counter processed
  wall_ms INTEGER NOT NULL,    -- latest stamp given to one of its edits
  tick INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL,
  revoked_ms INTEGER,
  PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE credential (
  tenant BLOB NOT NULL,
  user_id BLOB NOT NULL,
  login TEXT NOT NULL UNIQUE,
  password_hash TEXT,
  PRIMARY KEY (tenant, user_id)
) STRICT, WITHOUT ROWID;

-- One sign-in on one device, and the hashes of its current tokens.
CREATE TABLE family (
  tenant BLOB NOT NULL,
  id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  device BLOB NOT NULL,
  access_hash BLOB NOT NULL,
  access_until_ms INTEGER NOT NULL,
  refresh_hash BLOB NOT NULL,
  refresh_until_ms INTEGER NOT NULL,
  begun_ms INTEGER NOT NULL,
  revoked_ms INTEGER,
  PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
