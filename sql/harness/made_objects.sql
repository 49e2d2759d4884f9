-- Every object of the database that somebody made, the latest last: not the system's, the harness's and temporary ones,
-- nor what is a part of another one (members of extensions, row types, indexes of constraints).  "kind" and "name" are
-- those of pg_identify_object; "catalog" is the system catalog that "oid" belongs to.
WITH entries (classid, objid) AS (
       SELECT classid, objid FROM pg_catalog.pg_depend
       UNION SELECT 'pg_namespace'::regclass, oid FROM pg_catalog.pg_namespace
       UNION SELECT 'pg_cast'::regclass, oid FROM pg_catalog.pg_cast
       UNION SELECT 'pg_language'::regclass, oid FROM pg_catalog.pg_language
       UNION SELECT 'pg_extension'::regclass, oid FROM pg_catalog.pg_extension
       UNION SELECT 'pg_publication'::regclass, oid FROM pg_catalog.pg_publication
       UNION SELECT 'pg_event_trigger'::regclass, oid FROM pg_catalog.pg_event_trigger
       UNION SELECT 'pg_foreign_data_wrapper'::regclass, oid FROM pg_catalog.pg_foreign_data_wrapper),
     whole AS (
       SELECT e.classid, e.objid, identity.*
         FROM entries AS e
        CROSS JOIN LATERAL pg_identify_object(e.classid, e.objid, 0) AS identity
         -- Objects below are initdb's.
        WHERE e.objid >= 16384
          AND e.classid NOT IN ('pg_constraint'::regclass, 'pg_attrdef'::regclass, 'pg_default_acl'::regclass)
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS part
                           WHERE part.classid = e.classid AND part.objid = e.objid AND part.objsubid = 0
                             AND part.deptype IN ('i', 'e', 'P', 'S')))
SELECT w.type AS kind, w.identity AS name, w.classid::bigint AS catalog, w.objid::bigint AS oid,
       EXISTS (SELECT FROM pg_catalog.pg_class AS c
                WHERE w.classid = 'pg_class'::regclass AND c.oid = w.objid AND c.relispartition) AS is_partition,
       CASE WHEN w.classid = 'pg_class'::regclass
            THEN (SELECT pg_get_userbyid(c.relowner) FROM pg_catalog.pg_class AS c WHERE c.oid = w.objid)
            WHEN w.classid NOT IN ('pg_trigger'::regclass, 'pg_rewrite'::regclass, 'pg_policy'::regclass,
                                   'pg_cast'::regclass, 'pg_transform'::regclass, 'pg_user_mapping'::regclass)
            -- No dependency on the superuser of initdb is remembered.
            THEN coalesce((SELECT pg_get_userbyid(o.refobjid)
                             FROM pg_catalog.pg_shdepend AS o
                            WHERE o.classid = w.classid AND o.objid = w.objid AND o.deptype = 'o'
                              AND o.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())),
                          pg_get_userbyid(10)) END AS owner
  FROM whole AS w
 WHERE w.type IS NOT NULL
   AND coalesce(w.schema, '') <> 'eventstore_harness'
   AND coalesce(w.schema, '') NOT LIKE 'pg\_temp%' AND coalesce(w.schema, '') NOT LIKE 'pg\_toast%'
   AND NOT (w.type = 'schema' AND (w.name = 'eventstore_harness' OR w.name LIKE 'pg\_temp%' OR w.name LIKE 'pg\_toast%'))
   AND w.type NOT IN ('operator of access method', 'function of access method', 'publication relation', 'large object')
 ORDER BY w.objid
