-- Those of the store's indexes that are not there, or that the server does not use (is_there).  $1: their names, $2: the
-- full names of the store's tables, in whose schemas they are; each a JSON array.
SELECT wanted.name, index.oid IS NOT NULL AS is_there
  FROM ROWS FROM (json_array_elements_text($1::json)) WITH ORDINALITY AS wanted (name, number)
  LEFT JOIN (SELECT c.oid, c.relname, i.indisvalid AND i.indisready AS is_in_use
               FROM pg_catalog.pg_index AS i
               JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
              WHERE c.relnamespace IN (SELECT t.relnamespace
                                         FROM json_array_elements_text($2::json) AS ours
                                         JOIN pg_catalog.pg_class AS t ON t.oid = to_regclass(ours))) AS index
    ON index.relname = wanted.name::name
 WHERE index.oid IS NULL OR NOT index.is_in_use
 ORDER BY wanted.number
