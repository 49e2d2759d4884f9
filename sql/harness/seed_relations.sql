-- All tables, views and sequences of the database but the system's and those that are ours; members of extensions and
-- partitions too.  $1: ours, a JSON array of oids.
WITH ours AS (SELECT value::oid AS oid FROM json_array_elements_text($1::json))
SELECT c.oid::bigint AS oid
  FROM pg_catalog.pg_class AS c
 WHERE c.relkind IN ('r', 'p', 'f', 'm', 'v', 'S') AND c.oid >= 16384
   AND NOT EXISTS (SELECT FROM ours WHERE ours.oid = c.oid)
   AND (NOT c.relispartition OR NOT EXISTS (SELECT FROM ours WHERE ours.oid = pg_partition_root(c.oid)))
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                     JOIN ours ON ours.oid = d.refobjid
                    WHERE c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid
                      AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i'))
