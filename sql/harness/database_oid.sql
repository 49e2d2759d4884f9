-- The OID of a database; no row where there is none.  $1: its name.
SELECT oid::bigint AS oid
  FROM pg_catalog.pg_database
 WHERE datname = $1
