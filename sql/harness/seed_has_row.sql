-- Whether a table has a row like that.  seed-events puts identifiers and a condition where the braces are.
SELECT EXISTS (SELECT FROM {table} WHERE {condition}) AS found
