-- The harness's own schema, apart from the store's tables.  IF NOT EXISTS would ask for the right to create
-- schemas even where this one is there.
DO $$
BEGIN
    IF to_regnamespace('eventstore_harness') IS NULL THEN
        CREATE SCHEMA eventstore_harness;
    END IF;
END
$$
