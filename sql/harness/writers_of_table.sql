-- Who holds a writer's lock on a table, or on one of its partitions: virtual transaction ids.
-- $1: the table's name.
-- Every INSERT and COPY holds RowExclusiveLock, whatever else its transaction holds.  Stronger modes by themselves write
-- nothing: VACUUM and ANALYZE hold ShareUpdateExclusiveLock for as long as they take.  A prepared transaction keeps the
-- id of its session's transaction, which no later one gets; after a restart of the server it is -1/<transaction id>.
SELECT DISTINCT lock.virtualtransaction AS writer
  FROM pg_catalog.pg_locks AS lock
  JOIN pg_catalog.pg_database AS here ON here.oid = lock.database AND here.datname = current_database()
 WHERE lock.locktype = 'relation'
   AND lock.mode = 'RowExclusiveLock'
   AND lock.granted
   AND lock.relation IN (SELECT quote_ident($1::text)::regclass::oid
                         UNION ALL
                         SELECT part.relid::oid FROM pg_partition_tree(quote_ident($1::text)::regclass) AS part)
