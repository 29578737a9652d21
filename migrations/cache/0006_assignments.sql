-- Where contacts belong when that was decided after they were made: the latest by (at_ms, id) holds.
CREATE TABLE assignment (
    cid INTEGER NOT NULL,
    interaction BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    id BLOB NOT NULL,
    dialogue BLOB,                      -- NULL: in triage
    cause BLOB NOT NULL,                -- MessagePack
    mark INTEGER,
    PRIMARY KEY (cid, interaction, at_ms, id)
) WITHOUT ROWID;
CREATE INDEX assignment_unconfirmed ON assignment (cid) WHERE mark IS NULL;

-- Derived: whether an assignment holds, and where it puts the contact. `dialogue` stays as the contact was made.
ALTER TABLE interaction ADD COLUMN assigned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE interaction ADD COLUMN assigned_to BLOB;
ALTER TABLE interaction ADD COLUMN belongs BLOB AS (iif(assigned, assigned_to, dialogue)) VIRTUAL;

DROP INDEX interaction_triage;
CREATE INDEX interaction_triage ON interaction (started_ms, id) WHERE belongs IS NULL;
