-- What holds a table's rows, its partitions or itself, each with the number of its pages and whether it is an ordinary
-- table.  $1: its name as an identifier.
SELECT format('%I.%I', n.nspname, c.relname) AS name,
       c.relkind = 'r' AS is_ordinary,
       pg_relation_size(c.oid) / current_setting('block_size')::bigint AS pages
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind <> 'p'
   AND (c.oid = $1::text::regclass
        OR c.oid IN (SELECT relid FROM pg_partition_tree($1::text::regclass)))
 ORDER BY c.oid
