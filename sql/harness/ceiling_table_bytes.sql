-- Octets of all tables of the database that are not the system's, with their TOAST, without indexes.
SELECT coalesce(sum(pg_table_size(c.oid)), 0)::bigint AS bytes
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r'
   AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'eventstore_harness')
