-- Tables of at most 8 pages: rightly read from end to end, whatever indexes they have.  Where several schemas
-- have a table of that name, the one that the search path finds counts.
SELECT c.relname AS name
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
 GROUP BY c.relname
HAVING coalesce(max(pg_relation_size(c.oid)) FILTER (WHERE pg_table_is_visible(c.oid)),
                max(pg_relation_size(c.oid))) <= 8 * current_setting('block_size')::bigint
