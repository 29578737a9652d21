-- Numbers and e-mail addresses of customers by the key under which any written form is found, of those in use.
CREATE TABLE contact_key (
  tenant uuid NOT NULL,
  id uuid NOT NULL,             -- the number or address
  customer uuid NOT NULL,
  address text NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX contact_key_address ON contact_key (tenant, address, customer);
CREATE INDEX contact_key_customer ON contact_key (tenant, customer);

-- With which version of its rules a table was made that follows from others.
CREATE TABLE derived (
  name text NOT NULL PRIMARY KEY,
  version bigint NOT NULL
);

-- Visitors who could be one of several customers: a person decides.
CREATE TABLE web_suggestion (
  tenant uuid NOT NULL,
  site text NOT NULL,
  visitor uuid NOT NULL,
  customers bytea NOT NULL,     -- their ids, MessagePack
  at_ms bigint NOT NULL,
  PRIMARY KEY (tenant, site, visitor)
);
