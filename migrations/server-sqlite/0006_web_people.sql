-- Numbers and e-mail addresses of customers by the key under which any written form is found, of those in use.
CREATE TABLE contact_key (
  tenant BLOB NOT NULL,
  id BLOB NOT NULL,             -- the number or address
  customer BLOB NOT NULL,
  address TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_key_address ON contact_key (tenant, address, customer);
CREATE INDEX contact_key_customer ON contact_key (tenant, customer);

-- With which version of its rules a table was made that follows from others.
CREATE TABLE derived (
  name TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Visitors who could be one of several customers: a person decides.
CREATE TABLE web_suggestion (
  tenant BLOB NOT NULL,
  site TEXT NOT NULL,
  visitor BLOB NOT NULL,
  customers BLOB NOT NULL,     -- their ids, MessagePack
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, site, visitor)
) STRICT, WITHOUT ROWID;
