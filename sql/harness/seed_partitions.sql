-- The partitions of a table that hold rows themselves: which those are, and the columns that decide, in the key's order;
-- null stands for an expression.  $1: the table's name as an identifier.
SELECT format('%I.%I', n.nspname, c.relname) AS name,
       pg_get_expr(c.relpartbound, c.oid) AS bound,
       pg_get_partition_constraintdef(c.oid) AS condition,
       key.columns AS key_columns,
       key.definition AS key_definition
  FROM pg_partitioned_table AS whole
  JOIN pg_inherits AS i ON i.inhparent = whole.partrelid AND NOT i.inhdetachpending
  JOIN pg_class AS c ON c.oid = i.inhrelid AND c.relkind = 'r'
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL (
       SELECT json_agg(a.attname ORDER BY part.number) AS columns,
              string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ')
                     FILTER (WHERE a.attnum IS NOT NULL) AS definition
         FROM unnest(whole.partattrs::smallint[]) WITH ORDINALITY AS part (attnum, number)
         LEFT JOIN pg_attribute AS a ON a.attrelid = whole.partrelid AND a.attnum = part.attnum) AS key
 WHERE whole.partrelid = $1::text::regclass
 ORDER BY c.oid
