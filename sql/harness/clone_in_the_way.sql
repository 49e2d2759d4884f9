-- Who is connected to a database that is to be copied, and stays until it is asked to go.  $1: its name.
-- CREATE DATABASE itself ends autovacuum workers.
SELECT pid, coalesce(nullif(application_name, ''), 'a session without a name') AS application, usename AS role,
       format('SELECT pg_terminate_backend(%s)', pid) AS remedy
  FROM pg_catalog.pg_stat_activity
 WHERE datname = $1 AND pid <> pg_backend_pid() AND backend_type IS DISTINCT FROM 'autovacuum worker'
 ORDER BY backend_start, pid
