-- The disposable clones on this server: databases whose names begin as theirs do.  $1: that beginning.
SELECT datname AS name
  FROM pg_catalog.pg_database
 WHERE starts_with(datname, $1)
 ORDER BY datname
