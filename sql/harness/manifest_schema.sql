-- The harness's own schema, apart from the store's tables.
CREATE SCHEMA IF NOT EXISTS eventstore_harness
