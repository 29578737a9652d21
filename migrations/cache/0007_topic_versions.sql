-- The version of the topic's list of stages under which a dialogue began, was moved last, and was moved each time.
ALTER TABLE dialogue ADD COLUMN opened_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE dialogue ADD COLUMN moved_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE stage_move ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
