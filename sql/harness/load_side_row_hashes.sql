-- Each row of a table beside the events: whose it is, as a hash and in words, how far it goes, and
-- a hash of all its columns.
SELECT hash_array_extended(ARRAY[{identity}], 0) AS whose,
       concat_ws(' ', {identity}) AS name,
       {sequence}::bigint AS sequence_number,
       hash_array_extended(ARRAY[{texts}], 0) AS row_hash
  FROM {relation}
