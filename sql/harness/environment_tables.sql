-- The tables of the search path's first schema, with their sizes in bytes.
SELECT c.relname AS "table", greatest(c.reltuples, 0)::bigint AS rows_estimate,
       pg_table_size(c.oid) - coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0) AS bytes,
       coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0) AS toast_bytes
  FROM pg_catalog.pg_class c
 WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
 ORDER BY c.relname
