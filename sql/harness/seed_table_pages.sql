-- How many pages a table has.  $1: its name as an identifier.
SELECT pg_relation_size($1::text::regclass) / current_setting('block_size')::bigint AS pages
