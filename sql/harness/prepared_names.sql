-- The statements that this session has prepared, by PREPARE or by the protocol; without those of the tools that belong to
-- no operation.
SELECT name
  FROM pg_catalog.pg_prepared_statements
 WHERE name NOT LIKE 'eventstore\_%'
