-- The sequences that a column's DEFAULT takes values from, through functions with SQL bodies too, or that are its identity.
-- $1: the table's name as an identifier, $2: the column's name.
WITH RECURSIVE "column" AS (
       SELECT attrelid, attnum FROM pg_catalog.pg_attribute WHERE attrelid = $1::text::regclass AND attname = $2::text),
     sources (classid, objid) AS (
       SELECT 'pg_attrdef'::regclass::oid, d.oid
         FROM "column" AS a
         JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       UNION
       SELECT d.refclassid, d.refobjid
         FROM sources AS s
         JOIN pg_catalog.pg_depend AS d ON d.classid = s.classid AND d.objid = s.objid AND d.deptype = 'n'
        WHERE s.classid IN ('pg_attrdef'::regclass, 'pg_proc'::regclass)
          AND d.refclassid IN ('pg_proc'::regclass, 'pg_class'::regclass)),
     sequences (oid) AS (
       SELECT objid FROM sources WHERE classid = 'pg_class'::regclass
       UNION
       SELECT d.objid
         FROM "column" AS a
         JOIN pg_catalog.pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid
                                          AND d.refobjsubid = a.attnum AND d.classid = 'pg_class'::regclass AND d.deptype = 'i')
SELECT c.oid::bigint AS oid, format('%I.%I', n.nspname, c.relname) AS name
  FROM sequences AS s
  JOIN pg_catalog.pg_class AS c ON c.oid = s.oid AND c.relkind = 'S'
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 ORDER BY c.oid
