-- The statements with which the harness looks at a server, as an array's text.
SELECT coalesce(array_agg(DISTINCT queryid), '{}')::text AS ids
  FROM pg_stat_statements
 WHERE query LIKE '%pg_stat_activity%' OR query LIKE '%pg_stat_statements%'
