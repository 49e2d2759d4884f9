-- Every table and index that is a partition, with the one that it is a part of in the end.
SELECT part.relname AS name, whole.relname AS parent
  FROM pg_catalog.pg_class AS part
  JOIN pg_catalog.pg_class AS whole ON whole.oid = pg_partition_root(part.oid)
 WHERE part.relispartition
