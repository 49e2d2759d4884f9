-- What a load run has stored, to be compared with what it was told.  $1: the last position before it.
-- No operation of the store: one that skips events would skip them here as well.
SELECT {columns}, hash_array_extended(ARRAY[{texts}], 0) AS eventstore_row_hash
  FROM {events}
 WHERE {position} > $1
