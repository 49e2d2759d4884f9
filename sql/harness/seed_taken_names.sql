-- What else has a name that one of the store's indexes is to get, and the table that it belongs to (NULL where it is no
-- index).  $1: the schema as an identifier, $2: the names, $3: the full names of the store's own tables; each a JSON array.
SELECT c.relname AS name,
       CASE WHEN i.indexrelid IS NOT NULL THEN format('%I.%I', n.nspname, t.relname) END AS table
  FROM pg_catalog.pg_class AS c
  LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid
  LEFT JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
  LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
 WHERE c.relnamespace = $1::text::regnamespace
   AND c.relname IN (SELECT wanted::name FROM json_array_elements_text($2::json) AS wanted)
   AND NOT EXISTS (SELECT FROM json_array_elements_text($3::json) AS ours
                    WHERE to_regclass(ours) IN (c.oid, i.indrelid, pg_partition_root(i.indrelid)))
 ORDER BY c.relname
 LIMIT 1
