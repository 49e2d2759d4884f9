-- The position of each row on some pages of a table and a hash of all its columns, for COPY, which takes no parameters:
-- eventstore_load puts identifiers, casts to text and numbers where the braces are.
SELECT {position}::bigint, hash_array_extended(ARRAY[{texts}], 0)
  FROM {table}
 WHERE ctid >= '({first_page},0)'
   AND ctid < '({end_page},0)'
   AND ({position} <= {last_position} OR {position} IS NULL)
