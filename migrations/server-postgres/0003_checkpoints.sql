-- Where the logs stood, from time to time: what is older than the horizon is found by it.
CREATE TABLE checkpoint (
  tenant uuid NOT NULL,
  scope uuid NOT NULL,
  at_ms bigint NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (tenant, scope, at_ms)
);
