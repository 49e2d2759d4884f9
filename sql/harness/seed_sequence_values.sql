-- The last value that each of these sequences gave; NULL where it gave none.  $1: their full names, a JSON array.
SELECT name, pg_sequence_last_value(to_regclass(name)) AS last_value
  FROM json_array_elements_text($1::json) AS name
 WHERE to_regclass(name) IS NOT NULL
