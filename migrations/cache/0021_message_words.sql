-- The words of messages are found like those of notes, in the same index: by pairs, under numbers that grow with the time.
ALTER TABLE message ADD COLUMN doc INTEGER;
ALTER TABLE note_doc ADD COLUMN written INTEGER NOT NULL DEFAULT 0;  -- 0 a note, 1 a message
