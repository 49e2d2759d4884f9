-- The last value that each of these sequences gave; NULL where it gave none, or this role may not read it.  $1: their full
-- names, a JSON array.
SELECT name, may_read, CASE WHEN may_read THEN pg_sequence_last_value(sequence) END AS last_value
  FROM json_array_elements_text($1::json) AS name
 CROSS JOIN LATERAL to_regclass(name) AS sequence
 CROSS JOIN LATERAL has_sequence_privilege(sequence, 'USAGE, SELECT') AS may_read
 WHERE sequence IS NOT NULL
