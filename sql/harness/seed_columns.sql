-- The columns of a table and what may be put into them.  $1: its name as an identifier.
SELECT attname AS name,
       atttypid::bigint AS type_oid,
       format_type(atttypid, atttypmod) AS type_name,
       attnotnull AND NOT atthasdef AND attidentity = '' AS needs_value,
       attgenerated <> '' AS is_generated
  FROM pg_attribute
 WHERE attrelid = $1::text::regclass
   AND attnum > 0
   AND NOT attisdropped
 ORDER BY attnum
