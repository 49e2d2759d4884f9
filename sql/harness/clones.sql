-- The disposable clones on this server: databases whose comment says so.  $1: the comment's beginning.
SELECT d.datname AS name
  FROM pg_catalog.pg_database d
  JOIN pg_catalog.pg_shdescription c ON c.objoid = d.oid AND c.classoid = 'pg_catalog.pg_database'::regclass
 WHERE starts_with(c.description, $1)
 ORDER BY d.datname
