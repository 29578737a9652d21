-- The company's web sites that tell what visitors read.
CREATE TABLE web_site (
  tenant UUID NOT NULL,
  id TEXT NOT NULL,            -- public: it stands in the site's pages
  body BYTEA NOT NULL,          -- Site with its keys, MessagePack
  PRIMARY KEY (tenant, id)
);

-- A browser that agreed to be known: which of its events were seen, who it is, and until that is known what it read.
CREATE TABLE web_visitor (
  tenant UUID NOT NULL,
  site TEXT NOT NULL,
  id UUID NOT NULL,
  seen_ms BIGINT NOT NULL,
  body BYTEA NOT NULL,          -- Visitor, MessagePack
  PRIMARY KEY (tenant, site, id)
);
CREATE INDEX web_visitor_seen ON web_visitor (seen_ms);

-- What came from a site on a day, and what was kept of it.
CREATE TABLE web_day (
  tenant UUID NOT NULL,
  site TEXT NOT NULL,
  day BIGINT NOT NULL,        -- days since 1970 in UTC
  stored BIGINT NOT NULL,     -- events that were counted in a dialogue or a visitor's history
  duplicate BIGINT NOT NULL,
  unknown BIGINT NOT NULL,    -- no rule knew the page
  bot BIGINT NOT NULL,
  unconsented BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  raw_bytes BIGINT NOT NULL,
  stored_bytes BIGINT NOT NULL,
  PRIMARY KEY (tenant, site, day)
);

-- Pages that no rule knows, without what differs from visitor to visitor.
CREATE TABLE web_page (
  tenant UUID NOT NULL,
  site TEXT NOT NULL,
  pattern TEXT NOT NULL,
  touches BIGINT NOT NULL,
  first_ms BIGINT NOT NULL,
  last_ms BIGINT NOT NULL,
  PRIMARY KEY (tenant, site, pattern)
);
