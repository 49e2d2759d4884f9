-- The rows of the catalogs that somebody made, and those of the system that this transaction has written: objects,
-- rights, comments, labels, settings.  "about" is the object that the row belongs to; "version" changes with
-- its content; "is_written" says that this transaction has written the row (age(xmin) is 0 for its own id and less for
-- its subtransactions); "reaches_beyond" that a new one works outside of what is made with it.  In a transaction with
-- one snapshot, rows of other sessions do not change.
WITH object (class, oid, kind, name, xmin, content, reaches_beyond) AS (
       SELECT c.tableoid, c.oid,
              CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                             WHEN 'f' THEN 'foreign table' WHEN 'i' THEN 'index' WHEN 'I' THEN 'index'
                             WHEN 'c' THEN 'type' ELSE 'table' END,
              format('%I.%I', n.nspname, c.relname), c.xmin, c::text, false
         FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind <> 't' AND n.nspname NOT LIKE 'pg\_temp%' AND n.nspname NOT LIKE 'pg\_toast%'
       UNION ALL
       SELECT p.tableoid, p.oid, 'function',
              format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
              p.xmin, p::text, false
         FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
       UNION ALL
       SELECT t.tableoid, t.oid, 'type', format('%I.%I', n.nspname, t.typname), t.xmin, t::text, false
         FROM pg_catalog.pg_type AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
        WHERE t.typrelid = 0 AND t.typelem = 0
       UNION ALL
       SELECT tableoid, oid, 'schema', quote_ident(nspname), xmin, r::text, false FROM pg_catalog.pg_namespace AS r
        WHERE nspname NOT LIKE 'pg\_temp%' AND nspname NOT LIKE 'pg\_toast%'
       UNION ALL
       SELECT tableoid, oid, 'operator', oprname::text, xmin, r::text, false FROM pg_catalog.pg_operator AS r
       UNION ALL
       SELECT tableoid, oid, 'operator class', quote_ident(opcname), xmin, r::text, false
         FROM pg_catalog.pg_opclass AS r
       UNION ALL
       SELECT tableoid, oid, 'operator family', quote_ident(opfname), xmin, r::text, false
         FROM pg_catalog.pg_opfamily AS r
       UNION ALL
       SELECT tableoid, oid, 'collation', quote_ident(collname), xmin, r::text, false
         FROM pg_catalog.pg_collation AS r
       UNION ALL
       SELECT tableoid, oid, 'conversion', quote_ident(conname), xmin, r::text, false
         FROM pg_catalog.pg_conversion AS r
       UNION ALL
       SELECT tableoid, oid, 'cast', format('(%s AS %s)', format_type(castsource, NULL), format_type(casttarget, NULL)),
              xmin, r::text, false FROM pg_catalog.pg_cast AS r
       UNION ALL
       SELECT tableoid, oid, 'language', quote_ident(lanname), xmin, r::text, false FROM pg_catalog.pg_language AS r
       UNION ALL
       SELECT tableoid, oid, 'extension', quote_ident(extname), xmin, r::text, false FROM pg_catalog.pg_extension AS r
       UNION ALL
       SELECT tableoid, oid, 'access method', quote_ident(amname), xmin, r::text, false FROM pg_catalog.pg_am AS r
       UNION ALL
       SELECT tableoid, oid, 'foreign-data wrapper', quote_ident(fdwname), xmin, r::text, false
         FROM pg_catalog.pg_foreign_data_wrapper AS r
       UNION ALL
       SELECT tableoid, oid, 'server', quote_ident(srvname), xmin, r::text, false
         FROM pg_catalog.pg_foreign_server AS r
       UNION ALL
       SELECT tableoid, oid, 'text search configuration', quote_ident(cfgname), xmin, r::text, false
         FROM pg_catalog.pg_ts_config AS r
       UNION ALL
       SELECT tableoid, oid, 'text search dictionary', quote_ident(dictname), xmin, r::text, false
         FROM pg_catalog.pg_ts_dict AS r
       UNION ALL
       SELECT tableoid, oid, 'statistics object', quote_ident(stxname), xmin, r::text, false
         FROM pg_catalog.pg_statistic_ext AS r
       UNION ALL
       SELECT tableoid, oid, 'constraint', quote_ident(conname), xmin, r::text, false
         FROM pg_catalog.pg_constraint AS r
       UNION ALL
       SELECT tableoid, oid, 'trigger', quote_ident(tgname), xmin, r::text, false FROM pg_catalog.pg_trigger AS r
       UNION ALL
       SELECT tableoid, oid, 'rule', quote_ident(rulename), xmin, r::text, false FROM pg_catalog.pg_rewrite AS r
       UNION ALL
       SELECT tableoid, oid, 'policy', quote_ident(polname), xmin, r::text, false FROM pg_catalog.pg_policy AS r
       UNION ALL
       SELECT tableoid, oid, 'event trigger', quote_ident(evtname), xmin, r::text, true
         FROM pg_catalog.pg_event_trigger AS r
       UNION ALL
       SELECT tableoid, oid, CASE WHEN puballtables THEN 'publication for all tables' ELSE 'publication' END,
              quote_ident(pubname), xmin, r::text, puballtables FROM pg_catalog.pg_publication AS r
       UNION ALL
       SELECT tableoid, oid, 'default privileges of role', quote_ident(pg_get_userbyid(defaclrole)), xmin, r::text,
              true
         FROM pg_catalog.pg_default_acl AS r
       UNION ALL
       SELECT tableoid, oid, 'large object', oid::text, xmin, r::text, false
         FROM pg_catalog.pg_largeobject_metadata AS r
       UNION ALL
       SELECT tableoid, oid, 'database', quote_ident(datname), xmin, r::text, false FROM pg_catalog.pg_database AS r
       UNION ALL
       SELECT tableoid, oid, 'tablespace', quote_ident(spcname), xmin, r::text, false
         FROM pg_catalog.pg_tablespace AS r),
     remark (class, about_class, about, sub, kind, xmin, content, reaches_beyond) AS (
       SELECT tableoid, classoid, objoid, objsubid, 'comment on', xmin, r::text, false
         FROM pg_catalog.pg_description AS r
       UNION ALL
       SELECT tableoid, classoid, objoid, 0, 'comment on', xmin, r::text, true FROM pg_catalog.pg_shdescription AS r
       UNION ALL
       SELECT tableoid, classoid, objoid, objsubid, 'security label of', xmin, r::text, false
         FROM pg_catalog.pg_seclabel AS r
       UNION ALL
       SELECT tableoid, classoid, objoid, 0, 'security label of', xmin, r::text, true
         FROM pg_catalog.pg_shseclabel AS r
       UNION ALL
       SELECT a.tableoid, 'pg_class'::regclass, a.attrelid, a.attnum, '', a.xmin, a::text, false
         FROM pg_catalog.pg_attribute AS a
        -- Of what is not written, nothing can be removed but with its table.
        WHERE age(a.xmin) <= 0 AND a.attnum > 0)
SELECT class::bigint AS class, oid::bigint AS oid, 0::bigint AS sub, class::bigint AS about_class, oid::bigint AS about,
       kind, name, md5(content) AS version, age(xmin) <= 0 AS is_written, reaches_beyond
  FROM object
 WHERE oid >= 16384 OR age(xmin) <= 0
    -- Some of initdb's can be dropped, and whoever makes a large object may choose its number.
    OR class IN ('pg_namespace'::regclass, 'pg_extension'::regclass, 'pg_largeobject_metadata'::regclass)
UNION ALL
SELECT class::bigint, about::bigint, sub::bigint, about_class::bigint, about::bigint, kind,
       pg_describe_object(about_class, about, sub), md5(content), age(xmin) <= 0,
       reaches_beyond
  FROM remark
 WHERE about >= 16384 OR age(xmin) <= 0
UNION ALL
SELECT s.tableoid::bigint, s.setdatabase::bigint, s.setrole::bigint + 1, s.tableoid::bigint, s.setdatabase::bigint,
       'settings of', CASE WHEN s.setrole = 0 THEN 'database ' || quote_ident(d.datname)
                           ELSE 'role ' || quote_ident(pg_get_userbyid(s.setrole)) END,
       md5(s::text), age(s.xmin) <= 0, true
  FROM pg_catalog.pg_db_role_setting AS s
  LEFT JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase
UNION ALL
-- An ordinary role may not read these catalogs, but it sees what its own transaction locks there.
SELECT l.relation::bigint, 0, 1, l.relation::bigint, 0, 'roles of', 'the server', 'locked', true, true
  FROM pg_catalog.pg_locks AS l
 WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.database = 0
   AND l.relation IN ('pg_authid'::regclass, 'pg_auth_members'::regclass) AND l.mode = 'RowExclusiveLock'
