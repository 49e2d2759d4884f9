-- Joins the sessions of a run that writes in place, until the session ends: no other run begins before.  False where the run's own lock is lost.  $1: the server process that holds it.
SELECT CASE WHEN pg_try_advisory_lock_shared(hashtext('eventstore_harness'), hashtext('in place'))
            THEN EXISTS (
              SELECT FROM pg_catalog.pg_locks
               WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND mode = 'ExclusiveLock'
                 AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
                 AND classid::bigint = hashtext('eventstore_harness')::bigint & 4294967295
                 AND objid::bigint = hashtext('seed-events')::bigint & 4294967295
                 AND pid = $1::integer)
            ELSE false
       END AS joined
