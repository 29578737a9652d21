-- One organisation on this server.
CREATE TABLE tenant (
  id uuid NOT NULL PRIMARY KEY,
  key text NOT NULL UNIQUE
);

-- The newest seq of each scope. Its row is written by every transaction that adds to the scope, so that seqs are dense in the order of
-- commits. The scope of the centre has the nil id, a team's scope the team's id.
CREATE TABLE scope_head (
  tenant uuid NOT NULL,
  scope uuid NOT NULL,
  head bigint NOT NULL,
  floor bigint NOT NULL,      -- cursors below it are not served: fill again
  checksum bigint NOT NULL,   -- wrapping sum of the digests of the scope's items
  customers bigint NOT NULL,
  PRIMARY KEY (tenant, scope)
);

-- In which scope a customer is. The centre's own records belong to the nil customer.
CREATE TABLE member (
  tenant uuid NOT NULL,
  customer uuid NOT NULL,
  scope uuid NOT NULL,
  PRIMARY KEY (tenant, customer)
);
CREATE INDEX member_by_scope ON member (tenant, scope, customer);

-- Records (at_ms = -1, so that they come first) and facts (at_ms = when it happened), a customer's all side by side in the key.
CREATE TABLE item (
  tenant uuid NOT NULL,
  customer uuid NOT NULL,
  at_ms bigint NOT NULL,
  kind smallint NOT NULL,
  id uuid NOT NULL,
  digest bigint NOT NULL,
  body bytea NOT NULL,          -- MessagePack with field names
  PRIMARY KEY (tenant, customer, at_ms, kind, id)
);
CREATE UNIQUE INDEX item_by_id ON item (tenant, kind, id);

-- What changed in a scope, by reference: the item is read as it is now.
CREATE TABLE log (
  tenant uuid NOT NULL,
  scope uuid NOT NULL,
  seq bigint NOT NULL,
  what smallint NOT NULL,       -- 0 item, 1 customer left, 2 customer erased
  customer uuid NOT NULL,
  at_ms bigint NOT NULL,
  kind smallint NOT NULL,
  id uuid NOT NULL,
  PRIMARY KEY (tenant, scope, seq)
);

-- Customers that were forgotten.
CREATE TABLE erased (
  tenant uuid NOT NULL,
  customer uuid NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (tenant, customer)
);

-- Ops that took effect.
CREATE TABLE op (
  tenant uuid NOT NULL,
  id uuid NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE TABLE device (
  tenant uuid NOT NULL,
  id uuid NOT NULL,
  counter bigint NOT NULL,    -- highest op counter processed
  wall_ms bigint NOT NULL,    -- latest stamp given to one of its edits
  tick bigint NOT NULL,
  seen_ms bigint NOT NULL,
  revoked_ms bigint,
  PRIMARY KEY (tenant, id)
);

CREATE TABLE credential (
  tenant uuid NOT NULL,
  user_id uuid NOT NULL,
  login text NOT NULL UNIQUE,
  password_hash text,
  PRIMARY KEY (tenant, user_id)
);

-- One sign-in on one device, and the hashes of its current tokens.
CREATE TABLE family (
  tenant uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  device uuid NOT NULL,
  access_hash bytea NOT NULL,
  access_until_ms bigint NOT NULL,
  refresh_hash bytea NOT NULL,
  refresh_until_ms bigint NOT NULL,
  begun_ms bigint NOT NULL,
  revoked_ms bigint,
  PRIMARY KEY (tenant, id)
);
