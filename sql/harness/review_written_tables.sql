-- Tables that the running transaction has written to, by whatever means: they are locked for it.
SELECT pg_catalog.format('%I.%I', namespace.nspname, written.relname) AS name
  FROM pg_catalog.pg_locks AS held
       JOIN pg_catalog.pg_class AS written ON written.oid = held.relation
       JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = written.relnamespace
 WHERE held.pid = pg_catalog.pg_backend_pid()
   AND held.locktype = 'relation'
   AND held.mode = 'RowExclusiveLock'
   AND held.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
   AND written.relkind = 'r'
   AND written.relpersistence <> 't'
   AND written.oid >= 16384
 ORDER BY 1
