-- What is not as the server has it, found without looking at everything: records over which edits of this desktop are laid, and
-- customers in no scope.
CREATE INDEX record_edited ON record (cid) WHERE server IS NOT NULL;
CREATE INDEX customer_here ON customer (cid) WHERE sid IS NULL;
