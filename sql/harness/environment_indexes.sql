-- Their indexes, with sizes in bytes and definitions.
SELECT i.relname AS "index", t.relname AS "table", pg_relation_size(i.oid) AS bytes, pg_get_indexdef(i.oid) AS definition
  FROM pg_catalog.pg_index x
  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
  JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
 WHERE t.relnamespace = current_schema()::regnamespace
 ORDER BY t.relname, i.relname
