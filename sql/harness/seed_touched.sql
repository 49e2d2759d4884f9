-- The tables, views and sequences that this transaction has written to or altered, by the locks that it holds, which
-- reading does not take.
SELECT DISTINCT c.oid::bigint AS oid, format('%I.%I', n.nspname, c.relname) AS name,
       CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                      WHEN 'f' THEN 'foreign table' ELSE 'table' END AS kind
  FROM pg_catalog.pg_locks AS l
  JOIN pg_catalog.pg_class AS c ON c.oid = l.relation
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE l.pid = pg_backend_pid()
   AND l.locktype = 'relation'
   AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
   AND l.mode NOT IN ('AccessShareLock', 'RowShareLock')
   AND c.relkind IN ('r', 'p', 'f', 'm', 'v', 'S')
   AND c.oid >= 16384 AND n.nspname <> 'eventstore_harness' AND n.nspname NOT LIKE 'pg\_toast%'
 ORDER BY oid
