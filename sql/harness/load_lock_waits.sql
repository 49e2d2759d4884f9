-- Who waits for a lock in this database at this moment, and who holds it.
SELECT blocked.query AS blocked, blocking.query AS blocking, blocked.wait_event AS lock,
       count(*) AS processes
  FROM pg_stat_activity AS blocked
 CROSS JOIN LATERAL unnest(pg_blocking_pids(blocked.pid)) AS holder (pid)
  JOIN pg_stat_activity AS blocking ON blocking.pid = holder.pid
 WHERE blocked.datname = current_database()
   AND blocked.wait_event_type = 'Lock'
   AND blocked.query IS NOT NULL
   AND blocking.query IS NOT NULL
 GROUP BY 1, 2, 3
