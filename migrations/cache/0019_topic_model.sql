-- The centre's model of its topics as the server gave it, at most one. What is lost is fetched again.
CREATE TABLE topic_model (
    version TEXT PRIMARY KEY,
    body BLOB NOT NULL
) WITHOUT ROWID;
