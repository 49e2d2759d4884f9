-- The settings of this session with which pg_stat_statements counts nothing.
SELECT name
  FROM pg_catalog.pg_settings
 WHERE (name = 'compute_query_id' AND setting = 'off') OR (name = 'pg_stat_statements.track' AND setting = 'none')
