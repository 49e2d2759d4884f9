-- Buffers of tables and indexes, but for the server's own, that the running transaction has touched.
SELECT coalesce(sum(pg_catalog.pg_stat_get_xact_blocks_fetched(oid)), 0)::bigint AS buffers
  FROM pg_catalog.pg_class
 WHERE oid >= 16384
