-- Which transactions hold a writer's lock on a table, or on one of its partitions, with the columns of holders.sql.
-- $1: the table's name.  Locks without a process belong to prepared transactions: each holds the lock of its own transaction id.
WITH snapshot AS (
  SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS newest
), held AS (
  SELECT DISTINCT lock.pid, lock.virtualtransaction
    FROM pg_catalog.pg_locks AS lock
    JOIN pg_catalog.pg_database AS here ON here.oid = lock.database AND here.datname = current_database()
   WHERE lock.locktype = 'relation'
     AND lock.mode = 'RowExclusiveLock'
     AND lock.granted
     AND lock.pid IS DISTINCT FROM pg_backend_pid()
     AND lock.relation IN (SELECT quote_ident($1::text)::regclass::oid
                           UNION ALL
                           SELECT part.relid::oid FROM pg_partition_tree(quote_ident($1::text)::regclass) AS part)
), transactions AS (
  SELECT held.pid, coalesce(prepared.transaction, session.backend_xid) AS xid,
         CASE WHEN held.pid IS NULL THEN 'prepared' ELSE 'session' END AS kind,
         coalesce(prepared.gid, '') AS name,
         coalesce(prepared.owner, session.usename, '')::text AS role,
         coalesce(session.application_name, '') AS application,
         CASE WHEN session.wait_event = 'SyncRep' THEN 'its commit waits for a synchronous standby (SyncRep)'
              ELSE coalesce(session.state, '') END AS state,
         coalesce(session.backend_type, '') AS process,
         coalesce(prepared.prepared, session.xact_start) AS since
    FROM held
    LEFT JOIN pg_catalog.pg_stat_activity AS session ON session.pid = held.pid
    LEFT JOIN pg_catalog.pg_locks AS own ON held.pid IS NULL AND own.pid IS NULL AND own.locktype = 'transactionid'
                                        AND own.granted AND own.virtualtransaction = held.virtualtransaction
    LEFT JOIN pg_catalog.pg_prepared_xacts AS prepared ON prepared.transaction = own.transactionid
)
SELECT DISTINCT kind, current_database()::text AS database, true AS is_here, pid, name, role, application, state, process,
       newest - (((newest - xid::text::bigint + 2147483648) % 4294967296) - 2147483648) AS transaction_id,
       NULL::bigint AS snapshot_id, NULL::bigint AS catalog_id,
       coalesce(greatest(((newest - xid::text::bigint + 2147483648) % 4294967296) - 2147483648, 0), 0) AS age,
       CASE WHEN since IS NOT NULL THEN greatest(extract(epoch FROM clock_timestamp() - since), 0)::float8 END AS seconds
  FROM transactions, snapshot
 ORDER BY 10 NULLS LAST, pid, name
