-- Missed calls until somebody spoke with the number, or put them off the list.
CREATE TABLE call_to_return (
    call BLOB PRIMARY KEY
) WITHOUT ROWID;
