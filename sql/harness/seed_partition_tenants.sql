-- Those tenants, numbered from 0, whose rows a partition takes: it says so itself, in the condition that is put where
-- the braces are, as are the columns that it speaks of.  $1: the tenants, a JSON array of objects with these columns.
SELECT ordinality - 1 AS tenant
  FROM ROWS FROM (json_to_recordset($1::json) AS ({columns})) WITH ORDINALITY AS tenant
 WHERE {condition}
