-- The company's web sites that tell what visitors read.
CREATE TABLE web_site (
  tenant BLOB NOT NULL,
  id TEXT NOT NULL,            -- public: it stands in the site's pages
  body BLOB NOT NULL,          -- Site with its keys, MessagePack
  PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

-- A browser that agreed to be known: which of its events were seen, who it is, and until that is known what it read.
CREATE TABLE web_visitor (
  tenant BLOB NOT NULL,
  site TEXT NOT NULL,
  id BLOB NOT NULL,
  seen_ms INTEGER NOT NULL,
  body BLOB NOT NULL,          -- Visitor, MessagePack
  PRIMARY KEY (tenant, site, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX web_visitor_seen ON web_visitor (seen_ms);

-- What came from a site on a day, and what was kept of it.
CREATE TABLE web_day (
  tenant BLOB NOT NULL,
  site TEXT NOT NULL,
  day INTEGER NOT NULL,        -- days since 1970 in UTC
  stored INTEGER NOT NULL,     -- events that were counted in a dialogue or a visitor's history
  duplicate INTEGER NOT NULL,
  unknown INTEGER NOT NULL,    -- no rule knew the page
  bot INTEGER NOT NULL,
  unconsented INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  raw_bytes INTEGER NOT NULL,
  stored_bytes INTEGER NOT NULL,
  PRIMARY KEY (tenant, site, day)
) STRICT, WITHOUT ROWID;

-- Pages that no rule knows, without what differs from visitor to visitor.
CREATE TABLE web_page (
  tenant BLOB NOT NULL,
  site TEXT NOT NULL,
  pattern TEXT NOT NULL,
  touches INTEGER NOT NULL,
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, site, pattern)
) STRICT, WITHOUT ROWID;
