-- Whether the server has a database of this name; every role may ask.
SELECT 1 AS found FROM pg_catalog.pg_database WHERE datname = $1
