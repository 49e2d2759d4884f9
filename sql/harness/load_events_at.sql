-- Events that were not at these positions when a load run began.  $1: the positions.
SELECT {columns}, hash_array_extended(ARRAY[{texts}], 0) AS eventstore_row_hash
  FROM {events}
 WHERE {position} = ANY ($1)
