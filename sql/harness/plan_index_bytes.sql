-- The bytes of all indexes of the table $1 and of its partitions.
SELECT coalesce(sum(pg_relation_size(x.indexrelid)), 0)::bigint
  FROM pg_catalog.pg_index AS x
 WHERE x.indrelid = to_regclass(quote_ident($1))
    OR x.indrelid IN (SELECT part.relid FROM pg_partition_tree(to_regclass(quote_ident($1))) AS part)
