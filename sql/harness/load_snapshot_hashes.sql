-- Each snapshot: whose it is, as a hash and in words, how far it goes, and a hash of all its columns.
SELECT hash_array_extended(ARRAY[{whose}], 0) AS whose,
       {aggregate}::text AS aggregate_id,
       {sequence}::bigint AS sequence_number,
       hash_array_extended(ARRAY[{texts}], 0) AS row_hash
  FROM {snapshots}
