-- The columns of a table, in their order; where several schemas have a table of that name, the one that the search
-- path finds counts, or else all.  $1: the name.
SELECT a.attname AS name
  FROM pg_catalog.pg_attribute AS a
  JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relname = $1 AND c.relkind IN ('r', 'p', 'f', 'm') AND a.attnum > 0 AND NOT a.attisdropped
   AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND (pg_table_is_visible(c.oid) OR to_regclass(quote_ident($1)) IS NULL)
 ORDER BY c.oid, a.attnum
