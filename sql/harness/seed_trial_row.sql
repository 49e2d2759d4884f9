-- The rows that a trial has left in a table.  seed-events puts identifiers where the braces are.
SELECT {columns}
  FROM {table}
 LIMIT 2
