-- What plays a role of the store, and what the role that connects may do with it; no row when the search path finds
-- nothing.  $1: its name as an identifier.
SELECT c.oid::bigint AS oid, format('%I.%I', n.nspname, c.relname) AS name,
       CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                      WHEN 'f' THEN 'foreign table' WHEN 'S' THEN 'sequence' ELSE 'relation' END AS kind,
       current_user AS role,
       row_security_active(c.oid) AS has_row_security,
       c.relforcerowsecurity AS forces_row_security,
       has_table_privilege(c.oid, 'INSERT') AS may_insert,
       has_table_privilege(c.oid, 'SELECT') AS may_select,
       (SELECT format('%I.%I', pn.nspname, p.relname)
          FROM pg_partition_tree(c.oid) AS part
          JOIN pg_catalog.pg_class AS p ON p.oid = part.relid AND p.relkind = 'f'
          JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
         LIMIT 1) AS foreign_partition
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.oid = to_regclass($1::text)
