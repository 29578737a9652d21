-- Who did what to what, when and from where. Only added to; each row's hash is over the one before it, so that what is changed, taken out or
-- put in another order is found.
CREATE TABLE audit (
  tenant uuid NOT NULL,
  seq bigint NOT NULL,
  body bytea NOT NULL,          -- MessagePack with field names
  hash bytea NOT NULL,          -- SHA-256 of the hash before, the seq and the body
  PRIMARY KEY (tenant, seq)
);

-- The newest row of each tenant: locked by whoever adds one.
CREATE TABLE audit_head (
  tenant uuid NOT NULL PRIMARY KEY,
  seq bigint NOT NULL,
  hash bytea NOT NULL
);

CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to();
