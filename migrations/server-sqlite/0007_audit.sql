-- Who did what to what, when and from where. Only added to; each row's hash is over the one before it, so that what is changed, taken out or
-- put in another order is found.
CREATE TABLE audit (
  tenant BLOB NOT NULL,
  seq INTEGER NOT NULL,
  body BLOB NOT NULL,           -- MessagePack with field names
  hash BLOB NOT NULL,           -- SHA-256 of the hash before, the seq and the body
  PRIMARY KEY (tenant, seq)
) STRICT, WITHOUT ROWID;

-- The newest row of each tenant.
CREATE TABLE audit_head (
  tenant BLOB NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_keeps_its_rows BEFORE UPDATE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit log is only added to');
END;
CREATE TRIGGER audit_loses_no_rows BEFORE DELETE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit log is only added to');
END;
