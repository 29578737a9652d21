-- Facts that the server has not sent: few, and looked for after every start.
CREATE INDEX interaction_unconfirmed ON interaction (cid) WHERE mark IS NULL;
CREATE INDEX note_unconfirmed ON note (cid) WHERE mark IS NULL;
CREATE INDEX dialogue_unconfirmed ON dialogue (cid) WHERE mark IS NULL;
CREATE INDEX stage_move_unconfirmed ON stage_move (cid) WHERE mark IS NULL;
CREATE INDEX consent_unconfirmed ON consent (cid) WHERE mark IS NULL;
