-- Removes the snapshots that an --append replaces by later ones.  seed-events puts identifiers where
-- the braces are.  $1: the values of the column, as text.
DELETE FROM {table}
 WHERE {column}::text = ANY ($1::text[])
