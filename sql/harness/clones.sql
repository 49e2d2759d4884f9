-- The disposable clones on this server, by their names, with what was noted of their owners.  $1: how the names begin.
SELECT datname AS name, pg_catalog.shobj_description(oid, 'pg_database') AS owner
  FROM pg_catalog.pg_database
 WHERE starts_with(datname, $1)
 ORDER BY datname
