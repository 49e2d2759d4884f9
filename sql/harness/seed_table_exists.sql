-- Whether there is a relation of this name.  $1: its name as an identifier.
SELECT to_regclass($1::text) IS NOT NULL AS found
