-- What the exchange said of the way of a call (MessagePack), where it said something.
ALTER TABLE interaction ADD COLUMN route BLOB;
