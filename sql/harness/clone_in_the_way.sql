-- Who is connected to a database that is to be copied.  $1: its name.
SELECT pid, coalesce(nullif(application_name, ''), 'a session without a name') AS application, usename AS role
  FROM pg_catalog.pg_stat_activity
 WHERE datname = $1 AND pid <> pg_backend_pid()
 ORDER BY backend_start, pid
