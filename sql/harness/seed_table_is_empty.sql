-- Whether a table has no row.  {table}: its name.
SELECT NOT EXISTS (SELECT FROM {table}) AS is_empty
