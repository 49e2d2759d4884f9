-- What is in the database but for the system's, extensions' and the harness's own, each with its definition.  "name" is
-- what a DROP takes; of columns, constraints, triggers, policies and rules it is the name within "table".  What a
-- partition has from its table is left out.
WITH namespaces AS (
       SELECT oid, nspname, nspowner FROM pg_catalog.pg_namespace
        WHERE nspname NOT LIKE 'pg\_%' AND nspname NOT IN ('information_schema', 'eventstore_harness')),
     members AS (SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'),
     relations AS (
       SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name, pg_get_userbyid(c.relowner) AS owner
         FROM pg_catalog.pg_class AS c
         JOIN namespaces AS n ON n.oid = c.relnamespace
        WHERE NOT EXISTS (SELECT FROM members AS m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid)),
     tables AS (SELECT * FROM relations WHERE relkind IN ('r', 'p', 'f')),
     objects (kind, name, "table", definition, owner) AS (
       SELECT 'extension', quote_ident(extname), NULL, extnamespace::regnamespace::text, pg_get_userbyid(extowner)
         FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql'
       UNION ALL
       SELECT 'schema', quote_ident(nspname), NULL, '', pg_get_userbyid(nspowner) FROM namespaces AS n
        WHERE NOT EXISTS (SELECT FROM members AS m WHERE m.classid = 'pg_namespace'::regclass AND m.objid = n.oid)
       UNION ALL
       SELECT 'type', format('%I.%I', n.nspname, t.typname), NULL,
              CASE t.typtype
                   WHEN 'e' THEN (SELECT format('enum (%s)', string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder))
                                    FROM pg_catalog.pg_enum WHERE enumtypid = t.oid)
                   WHEN 'd' THEN concat_ws(' ', 'domain', format_type(t.typbasetype, t.typtypmod), 'DEFAULT ' || t.typdefault,
                                           CASE WHEN t.typnotnull THEN 'NOT NULL' END,
                                           (SELECT string_agg(format('CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)), ' '
                                                              ORDER BY conname)
                                              FROM pg_catalog.pg_constraint WHERE contypid = t.oid AND contype = 'c'))
                   WHEN 'c' THEN (SELECT format('composite (%s)', string_agg(format('%I %s', attname,
                                                                                    format_type(atttypid, atttypmod)), ', '
                                                                             ORDER BY attnum))
                                    FROM pg_catalog.pg_attribute
                                   WHERE attrelid = t.typrelid AND attnum > 0 AND NOT attisdropped)
                   WHEN 'r' THEN (SELECT 'range of ' || format_type(rngsubtype, NULL)
                                    FROM pg_catalog.pg_range WHERE rngtypid = t.oid)
                   ELSE 'base' END,
              pg_get_userbyid(t.typowner)
         FROM pg_catalog.pg_type AS t
         JOIN namespaces AS n ON n.oid = t.typnamespace
        WHERE (t.typtype IN ('e', 'd', 'r')
               OR t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS e WHERE e.typarray = t.oid)
               OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
          AND NOT EXISTS (SELECT FROM members AS m WHERE m.classid = 'pg_type'::regclass AND m.objid = t.oid)
       UNION ALL
       SELECT 'function', format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), NULL,
              CASE p.prokind
                   WHEN 'a' THEN (SELECT concat_ws(', ', 'aggregate of ' || a.aggtransfn::regprocedure::text,
                                                   format_type(a.aggtranstype, NULL), nullif(a.aggfinalfn::oid, 0)::regprocedure::text,
                                                   a.agginitval)
                                    FROM pg_catalog.pg_aggregate AS a WHERE a.aggfnoid = p.oid)
                   ELSE pg_get_functiondef(p.oid) END,
              pg_get_userbyid(p.proowner)
         FROM pg_catalog.pg_proc AS p
         JOIN namespaces AS n ON n.oid = p.pronamespace
        WHERE NOT EXISTS (SELECT FROM members AS m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)
          -- The constructors of a range type are parts of it.
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                           WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
       UNION ALL
       SELECT 'sequence', r.name, owning.name,
              concat_ws(' ', format_type(s.seqtypid, NULL), 'START', s.seqstart, 'INCREMENT', s.seqincrement,
                        'MINVALUE', s.seqmin, 'MAXVALUE', s.seqmax, 'CACHE', s.seqcache, CASE WHEN s.seqcycle THEN 'CYCLE' END,
                        'OWNED BY ' || owning.name || '.' || quote_ident(a.attname)),
              r.owner
         FROM relations AS r
         JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = r.oid
         LEFT JOIN (pg_catalog.pg_depend AS d
                    JOIN relations AS owning ON owning.oid = d.refobjid
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid)
           ON d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
              AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
       UNION ALL
       SELECT CASE WHEN t.relkind = 'f' THEN 'foreign table' ELSE 'table' END, t.name, whole.name,
              concat_ws(' ', CASE WHEN t.relpersistence = 'u' THEN 'UNLOGGED' END,
                        CASE WHEN t.relkind = 'p' THEN 'PARTITION BY ' || pg_get_partkeydef(t.oid) END,
                        CASE WHEN t.relispartition THEN format('PARTITION OF %s %s', whole.name, pg_get_expr(t.relpartbound, t.oid))
                             WHEN whole.oid IS NOT NULL THEN format('INHERITS (%s)', whole.name) END,
                        CASE WHEN am.amname <> 'heap' THEN 'USING ' || quote_ident(am.amname) END,
                        'WITH (' || array_to_string(t.reloptions, ', ') || ')',
                        'SERVER ' || quote_ident(server.srvname),
                        'TABLESPACE ' || quote_ident(space.spcname),
                        CASE WHEN t.relrowsecurity THEN 'ENABLE ROW LEVEL SECURITY' END,
                        CASE WHEN t.relforcerowsecurity THEN 'FORCE ROW LEVEL SECURITY' END,
                        CASE t.relreplident WHEN 'n' THEN 'REPLICA IDENTITY NOTHING' WHEN 'f' THEN 'REPLICA IDENTITY FULL'
                                            WHEN 'i' THEN 'REPLICA IDENTITY USING INDEX' END),
              t.owner
         FROM tables AS t
         LEFT JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = t.oid AND i.inhseqno = 1
         LEFT JOIN relations AS whole ON whole.oid = i.inhparent
         LEFT JOIN pg_catalog.pg_am AS am ON am.oid = t.relam
         LEFT JOIN pg_catalog.pg_tablespace AS space ON space.oid = t.reltablespace
         LEFT JOIN (pg_catalog.pg_foreign_table AS f JOIN pg_catalog.pg_foreign_server AS server ON server.oid = f.ftserver)
           ON f.ftrelid = t.oid
       UNION ALL
       SELECT 'column', quote_ident(a.attname), t.name,
              concat_ws(' ', format_type(a.atttypid, a.atttypmod),
                        CASE WHEN a.attcollation <> y.typcollation THEN 'COLLATE ' || a.attcollation::regcollation::text END,
                        CASE a.attgenerated WHEN '' THEN 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)
                             ELSE format('GENERATED ALWAYS AS (%s) %s', pg_get_expr(d.adbin, d.adrelid),
                                         CASE a.attgenerated WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END) END,
                        CASE a.attidentity WHEN 'a' THEN 'GENERATED ALWAYS AS IDENTITY'
                                           WHEN 'd' THEN 'GENERATED BY DEFAULT AS IDENTITY' END,
                        CASE WHEN a.attnotnull THEN 'NOT NULL' END,
                        CASE WHEN a.attstorage <> y.typstorage THEN 'STORAGE ' || a.attstorage::text END,
                        CASE a.attcompression WHEN 'p' THEN 'COMPRESSION pglz' WHEN 'l' THEN 'COMPRESSION lz4' END,
                        'STATISTICS ' || nullif(a.attstattarget, -1),
                        'WITH (' || array_to_string(a.attoptions, ', ') || ')'),
              t.owner
         FROM tables AS t
         JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
                                             AND (a.attinhcount = 0 OR a.attislocal)
         JOIN pg_catalog.pg_type AS y ON y.oid = a.atttypid
         LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = t.oid AND d.adnum = a.attnum
       UNION ALL
       SELECT 'constraint', quote_ident(k.conname), t.name, pg_get_constraintdef(k.oid), t.owner
         FROM tables AS t
         JOIN pg_catalog.pg_constraint AS k ON k.conrelid = t.oid AND k.contype IN ('c', 'f', 'p', 'u', 'x') AND k.conparentid = 0
                                              AND (k.coninhcount = 0 OR k.conislocal)
       UNION ALL
       SELECT CASE r.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END, r.name, NULL,
              concat_ws(' ', 'WITH (' || array_to_string(r.reloptions, ', ') || ')', pg_get_viewdef(r.oid)), r.owner
         FROM relations AS r WHERE r.relkind IN ('v', 'm')
       UNION ALL
       SELECT 'index', r.name, t.name,
              concat_ws(' ', pg_get_indexdef(r.oid), CASE WHEN NOT x.indisvalid THEN 'INVALID' END,
                        CASE WHEN x.indisclustered THEN 'CLUSTERED' END), r.owner
         FROM relations AS r
         JOIN pg_catalog.pg_index AS x ON x.indexrelid = r.oid
         JOIN relations AS t ON t.oid = x.indrelid
        WHERE NOT r.relispartition
       UNION ALL
       SELECT 'statistics', format('%I.%I', n.nspname, s.stxname), t.name, pg_get_statisticsobjdef(s.oid),
              pg_get_userbyid(s.stxowner)
         FROM pg_catalog.pg_statistic_ext AS s
         JOIN namespaces AS n ON n.oid = s.stxnamespace
         JOIN relations AS t ON t.oid = s.stxrelid
       UNION ALL
       SELECT 'trigger', quote_ident(g.tgname), r.name,
              concat_ws(' ', pg_get_triggerdef(g.oid), CASE g.tgenabled WHEN 'D' THEN 'DISABLED' WHEN 'R' THEN 'ON REPLICA'
                                                                        WHEN 'A' THEN 'ALWAYS' END), r.owner
         FROM relations AS r
         JOIN pg_catalog.pg_trigger AS g ON g.tgrelid = r.oid AND NOT g.tgisinternal AND g.tgparentid = 0
       UNION ALL
       SELECT 'rule', quote_ident(w.rulename), r.name,
              concat_ws(' ', pg_get_ruledef(w.oid), CASE w.ev_enabled WHEN 'D' THEN 'DISABLED' WHEN 'R' THEN 'ON REPLICA'
                                                                      WHEN 'A' THEN 'ALWAYS' END), r.owner
         FROM relations AS r
         JOIN pg_catalog.pg_rewrite AS w ON w.ev_class = r.oid AND w.rulename <> '_RETURN'
       UNION ALL
       SELECT 'policy', quote_ident(p.polname), t.name,
              concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                        'FOR', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                                             WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                        'TO', (SELECT string_agg(CASE role WHEN 0 THEN 'public' ELSE pg_get_userbyid(role)::text END, ', '
                                                 ORDER BY role)
                                 FROM unnest(p.polroles) AS role),
                        'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
                        'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'),
              t.owner
         FROM tables AS t
         JOIN pg_catalog.pg_policy AS p ON p.polrelid = t.oid)
SELECT * FROM objects
