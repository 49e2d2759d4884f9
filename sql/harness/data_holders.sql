-- Who writes in place in a database (writer, and the other sessions of its run: worker), and who reads there.  $1: its name.
SELECT DISTINCT ON (l.pid)
       l.pid,
       CASE WHEN l.objid::bigint = hashtext('in place')::bigint & 4294967295 THEN 'worker'
            WHEN l.mode = 'ExclusiveLock' THEN 'writer'
            ELSE 'reader' END AS part,
       coalesce(a.application_name, '') AS application,
       a.usename AS role,
       host(a.client_addr) AS address,
       to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS since,
       a.wait_event AS wait_event
  FROM pg_catalog.pg_locks AS l
  LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
 WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted AND l.pid <> pg_backend_pid()
   AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = $1)
   AND l.classid::bigint = hashtext('eventstore_harness')::bigint & 4294967295
   AND l.objid::bigint IN (hashtext('in place')::bigint & 4294967295,
                           hashtext('seed-events')::bigint & 4294967295)
 ORDER BY l.pid, part DESC
