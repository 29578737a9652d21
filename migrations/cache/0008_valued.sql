-- Derived: customers of a tier above the lowest, by tier. Who of them is without contact is read from it and from the last contacts, which
-- are kept in memory.
CREATE TABLE valued (
    tier INTEGER NOT NULL,
    cid INTEGER NOT NULL,
    PRIMARY KEY (tier, cid)
) WITHOUT ROWID;
