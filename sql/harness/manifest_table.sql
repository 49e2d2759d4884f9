-- How the database was filled: one row, always.
CREATE TABLE IF NOT EXISTS eventstore_harness.manifest (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    document  json NOT NULL
)
