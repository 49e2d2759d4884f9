-- Tables of at most 8 pages: rightly read from end to end, whatever indexes they have.  A partitioned table counts
-- as its largest partition does; where several schemas have a table of that name, the one that the search path
-- finds counts.
SELECT known.name AS name
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_class AS whole ON c.relispartition AND whole.oid = pg_partition_root(c.oid)
 CROSS JOIN unnest(ARRAY[c.relname, whole.relname]) AS known (name)
 WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND known.name IS NOT NULL
 GROUP BY known.name
HAVING coalesce(max(pg_relation_size(c.oid)) FILTER (WHERE pg_table_is_visible(coalesce(whole.oid, c.oid))),
                max(pg_relation_size(c.oid))) <= 8 * current_setting('block_size')::bigint
