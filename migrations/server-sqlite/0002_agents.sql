-- Agents' states, owned by the server.
CREATE TABLE agent (
  tenant BLOB NOT NULL,
  user_id BLOB NOT NULL,
  number INTEGER NOT NULL,     -- of the latest status: it grows with each
  body BLOB NOT NULL,          -- StoredAgent, MessagePack
  PRIMARY KEY (tenant, user_id)
) STRICT, WITHOUT ROWID;

-- What an agent's desktops told last.
CREATE TABLE agent_desktop (
  tenant BLOB NOT NULL,
  user_id BLOB NOT NULL,
  device BLOB NOT NULL,
  taken INTEGER NOT NULL,      -- highest number of its reports
  work BLOB NOT NULL,          -- Workload, MessagePack
  until_ms INTEGER,            -- in contact until then; NULL: no more
  PRIMARY KEY (tenant, user_id, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_desktop_until ON agent_desktop (until_ms) WHERE until_ms IS NOT NULL;

-- Every status that an agent had.
CREATE TABLE agent_past (
  tenant BLOB NOT NULL,
  user_id BLOB NOT NULL,
  number INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  body BLOB NOT NULL,          -- AgentStatus, MessagePack
  PRIMARY KEY (tenant, user_id, number)
) STRICT, WITHOUT ROWID;
