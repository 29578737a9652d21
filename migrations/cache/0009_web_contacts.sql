-- What a contact on the web site grew to (MessagePack): the server sends it again as it grows.
ALTER TABLE interaction ADD COLUMN web BLOB;
