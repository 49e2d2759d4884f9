-- What depends on objects that are to be dropped and does not go with them by itself; what goes with them, but is a table
-- of another role, counts as well.  $1: the objects, a JSON array of [catalog, oid].
WITH RECURSIVE going (classid, objid) AS (
       SELECT (object->>0)::oid, (object->>1)::oid FROM json_array_elements($1::json) AS object
       UNION
       SELECT d.classid, d.objid
         FROM pg_catalog.pg_depend AS d
         JOIN going AS g ON d.refclassid = g.classid AND d.refobjid = g.objid
        WHERE d.deptype IN ('a', 'i', 'e', 'x', 'P', 'S')),
     strangers AS (
       -- A view depends through its rule.
       SELECT coalesce(whole.refclassid, d.classid) AS classid, coalesce(whole.refobjid, d.objid) AS objid,
              CASE WHEN whole.classid IS NULL THEN d.objsubid ELSE 0 END AS objsubid,
              d.refclassid, d.refobjid
         FROM pg_catalog.pg_depend AS d
         JOIN going AS g ON d.refclassid = g.classid AND d.refobjid = g.objid
         LEFT JOIN pg_catalog.pg_depend AS whole
           ON whole.classid = d.classid AND whole.objid = d.objid AND whole.objsubid = 0 AND whole.deptype = 'i'
        WHERE d.deptype = 'n'
          AND NOT EXISTS (SELECT FROM going AS also WHERE also.classid = d.classid AND also.objid = d.objid)
       UNION ALL
       SELECT d.classid, d.objid, 0, d.refclassid, d.refobjid
         FROM pg_catalog.pg_depend AS d
         JOIN going AS g ON d.refclassid = g.classid AND d.refobjid = g.objid
         JOIN pg_catalog.pg_class AS part ON d.classid = 'pg_class'::regclass AND part.oid = d.objid
         JOIN pg_catalog.pg_class AS whole ON d.refclassid = 'pg_class'::regclass AND whole.oid = d.refobjid
        WHERE part.relkind IN ('r', 'p', 'f') AND part.relispartition AND part.relowner <> whole.relowner)
SELECT pg_describe_object(classid, objid, objsubid) AS dependent, pg_describe_object(refclassid, refobjid, 0) AS object
  FROM strangers
 ORDER BY objid, refobjid
 LIMIT 1
