-- Keeps the arguments of a statement as settings es.p1, es.p2, ... until the transaction ends.  $1: their text forms.
SELECT pg_catalog.set_config('es.p' || n, value, true)
  FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY AS argument (value, n)
