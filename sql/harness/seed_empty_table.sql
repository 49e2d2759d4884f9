-- Gives a table that was made in this transaction, and has no row, a file without dead rows.  {table}: its name.
TRUNCATE {table}
