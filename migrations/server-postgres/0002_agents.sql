-- Agents' states, owned by the server.
CREATE TABLE agent (
  tenant uuid NOT NULL,
  user_id uuid NOT NULL,
  number bigint NOT NULL,      -- of the latest status: it grows with each
  body bytea NOT NULL,         -- StoredAgent, MessagePack
  PRIMARY KEY (tenant, user_id)
);

-- What an agent's desktops told last.
CREATE TABLE agent_desktop (
  tenant uuid NOT NULL,
  user_id uuid NOT NULL,
  device uuid NOT NULL,
  taken bigint NOT NULL,       -- highest number of its reports
  work bytea NOT NULL,         -- Workload, MessagePack
  until_ms bigint,             -- in contact until then; NULL: no more
  PRIMARY KEY (tenant, user_id, device)
);
CREATE INDEX agent_desktop_until ON agent_desktop (until_ms) WHERE until_ms IS NOT NULL;

-- Every status that an agent had.
CREATE TABLE agent_past (
  tenant uuid NOT NULL,
  user_id uuid NOT NULL,
  number bigint NOT NULL,
  at_ms bigint NOT NULL,
  body bytea NOT NULL,         -- AgentStatus, MessagePack
  PRIMARY KEY (tenant, user_id, number)
);
