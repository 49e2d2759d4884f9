-- What pg_stat_statements counts is of the whole server, but can only be read where this is.
CREATE EXTENSION IF NOT EXISTS pg_stat_statements
