-- The sizes of the table $1 and of its indexes, with those of its partitions.
SELECT coalesce(sum(pg_table_size(part.relid)), 0)::bigint AS table_bytes,
       coalesce(sum(pg_indexes_size(part.relid)), 0)::bigint AS index_bytes
  FROM (SELECT to_regclass(quote_ident($1)) AS relid
         UNION
        SELECT relid FROM pg_partition_tree(to_regclass(quote_ident($1)))) AS part
