-- Events that a load run has had acknowledged and not found behind the seeded ones.  $1: the ends of their ids, 17
-- characters each, since the time that an id begins with is not kept.
SELECT {columns}, hash_array_extended(ARRAY[{texts}], 0) AS eventstore_row_hash
  FROM {events}
 WHERE {position} <= $2
   AND right({id}::text, 17) = ANY ($1)
