-- The last contacts are read all at once and kept in memory; keeping them sorted cost a page of its own for each contact of a fill.
DROP INDEX customer_recent;
