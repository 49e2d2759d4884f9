-- Moves the sequence behind a column past the data; does nothing where there is none.
-- $1: the table's name as an identifier, $2: the column's name, $3: the last value in use.
SELECT setval(pg_get_serial_sequence($1::text, $2::text), $3::bigint)
