-- How the database was filled: one row, always.  IF NOT EXISTS would ask for the right to create tables even
-- where this one is there.
DO $$
BEGIN
    IF to_regclass('eventstore_harness.manifest') IS NULL THEN
        CREATE TABLE eventstore_harness.manifest (
            only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
            document  json NOT NULL
        );
    END IF;
END
$$
