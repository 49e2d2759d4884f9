-- These objects, and all that goes when they go: columns' sequences, row types, indexes, constraints, partitions, members of
-- an extension.  $1: a JSON array of oids.
WITH RECURSIVE part (class, oid) AS (
       SELECT d.refclassid, d.refobjid
         FROM json_array_elements_text($1::json) AS given
         JOIN pg_catalog.pg_depend AS d ON d.refobjid = given::oid
        UNION
       SELECT d.classid, d.objid
         FROM json_array_elements_text($1::json) AS given
         JOIN pg_catalog.pg_depend AS d ON d.objid = given::oid
        UNION
       SELECT d.classid, d.objid
         FROM part
         JOIN pg_catalog.pg_depend AS d ON d.refclassid = part.class AND d.refobjid = part.oid
        WHERE d.deptype IN ('a', 'i', 'e', 'P', 'S'))
SELECT class::bigint AS class, oid::bigint AS oid FROM part
