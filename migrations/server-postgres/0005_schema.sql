-- The first schema whose desktops can read an item: older ones are not sent it.
ALTER TABLE item ADD COLUMN schema smallint NOT NULL DEFAULT 1;
UPDATE item SET schema = 2 WHERE kind = 16;           -- assignments
UPDATE item SET schema = 3 WHERE kind = 8;            -- channel rules
-- Segments, scripts, talks along them, participation, value delivered, treatments.
UPDATE item SET schema = 4 WHERE kind IN (9, 10, 17, 18, 19, 66);
-- Contacts that grow: in their body, MessagePack, a map of three follows the key `web`.
UPDATE item SET schema = 4 WHERE kind = 12 AND position('\xa377656283'::bytea in body) > 0 AND EXISTS (SELECT 1 FROM web_site);

-- Of a scope's checksum, how much is of items that only newer desktops can read: schema -> sum, MessagePack. NULL: not counted yet.
ALTER TABLE scope_head ADD COLUMN newer bytea;
