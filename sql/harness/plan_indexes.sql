-- The indexes of the table $1 (of a partitioned one those of the whole), with the constraint that each serves and
-- the bytes of all its parts, whose the table is, and whether the current role may drop them; the largest first.
SELECT i.relname AS index_name, t.relname AS table_name, i.oid::regclass::text AS index_sql, t.oid::regclass::text AS table_sql,
       coalesce(quote_ident(k.conname), '') AS constraint_sql, pg_get_indexdef(i.oid) AS definition,
       coalesce((SELECT sum(pg_relation_size(part.relid)) FROM pg_partition_tree(i.oid) AS part),
                pg_relation_size(i.oid))::bigint AS bytes,
       r.rolname AS owner, pg_has_role(r.oid, 'USAGE') AS may_drop, current_user AS role
  FROM pg_catalog.pg_index AS x
  JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
  JOIN pg_catalog.pg_class AS t ON t.oid = x.indrelid
  JOIN pg_catalog.pg_roles AS r ON r.oid = t.relowner
  LEFT JOIN pg_catalog.pg_constraint AS k ON k.conindid = i.oid AND k.contype IN ('p', 'u', 'x')
 WHERE t.relname = $1 AND pg_table_is_visible(t.oid) AND NOT i.relispartition
 ORDER BY bytes DESC, i.relname
