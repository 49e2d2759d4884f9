-- How often a prepared statement of this session was executed with a generic plan, and with a custom one.
-- $1: its name.
SELECT generic_plans, custom_plans
  FROM pg_catalog.pg_prepared_statements
 WHERE name = $1
