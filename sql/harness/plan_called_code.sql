-- What can run statements that the plan of its caller does not show.  found_by: how a plan names it; mark: the name;
-- of_table: the table that has it; what: for people; is_remote: not even this server's log has its plans.
WITH code AS (
    SELECT p.oid, p.proname, p.prorettype
      FROM pg_catalog.pg_proc AS p
      JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
      JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
     WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND l.lanname NOT IN ('internal', 'c')
)
SELECT 'call' AS found_by, proname::text AS mark, '' AS of_table, 'function ' || proname AS what, false AS is_remote
  FROM code
 WHERE prorettype <> 'pg_catalog.trigger'::regtype AND prorettype <> 'pg_catalog.event_trigger'::regtype
UNION
SELECT 'call', p.proname, '', 'aggregate ' || p.proname, false
  FROM pg_catalog.pg_aggregate AS a
  JOIN pg_catalog.pg_proc AS p ON p.oid = a.aggfnoid
 WHERE EXISTS (SELECT FROM code WHERE code.oid IN (a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggmtransfn))
UNION
SELECT 'operator', o.oprname, '', 'operator ' || o.oprname || ' (function ' || code.proname || ')', false
  FROM pg_catalog.pg_operator AS o
  JOIN code ON code.oid = o.oprcode
UNION
SELECT 'cast', pg_catalog.format_type(c.casttarget, NULL), '',
       'cast to ' || pg_catalog.format_type(c.casttarget, NULL) || ' (function ' || code.proname || ')', false
  FROM pg_catalog.pg_cast AS c
  JOIN code ON code.oid = c.castfunc
UNION
-- The server's own, and those of its extensions, that run statements they are given as text.
SELECT 'named', p.proname, '', 'function ' || p.proname, p.proname LIKE 'dblink%'
  FROM pg_catalog.pg_proc AS p
 WHERE p.proname IN ('query_to_xml', 'query_to_xml_and_xmlschema', 'table_to_xml', 'table_to_xml_and_xmlschema',
                     'cursor_to_xml', 'ts_stat', 'crosstab', 'crosstabN', 'connectby', 'xpath_table', 'dblink',
                     'dblink_exec', 'dblink_open', 'dblink_fetch', 'dblink_send_query', 'dblink_get_result')
UNION
-- What runs for each row that is written, without a word in the plan.
SELECT 'written', k.conname, t.relname,
       'check constraint ' || k.conname || ' of ' || t.relname || ' (function ' || code.proname || ')', false
  FROM pg_catalog.pg_constraint AS k
  JOIN pg_catalog.pg_class AS t ON t.oid = k.conrelid
  JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_constraint'::regclass AND d.objid = k.oid
                                AND d.refclassid = 'pg_catalog.pg_proc'::regclass
  JOIN code ON code.oid = d.refobjid
UNION
SELECT 'written', a.attname, t.relname,
       'default or generated column ' || a.attname || ' of ' || t.relname || ' (function ' || code.proname || ')', false
  FROM pg_catalog.pg_attrdef AS f
  JOIN pg_catalog.pg_class AS t ON t.oid = f.adrelid
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
  JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.objid = f.oid
                                AND d.refclassid = 'pg_catalog.pg_proc'::regclass
  JOIN code ON code.oid = d.refobjid
UNION
SELECT 'written', i.relname, t.relname,
       'index ' || i.relname || ' of ' || t.relname || ' (function ' || code.proname || ')', false
  FROM pg_catalog.pg_index AS x
  JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
  JOIN pg_catalog.pg_class AS t ON t.oid = x.indrelid
  JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = x.indexrelid
                                AND d.refclassid = 'pg_catalog.pg_proc'::regclass
  JOIN code ON code.oid = d.refobjid
UNION
SELECT 'written', l.polname, t.relname,
       'policy ' || l.polname || ' of ' || t.relname || ' (function ' || code.proname || ')', false
  FROM pg_catalog.pg_policy AS l
  JOIN pg_catalog.pg_class AS t ON t.oid = l.polrelid
  JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_policy'::regclass AND d.objid = l.oid
                                AND d.refclassid = 'pg_catalog.pg_proc'::regclass
  JOIN code ON code.oid = d.refobjid
UNION
SELECT 'written', k.conname, t.relname,
       'domain ' || y.typname || ' of ' || t.relname || '.' || a.attname || ' (function ' || code.proname || ')', false
  FROM pg_catalog.pg_constraint AS k
  JOIN pg_catalog.pg_type AS y ON y.oid = k.contypid
  JOIN pg_catalog.pg_attribute AS a ON a.atttypid = y.oid AND a.attnum > 0
  JOIN pg_catalog.pg_class AS t ON t.oid = a.attrelid
  JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_constraint'::regclass AND d.objid = k.oid
                                AND d.refclassid = 'pg_catalog.pg_proc'::regclass
  JOIN code ON code.oid = d.refobjid
UNION
-- A trigger whose turn comes at COMMIT never runs in a transaction that is rolled back.
SELECT CASE WHEN g.tginitdeferred THEN 'written' ELSE 'trigger' END, g.tgname, t.relname,
       CASE WHEN g.tginitdeferred THEN 'deferred trigger ' ELSE 'trigger ' END || g.tgname || ' of ' || t.relname
           || ' (function ' || code.proname || ')',
       g.tginitdeferred
  FROM pg_catalog.pg_trigger AS g
  JOIN pg_catalog.pg_class AS t ON t.oid = g.tgrelid
  JOIN code ON code.oid = g.tgfoid
 WHERE NOT g.tgisinternal AND g.tgenabled IN ('O', 'A')
UNION
-- The other side of a foreign key looks for rows that refer to this one.
SELECT 'trigger', k.conname, t.relname, 'foreign key ' || k.conname || ' of ' || c.relname || ' to ' || t.relname,
       false
  FROM pg_catalog.pg_constraint AS k
  JOIN pg_catalog.pg_class AS t ON t.oid = k.confrelid
  JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
 WHERE k.contype = 'f'
UNION
SELECT 'written', t.relname, coalesce(whole.relname, t.relname), 'foreign table ' || t.relname, true
  FROM pg_catalog.pg_foreign_table AS f
  JOIN pg_catalog.pg_class AS t ON t.oid = f.ftrelid
  LEFT JOIN pg_catalog.pg_class AS whole ON t.relispartition AND whole.oid = pg_catalog.pg_partition_root(t.oid)
 ORDER BY 1, 2, 3, 4
