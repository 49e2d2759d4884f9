-- What sessions wait for at this moment: a lock, with whoever holds it, or a synchronous standby.  {pids}: their processes.
-- pg_blocking_pids tells a prepared transaction as process 0; its lock has no process, as that of its own transaction id.
SELECT waiting.pid, coalesce(waiting.wait_event_type, '') AS wait_type, coalesce(waiting.wait_event, '') AS wait_event,
       left(regexp_replace(waiting.query, '\s+', ' ', 'g'), 60) AS statement,
       blocking.pid AS holder,
       coalesce(holder.datname, prepared.database, '') AS database,
       coalesce(holder.usename, prepared.owner, '')::text AS role,
       coalesce(holder.application_name, '') AS application,
       coalesce(holder.state, '') AS state,
       coalesce(holder.backend_type, '') AS process,
       coalesce(prepared.gid, '') AS gid,
       coalesce(extract(epoch FROM clock_timestamp() - coalesce(holder.xact_start, prepared.prepared)), -1)::float8
         AS seconds
  FROM pg_catalog.pg_stat_activity AS waiting
  LEFT JOIN LATERAL unnest(CASE WHEN waiting.wait_event_type = 'Lock' THEN pg_blocking_pids(waiting.pid) END) AS blocking (pid)
    ON true
  LEFT JOIN pg_catalog.pg_stat_activity AS holder ON holder.pid = blocking.pid
  LEFT JOIN LATERAL (
    SELECT prepared.*
      FROM pg_catalog.pg_locks AS wanted
      JOIN pg_catalog.pg_locks AS held
        ON held.granted AND held.pid IS NULL
       AND (held.locktype, held.database, held.relation, held.page, held.tuple, held.virtualxid, held.transactionid,
            held.classid, held.objid, held.objsubid)
           IS NOT DISTINCT FROM
           (wanted.locktype, wanted.database, wanted.relation, wanted.page, wanted.tuple, wanted.virtualxid,
            wanted.transactionid, wanted.classid, wanted.objid, wanted.objsubid)
      JOIN pg_catalog.pg_locks AS own
        ON own.pid IS NULL AND own.locktype = 'transactionid' AND own.granted
       AND own.virtualtransaction = held.virtualtransaction
      JOIN pg_catalog.pg_prepared_xacts AS prepared ON prepared.transaction = own.transactionid
     WHERE blocking.pid = 0 AND wanted.pid = waiting.pid AND NOT wanted.granted
     LIMIT 1) AS prepared ON true
 WHERE waiting.pid = ANY ('{{{pids}}}'::int[])
   AND waiting.state = 'active'
   AND (waiting.wait_event_type = 'Lock' OR waiting.wait_event = 'SyncRep')
 ORDER BY waiting.pid, blocking.pid
