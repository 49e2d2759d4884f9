-- Keeps writers away from this database until the session ends; false where there is one.  Behind a pooler, where the client knows another server process, it only looks.  $1: the server process that the client knows.
SELECT CASE WHEN pg_backend_pid() = $1::integer
            THEN pg_try_advisory_lock_shared(hashtext('eventstore_harness'), hashtext('seed-events'))
            ELSE NOT EXISTS (
              SELECT FROM pg_catalog.pg_locks
               WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND mode = 'ExclusiveLock'
                 AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
                 AND classid::bigint = hashtext('eventstore_harness')::bigint & 4294967295
                 AND objid::bigint = hashtext('seed-events')::bigint & 4294967295)
       END AS joined
