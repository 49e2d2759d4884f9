-- What is free again when a table is dropped; 0 when there is none.  $1: its full name.
SELECT coalesce(pg_total_relation_size(to_regclass($1::text)), 0) AS bytes
