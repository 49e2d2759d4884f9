-- Finds pg_stat_statements by its schema; no row where this database does not have it.
-- $1: whether only until the transaction ends.
SELECT pg_catalog.set_config('search_path', pg_catalog.quote_ident(n.nspname), $1::boolean) AS path
  FROM pg_catalog.pg_extension AS e
  JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
 WHERE e.extname = 'pg_stat_statements'
